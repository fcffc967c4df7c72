import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Readable, Writable } from 'node:stream';
import { MediaError } from '../errors/media-error.js';
import type { FfmpegCommand } from './ffmpeg-command.js';
import { FfmpegJob } from './ffmpeg-job.js';
import type { FfmpegProgress } from './ffmpeg-report.js';

let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'casement-ffmpeg-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

class Sink extends Writable {
  bytes = 0;
  onBytes: () => void = () => undefined;

  override _write(chunk: Uint8Array, _: BufferEncoding, done: (error?: Error) => void): void {
    this.bytes += chunk.length;
    this.onBytes();
    done();
  }
}

/** `pictures` grey pictures of 96 bytes. */
function grey(pictures: number, inputOptions: string[] = []): FfmpegCommand {
  return {
    inputs: [{ source: 'color=gray:s=8x8:r=25', options: [...inputOptions, '-f', 'lavfi'] }],
    outputs: [
      {
        target: 'pipe:1',
        options: ['-frames:v', String(pictures), '-pix_fmt', 'yuv420p', '-f', 'rawvideo'],
      },
    ],
  };
}

/** A program that writes its process id into a file, says something, and then does what it is told. */
async function fakeFfmpeg(
  name: string,
  body: string,
): Promise<{ path: string; pid: () => Promise<number> }> {
  const path = join(directory, name);
  await writeFile(path, `#!/bin/sh\necho $$ > ${path}.pid\necho working >&2\n${body}\n`, {
    mode: 0o755,
  });
  return { path, pid: async () => Number(await readFile(`${path}.pid`, 'utf8')) };
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

/** Resolves when the job has said something. */
async function untilItSpeaks(job: FfmpegJob): Promise<void> {
  while (job.lines.length === 0) {
    await new Promise((resolve) => setImmediate(resolve));
  }
}

describe('FfmpegJob', () => {
  it('delivers the output and reports progress', async () => {
    const output = new Sink();
    const progress: FfmpegProgress[] = [];
    const job = new FfmpegJob({
      ffmpegPath: 'ffmpeg',
      command: grey(50),
      output,
      onProgress: (step) => progress.push(step),
    });
    const result = await job.start();
    expect(result).toMatchObject({ outcome: 'finished', pictures: 50, timeMs: 2000 });
    expect(output.bytes).toBe(50 * 96);
    expect(progress.at(-1)).toEqual({ pictures: 50, timeMs: 2000 });
  });

  it('feeds an input', async () => {
    const output = new Sink();
    const job = new FfmpegJob({
      ffmpegPath: 'ffmpeg',
      command: {
        inputs: [
          { source: 'pipe:0', options: ['-f', 'rawvideo', '-s', '8x8', '-pix_fmt', 'gray'] },
        ],
        outputs: [{ target: 'pipe:1', options: ['-f', 'rawvideo'] }],
      },
      input: Readable.from([new Uint8Array(64), new Uint8Array(64)]),
      output,
    });
    expect((await job.start()).outcome).toBe('finished');
    expect(output.bytes).toBe(128);
  });

  it('is started once', async () => {
    const job = new FfmpegJob({ ffmpegPath: 'ffmpeg', command: grey(1), output: new Sink() });
    expect(job.start()).toBe(job.start());
    await job.start();
  });

  it('fails with the last words of ffmpeg', async () => {
    const job = new FfmpegJob({
      ffmpegPath: 'ffmpeg',
      command: { inputs: [{ source: join(directory, 'missing.avi') }], outputs: grey(1).outputs },
      output: new Sink(),
    });
    await expect(job.start()).rejects.toThrow(MediaError);
    await expect(job.start()).rejects.toThrow(/exit code 1: .*missing\.avi: No such file/);
  });

  it('says how to install a missing ffmpeg', async () => {
    const job = new FfmpegJob({
      ffmpegPath: '/nowhere/ffmpeg',
      command: grey(1),
      output: new Sink(),
    });
    await expect(job.start()).rejects.toThrow('apt-get install');
  });

  it('ends when it is stopped', async () => {
    const output = new Sink();
    const job = new FfmpegJob({ ffmpegPath: 'ffmpeg', command: grey(1e6, ['-re']), output });
    const started = new Promise<void>((resolve) => (output.onBytes = resolve));
    const done = job.start();
    await started;
    await job.stop();
    expect(await done).toMatchObject({ outcome: 'stopped' });
  });

  it('leaves no process behind when ffmpeg does not listen', async () => {
    const fake = await fakeFfmpeg('deaf', "trap '' TERM\nwhile :; do sleep 0.05; done");
    const job = new FfmpegJob({ ffmpegPath: fake.path, command: grey(1), graceMs: 50 });
    const done = job.start();
    await untilItSpeaks(job);
    const pid = await fake.pid();
    expect(isRunning(pid)).toBe(true);
    await job.stop();
    expect((await done).outcome).toBe('stopped');
    expect(isRunning(pid)).toBe(false);
  });

  it('ends after its time limit', async () => {
    const fake = await fakeFfmpeg('slow', 'exec sleep 60');
    const job = new FfmpegJob({ ffmpegPath: fake.path, command: grey(1), timeoutMs: 2_000 });
    await expect(job.start()).rejects.toThrow(
      'ffmpeg was ended after its time limit of 2 s: working',
    );
    expect(isRunning(await fake.pid())).toBe(false);
  });

  it('follows its signal, also before the start', async () => {
    const aborted = new FfmpegJob({
      ffmpegPath: '/nowhere/ffmpeg',
      command: grey(1),
      signal: AbortSignal.abort(),
    });
    expect(await aborted.start()).toMatchObject({ outcome: 'stopped', pictures: 0 });

    const controller = new AbortController();
    const output = new Sink();
    output.onBytes = () => controller.abort();
    const command = grey(1e6, ['-re']);
    const job = new FfmpegJob({ ffmpegPath: 'ffmpeg', command, output, signal: controller.signal });
    expect((await job.start()).outcome).toBe('stopped');
  });

  it('is not started any more after it was stopped', async () => {
    const job = new FfmpegJob({ ffmpegPath: '/nowhere/ffmpeg', command: grey(1) });
    await job.stop();
    expect((await job.start()).outcome).toBe('stopped');
  });

  it('ends when nobody takes the output any more', async () => {
    const output = new Writable({ write: (_, __, done) => done(new Error('disk full')) });
    const job = new FfmpegJob({ ffmpegPath: 'ffmpeg', command: grey(1e6), output });
    await expect(job.start()).rejects.toThrow('The output of ffmpeg cannot be written: disk full');
  });
});
