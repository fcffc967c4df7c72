import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Fmp4Piece, MediaUnit, SharedRing } from '@casement/media';
import { RingUnitReader } from '@casement/media';
import { Logger } from '@nestjs/common';
import type { CasementConfig } from '../config/config.js';
import { parseConfig } from '../config/load-config.js';
import { systemClock } from '../net/clock.js';
import { FakeCamera, formats } from '../viewing/testing/fake-camera.js';
import { Conversions } from './conversions.js';
import type { RemuxThrough } from './hls-remux.js';
import { realPictures } from './testing/real-pictures.js';

const source = { ...formats.h265, width: 320, height: 192 };

let directory = '';
let pictures: readonly MediaUnit[] = [];

beforeAll(async () => {
  Logger.overrideLogger(false);
  directory = await mkdtemp(join(tmpdir(), 'casement-transcoding-'));
  pictures = await realPictures(30);
});

afterAll(async () => {
  await rm(directory, { recursive: true });
});

class House {
  readonly camera = new FakeCamera();
  readonly conversions: Conversions;
  readonly units: MediaUnit[] = [];
  #heard = (): void => undefined;

  constructor(transcoding: Partial<CasementConfig['transcoding']> = {}) {
    const text = JSON.stringify({ transcoding });
    const config = parseConfig({ text, baseDir: '/', env: {} });
    this.conversions = new Conversions(config, systemClock);
    this.camera.video.format = source;
  }

  get consumer() {
    return {
      unit: (unit: MediaUnit): void => {
        this.units.push(unit);
        this.#heard();
      },
    };
  }

  hear(): void {
    this.#heard();
  }

