import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { FfmpegJob } from '@casement/media';
import { nvrCommands } from '@casement/protocol';
import { parseScenario } from '../../load-scenario.js';
import { footageFolder } from '../../media/testing/footage-folder.js';
import { Simulator } from '../../simulator.js';
import { readDownload } from '../../testing/download-reader.js';
import type { ReceivedFile } from '../../testing/download-reader.js';
import { ManualClock } from '../../testing/manual-clock.js';
import { RecorderClient } from '../../testing/recorder-client.js';
import { findBoxes } from './mp4-box.js';

const folder = footageFolder();
const now = Date.UTC(2026, 10, 21, 7, 8, 9);
const hourStart = Date.UTC(2026, 10, 21, 7, 0);
const common = { width: 320, height: 240, loopSeconds: 2, scene: 'sea' } as const;

const scenario = parseScenario({
  users: [{ username: 'admin', password: 'secret' }],
  recordings: { ranges: [{ from: '2026-11-21T07:00:50Z' }] },
  cameras: [
    { number: 1, ...common, fps: 15, audio: { codec: 'aac' } },
    { number: 2, ...common, fps: 10, codec: 'h265', audio: { codec: 'g711' } },
    { number: 3, ...common, fps: 12, bFrames: 2, audio: { codec: 'g711', law: 'a' } },
    { number: 4, ...common, fps: 10, audio: { codec: 'g726' } },
  ],
});

let simulator: Simulator;
let client: RecorderClient;

beforeAll(async () => {
  simulator = await Simulator.start(scenario, {
    cacheDir: folder.path,
    clock: new ManualClock(now),
  });
  client = new RecorderClient(simulator.httpUrl ?? '');
}, 60_000);

afterAll(() => simulator.close());

async function downloadOne(camera: number): Promise<ReceivedFile> {
  const uid = await client.login();
  const range = { startMs: hourStart, endMs: hourStart + 60_000 };
  const { path } = nvrCommands.download(uid, { kind: 'MP4', camera, ...range });
  const { files, warnings } = await readDownload(await client.open(path), 'MP4');
  expect(warnings).toEqual([]);
  const [file] = files;
  if (file === undefined || files.length !== 1) {
    throw new Error(`${files.length} files; expected one`);
  }
  return file;
}

type Frame = { readonly presented: number; readonly duration: number; readonly bytes: number };

/** What ffmpeg finds in a file, by stream; it decodes everything and stops at the first thing it does not like. */
async function framesOf({ name, bytes }: ReceivedFile): Promise<ReadonlyMap<number, Frame[]>> {
  const source = join(folder.path, name);
  await writeFile(source, bytes);
  let text = '';
  const output = new Writable({
    write: (chunk: Buffer, _, done) => {
      text += chunk.toString('utf8');
      done();
    },
  });
  const decoded = ['-map', '0', '-f', 'framecrc'];
  const job = new FfmpegJob({
    ffmpegPath: 'ffmpeg',
    command: {
      inputs: [{ source, options: ['-xerror', '-err_detect', 'explode'] }],
      outputs: [{ target: 'pipe:1', options: ['-fps_mode', 'passthrough', ...decoded] }],
    },
    output,
  });
  await job.start();
  const frames = new Map<number, Frame[]>();
  for (const line of text.split('\n').filter((each) => /^\d/.test(each))) {
    const [stream = 0, , presented = 0, duration = 0, size = 0] = line.split(',').map(Number);
    frames.set(stream, [...(frames.get(stream) ?? []), { presented, duration, bytes: size }]);
  }
  return frames;
}

describe('a downloaded MP4 file', () => {
  it.each([
    [1, 15, 2],
    [2, 10, 2],
    [3, 12, 2],
    [4, 10, 1],
  ])('of camera %d is decoded to the last picture', async (camera, fps, streams) => {
    const file = await downloadOne(camera);
    const frames = await framesOf(file);
    expect(frames.size).toBe(streams);
    const pictures = frames.get(0) ?? [];
    expect(pictures).toHaveLength(10 * fps);
    expect(pictures.map(({ presented }) => presented)).toEqual(
      pictures.map(({ presented }) => presented).sort((one, other) => one - other),
    );
    expect(pictures[0]?.presented).toBe(0);
  });

  it.each([
    [1, 48_000],
    [2, 8_000],
    [3, 8_000],
  ])('of camera %d has ten seconds of sound', async (camera, rate) => {
    const sound = (await framesOf(await downloadOne(camera))).get(1) ?? [];
    const samples = sound.reduce((sum, { duration }) => sum + duration, 0);
    expect(Math.abs(samples / rate - 10)).toBeLessThan(0.1);
  });

  it('says when it was made, how long it is, and where decoding may start', async () => {
    const { name, bytes } = await downloadOne(1);
    expect(name).toBe('001_261121070050_3000_7f_00_01.mp4');
    const [head] = findBoxes(bytes, ['moov', 'mvhd']);
    const fields = Buffer.from(head ?? []);
    expect(fields.readUInt32BE(4) - 2_082_844_800).toBe(hourStart / 1000 + 50);
    // The last frame of sound begins within the last second, and may end a little later.
    expect(fields.readUInt32BE(16) - 10_000).toBeGreaterThanOrEqual(0);
    expect(fields.readUInt32BE(16) - 10_000).toBeLessThan(50);
    const [sync] = findBoxes(bytes, ['moov', 'trak', 'mdia', 'minf', 'stbl', 'stss']);
    expect(Buffer.from(sync ?? []).readUInt32BE(4)).toBe(10);
  });
});
