import { jest } from '@jest/globals';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { FfmpegCommand } from './ffmpeg-command.js';
import type { FfmpegStreamEnd, FfmpegStreamOptions } from './ffmpeg-stream.js';
import { FfmpegStream } from './ffmpeg-stream.js';

// On a machine that is busy a process takes seconds to start.
jest.setTimeout(60_000);

let directory = '';

beforeAll(async () => {
  directory = await mkdtemp(join(tmpdir(), 'casement-stream-'));
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

/** Grey pictures of 8 x 8 in, the same out. */
const copy: FfmpegCommand = {
  inputs: [
    {
      source: 'pipe:0',
      options: ['-f', 'rawvideo', '-s', '8x8', '-pix_fmt', 'gray', '-probesize', '32'],
    },
  ],
  outputs: [{ target: 'pipe:1', options: ['-flush_packets', '1', '-f', 'rawvideo'] }],
};

const picture = new Uint8Array(64).fill(9);

class House {
  bytes = 0;
  readonly ended: Promise<FfmpegStreamEnd>;
  readonly stream: FfmpegStream;
  #heard = (): void => undefined;

  constructor(changes: Partial<FfmpegStreamOptions> = {}) {
    let end: (end: FfmpegStreamEnd) => void = () => undefined;
    this.ended = new Promise((resolve) => (end = resolve));
    this.stream = new FfmpegStream({
      ffmpegPath: 'ffmpeg',
      command: copy,
      onOutput: (chunk) => {
        this.bytes += chunk.length;
        this.#heard();
      },
      onEnd: end,
      ...changes,
    });
  }

  /** Resolves when so much has come out; rejects when it ends before. */
  async until(bytes: number): Promise<void> {
    const early = this.ended.then(({ reason }) => {
      throw new Error(`it ended after ${this.bytes} of ${bytes} bytes: ${reason}`);
    });
    early.catch(() => undefined);
    while (this.bytes < bytes) {
      await Promise.race([early, new Promise<void>((resolve) => (this.#heard = resolve))]);
    }
  }
}

/** Pictures until the first has come out: how many ffmpeg holds back at first is its own business. */
async function feed(house: House): Promise<void> {
  const feeding = setInterval(() => house.stream.write(picture), 20);
  await house.until(64).finally(() => clearInterval(feeding));
}

/** A program that is started instead of ffmpeg; its pid is in a file before it does anything. */
async function program(name: string, body: string): Promise<string> {
  const path = join(directory, name);
  await writeFile(path, `#!/bin/sh\necho $$ > ${path}.pid\n${body}\n`, { mode: 0o755 });
  return path;
}

async function pidOf(path: string): Promise<number> {
  for (;;) {
    const pid = Number(await readFile(`${path}.pid`, 'utf8').catch(() => ''));
    if (pid > 0) {
      return pid;
    }
    await delay(2);
  }
}

function isRunning(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch {
    return false;
  }
}

describe('FfmpegStream', () => {
  it('feeds ffmpeg and hands on what it makes', async () => {
    const house = new House();
    expect(house.stream.write(picture)).toBe(true);
    expect(house.stream.write(picture)).toBe(true);
    house.stream.end();
    expect(await house.ended).toEqual({ outcome: 'finished', reason: '' });
    expect(house.bytes).toBe(128);
    expect(house.stream.outputBytes).toBe(128);
    expect(house.stream.write(picture)).toBe(false);
  });

  it('leaves no process when it is stopped, and says what it used', async () => {
    const house = new House();
    await feed(house);
    const { pid } = house.stream;
    expect(house.stream.cpuSeconds).toBeGreaterThanOrEqual(0);
    await house.stream.stop();
    expect(await house.ended).toEqual({ outcome: 'stopped', reason: '' });
    expect(isRunning(pid!)).toBe(false);
    expect(house.stream.pid).toBeUndefined();
    expect(house.stream.cpuSeconds).toBeUndefined();
  });

  it('notices that its ffmpeg was killed', async () => {
    const house = new House();
    house.stream.write(picture);
    process.kill(house.stream.pid!, 'SIGKILL');
    const { outcome, reason } = await house.ended;
    expect(outcome).toBe('failed');
    expect(reason).toMatch(/^ffmpeg was ended by SIGKILL: /);
  });

  it('ends an ffmpeg that hangs', async () => {
    const house = new House({ hangMs: 300 });
    const { pid } = house.stream;
    // Before it can have written anything, however long it takes to start.
    process.kill(pid!, 'SIGSTOP');
    house.stream.write(picture);
    expect(await house.ended).toEqual({
      outcome: 'failed',
      reason: 'ffmpeg hangs: input, but no output for 0.3 s',
    });
    expect(isRunning(pid!)).toBe(false);
  });

  it('waits for input as long as it takes', async () => {
    const path = await program('copies', 'exec cat');
    const house = new House({ ffmpegPath: path, hangMs: 1_000 });
    await pidOf(path);
    house.stream.write(picture);
    await house.until(64);
    // That nothing happens cannot be awaited.
    await delay(2_200);
    expect(house.stream.pid).toBeDefined();
    await house.stream.stop();
    expect((await house.ended).outcome).toBe('stopped');
  });

  it('ends what talks nonsense', async () => {
    const path = await program('nonsense', 'echo rubbish; exec sleep 60');
    const house = new House({
      ffmpegPath: path,
      onOutput: () => {
        throw new Error('ffmpeg writes rubbish; expected FLV');
      },
    });
    expect(await house.ended).toEqual({
      outcome: 'failed',
      reason: 'ffmpeg writes rubbish; expected FLV',
    });
    expect(isRunning(await pidOf(path))).toBe(false);
  });

  it('says how a program that exits at once ended', async () => {
    const path = await program('exits', 'echo no such codec >&2; exit 7');
    const house = new House({ ffmpegPath: path });
    house.stream.write(picture);
    expect(await house.ended).toEqual({
      outcome: 'failed',
      reason: 'ffmpeg ended with exit code 7: no such codec',
    });
    const quiet = new House({ ffmpegPath: await program('ends', 'exit 0') });
    expect(await quiet.ended).toEqual({
      outcome: 'failed',
      reason: 'ffmpeg ended with exit code 0: it said nothing',
    });
  });

  it('says how to install a missing ffmpeg', async () => {
    const house = new House({ ffmpegPath: '/nowhere/ffmpeg' });
    expect(await house.ended).toEqual({
      outcome: 'unavailable',
      reason: expect.stringContaining('apt-get install') as string,
    });
    await house.stream.stop();
  });

  it('kills what does not listen', async () => {
    const path = await program('deaf', "trap '' TERM\nwhile :; do sleep 0.05; done");
    const house = new House({ ffmpegPath: path, graceMs: 50 });
    const pid = await pidOf(path);
    await house.stream.stop();
    expect(await house.ended).toEqual({ outcome: 'stopped', reason: '' });
    expect(isRunning(pid)).toBe(false);
  });

  it('holds a bounded number of bytes for a process that does not read', async () => {
    const path = await program('blind', 'exec sleep 60');
    const house = new House({ ffmpegPath: path, maxQueuedBytes: 1_000_000 });
    await pidOf(path);
    const chunk = new Uint8Array(100_000);
    const taken = Array.from({ length: 100 }, () => house.stream.write(chunk)).filter(Boolean);
    expect(taken.length).toBeGreaterThan(0);
    // What it is to hold, and what the kernel holds.
    expect(taken.length * chunk.length).toBeLessThanOrEqual(1_000_000 + 262_144);
    expect(house.stream.queuedBytes).toBeLessThanOrEqual(1_000_000);
    await house.stream.stop();
    expect((await house.ended).outcome).toBe('stopped');
  });

  it('refuses input when what was written before waits for too long', async () => {
    const path = await program('slow', 'exec sleep 60');
    const house = new House({ ffmpegPath: path, maxQueuedMs: 20 });
    await pidOf(path);
    const chunk = new Uint8Array(200_000);
    while (house.stream.write(chunk)) {
      await delay(5);
    }
    // Far from the limit in bytes.
    expect(house.stream.queuedBytes).toBeLessThan(4_000_000);
    await house.stream.stop();
    expect((await house.ended).outcome).toBe('stopped');
  });
});