  /** Resolves when something is so. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }

  get h264() {
    return this.conversions.h264(this.camera, this.camera.video);
  }

  close(): Promise<void> {
    return this.conversions.beforeApplicationShutdown();
  }
}

/** The processes that this one has started and that still run. */
async function children(): Promise<string[]> {
  const { readFile } = await import('node:fs/promises');
  const path = `/proc/${process.pid}/task/${process.pid}/children`;
  const pids = (await readFile(path, 'utf8')).split(' ').filter((pid) => pid !== '');
  const names = await Promise.all(
    pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')),
  );
  return pids.filter((_, index) => /ffmpeg|fake/.test(names[index] ?? ''));
}

describe('Conversions', () => {
  it('makes H.264 of H.265 once for all, in a ring and as units', async () => {
    const house = new House();
    let ring: SharedRing | undefined;
    const ends = [
      house.h264.units(house.consumer),
      house.h264.ring((next) => (ring = next)),
      house.h264.units({ unit: () => undefined }),
    ];
    pictures.forEach((picture) => house.camera.video.put(picture));
    await house.until(() => house.units.length === pictures.length);
    expect(await children()).toHaveLength(1);
    expect(house.units.map(({ timestamp }) => timestamp)).toEqual(
      pictures.map(({ timestamp }) => timestamp),
    );
    expect(house.h264.format).toEqual({
      codec: 'h264',
      width: 320,
      height: 192,
      reorders: false,
      codecString: expect.stringMatching(/^avc1\.42c0/) as string,
    });
    expect(house.conversions.list().jobs).toMatchObject([
      { target: 'h264', source: 'h265', state: 'running', users: 3, restarts: 0 },
    ]);
    const reader = new RingUnitReader(ring!);
    expect(reader.pull()?.parts).toEqual(
      house.units.findLast(({ randomAccess }) => randomAccess)?.parts,
    );
    ends.forEach((end) => end());
    await house.close();
    expect(await children()).toEqual([]);
    expect(house.conversions.list().jobs).toEqual([]);
  });

  it('goes on after its ffmpeg was killed', async () => {
    const house = new House();
    house.h264.units(house.consumer);
    pictures.slice(0, 5).forEach((picture) => house.camera.video.put(picture));
    await house.until(() => house.units.length === 5);
    const [pid] = await children();
    const stop = house.h264.onChange(() => house.hear());
    process.kill(Number(pid), 'SIGKILL');
    await house.until(() => house.h264.reason !== undefined);
    expect(house.h264.reason).toMatch(
      /^The conversion starts again in 1 s: ffmpeg was ended by SIGKILL/,
    );
    expect(house.h264.refusal).toBeUndefined();
    pictures.slice(5, 8).forEach((picture) => house.camera.video.put(picture));
    // From the newest key picture on, so none is lost.
    await house.until(() => house.units.length === 13);
    expect(house.units[5]).toMatchObject({ randomAccess: true, discontinuity: true });
    expect(house.conversions.totals).toMatchObject({ made: 13, restarts: 1 });
    stop();
    await house.close();
    expect(await children()).toEqual([]);
  });

  it('says what is wrong with a program that is no ffmpeg', async () => {
    const path = join(directory, 'fake-ffmpeg');
    await writeFile(path, '#!/bin/sh\necho rubbish\nexec sleep 60\n', { mode: 0o755 });
    const house = new House({ ffmpegPath: path });
    house.h264.onChange(() => house.hear());
    house.h264.units(house.consumer);
    house.camera.video.put(pictures[0]!);
    await house.until(() => house.h264.reason !== undefined);
    expect(house.h264.reason).toContain('ffmpeg writes bytes 114 117 98; expected FLV');
    await house.close();
    expect(await children()).toEqual([]);
  });

  it('refuses when ffmpeg is missing, and says so before', async () => {
    const house = new House({ ffmpegPath: '/nowhere/ffmpeg' });
    house.h264.onChange(() => house.hear());
    house.h264.units(house.consumer);
    house.camera.video.put(pictures[0]!);
    await house.until(() => house.h264.refusal !== undefined);
    expect(house.h264.refusal).toMatch(/^ffmpeg was not found .*apt-get install/);
    expect(house.conversions.refusal(house.camera, 'h264')).toBe(house.h264.refusal);
    expect(await house.conversions.examine()).toBeInstanceOf(Error);
    expect(house.conversions.refusal(new FakeCamera(2), 'mjpeg')).toMatch(/^ffmpeg was not found/);
    await house.close();
  });

  it('refuses what the budget has no room for', async () => {
    const house = new House({ maxJobs: 1 });
    const other = new FakeCamera(2);
    other.video.format = source;
    expect(house.conversions.refusal(other, 'h264')).toBeUndefined();
    house.h264.units(house.consumer);
    house.camera.video.put(pictures[0]!);
    const refused = house.conversions.mjpeg(other, other.video, { width: 160 });
    refused.units({ unit: () => undefined });
    other.video.put(pictures[0]!);
    expect(refused.refusal).toBe('1 of 1 conversions are running.');
    expect(house.conversions.refusal(house.camera, 'h264')).toBeUndefined();
    expect(house.conversions.refusal(other, 'h264')).toBe('1 of 1 conversions are running.');
    expect(house.conversions.list()).toMatchObject({
      jobs: [
        { camera: 1, state: 'starting', reason: null },
        { camera: 2, target: 'mjpeg-160-5-60', state: 'refused' },
      ],
      budget: { maxJobs: 1 },
    });
    await house.close();
    expect(await children()).toEqual([]);
  });

  it('makes JPEG pictures and smaller H.264', async () => {
    const house = new House();
    const mjpeg = house.conversions.mjpeg(house.camera, house.camera.video, {
      width: 160,
      fps: 15,
    });
    const small = house.conversions.h264(house.camera, house.camera.video, { height: 96 });
    const others: MediaUnit[] = [];
    mjpeg.units({ unit: (unit) => others.push(unit) && house.hear() });
    small.units(house.consumer);
    pictures.slice(0, 4).forEach((picture) => house.camera.video.put(picture));
    await house.until(() => house.units.length === 4 && others.length === 4);
    expect(mjpeg.format).toMatchObject({ codec: 'jpeg', width: 160, height: 96 });
    expect(small.format).toMatchObject({ codec: 'h264', width: 160, height: 96 });
    expect(house.conversions.list().jobs.map(({ target }) => target)).toEqual([
      'mjpeg-160-15-60',
      'h264-96',
    ]);
    await house.close();
  });

  it('makes Opus and AAC of G.711', async () => {
    const house = new House();
    house.camera.audio.format = { codec: 'pcmu', sampleRateHz: 8_000, channels: 1 };
    const opus = house.conversions.opus(house.camera);
    const aac = house.conversions.aac(house.camera);
    opus.units(house.consumer);
    aac.units(house.consumer);
    for (let packet = 0; packet < 50; packet += 1) {
      house.camera.audio.put({
        codec: 'pcmu',
        parts: [new Uint8Array(160).fill(packet)],
        timestamp: packet * 160,
        clockRateHz: 8_000,
        channels: 1,
        arrivalMs: packet * 20,
        randomAccess: true,
        discontinuity: false,
      });
    }
    await house.until(
      () =>
        house.units.some(({ codec }) => codec === 'opus') &&
        house.units.some(({ codec }) => codec === 'aac'),
    );
    expect(opus.format).toEqual({ codec: 'opus', sampleRateHz: 48_000, channels: 1 });
    expect(aac.format).toEqual({ codec: 'aac', sampleRateHz: 48_000, channels: 1 });
    await house.close();
    expect(await children()).toEqual([]);
  });

  it('makes a few snapshots at a time', async () => {
    const house = new House();
    const [unit] = pictures;
    const wanted = Array.from({ length: 19 }, () =>
      house.conversions.snapshot(unit!, { width: 160 }).then(
        (bytes) => bytes.subarray(0, 2).join(' '),
        (error: unknown) => (error instanceof Error ? error.message : ''),
      ),
    );
    expect((await children()).length).toBeLessThanOrEqual(2);
    const found = await Promise.all(wanted);
    expect(found.filter((start) => start === '255 216')).toHaveLength(18);
    expect(found.at(-1)).toBe('Too many snapshots are being made at the moment.');
    expect(house.conversions.snapshots.counts).toEqual({ made: 18, failed: 0, refused: 1 });
    const jpeg = { ...unit!, codec: 'jpeg', parts: [Uint8Array.of(0xff, 0xd8)] } as const;
    expect(await house.conversions.snapshot(jpeg)).toBe(jpeg.parts[0]);
    await expect(new House({ enabled: false }).conversions.snapshot(unit!)).rejects.toMatchObject({
      status: 503,
    });
  }, 20_000);

  it.each(['muxer', 'ffmpeg'] as const)(
    'makes MP4 for HLS by %s',
    async (through: RemuxThrough) => {
      const house = new House();
      const pieces: Fmp4Piece[] = [];
      const listener = {
        piece: (piece: Fmp4Piece) => pieces.push(piece) && house.hear(),
        ended: () => undefined,
      };
      const input = { video: house.camera.video, audio: undefined };
      const end = house.conversions.remux(house.camera, input, listener, through);
      pictures.forEach((picture) => house.camera.video.put(picture));
      await house.until(() => pieces.filter(({ kind }) => kind === 'fragment').length >= 10);
      expect(pieces[0]).toMatchObject({
        kind: 'init',
        width: 320,
        video: expect.stringMatching(/^hvc1/) as string,
      });
      expect(pieces[1]).toMatchObject({ kind: 'fragment', track: 'video', randomAccess: true });
      expect(await children()).toHaveLength(through === 'ffmpeg' ? 1 : 0);
      end();
      end();
      expect(house.camera.video.takers).toBe(0);
      await house.close();
    },
  );

  it('ends an MP4 for HLS that cannot be made, instead of leaving its readers to wait', async () => {
    const house = new House();
    const { camera } = house;
    const ended: string[] = [];
    const end = house.conversions.remux(
      camera,
      { video: camera.video, audio: undefined },
      {
        piece: () => {
          throw new Error('a bug');
        },
        ended: (reason) => void ended.push(reason),
      },
    );
    pictures.forEach((picture) => camera.video.put(picture));
    expect(ended).toEqual(['the stream cannot be made']);
    end();
    await house.close();
    expect(camera.video.takers).toBe(0);
  });

  it('makes AAC of what is not AAC for HLS', async () => {
    const house = new House();
    const { camera } = house;
    const input = { video: camera.video, audio: camera.audio };
    const end = house.conversions.remux(camera, input, {
      piece: () => undefined,
      ended: () => undefined,
    });
    expect(camera.audio.takers).toBe(1);
    camera.audio.format = { codec: 'pcma', sampleRateHz: 8_000, channels: 1 };
    expect(house.conversions.list().jobs).toMatchObject([{ target: 'aac', source: 'pcma' }]);
    camera.audio.format = { codec: 'aac', sampleRateHz: 48_000, channels: 1 };
    end();
    await house.close();
    expect(camera.audio.takers).toBe(0);
  });
});
