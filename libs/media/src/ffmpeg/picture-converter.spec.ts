import { joinAnnexB } from '../codec/nal/annex-b.js';
import type { MediaUnit } from '../gop/media-unit.js';
import { FfmpegJob } from './ffmpeg-job.js';
import type { FfmpegStreamEnd } from './ffmpeg-stream.js';
import { PictureConverter } from './picture-converter.js';
import type { ConvertedPictures } from './picture-converter.js';
import { madePictures } from './testing/made-media.js';
import { Readable } from 'node:stream';

const limits = { maxWidth: 1280, maxHeight: 720, maxFps: 15, quality: 60 };

class House {
  readonly units: MediaUnit[] = [];
  readonly converter: PictureConverter;
  readonly ended: Promise<FfmpegStreamEnd>;
  #heard = (): void => undefined;

  constructor(source: ConvertedPictures, target: 'h264' | 'jpeg' = 'h264', changes = {}) {
    let end: (end: FfmpegStreamEnd) => void = () => undefined;
    this.ended = new Promise((resolve) => (end = resolve));
    this.converter = new PictureConverter({
      ffmpegPath: 'ffmpeg',
      source,
      target,
      limits: { ...limits, ...changes },
      onUnit: (unit) => {
        this.units.push(unit);
        this.#heard();
      },
      onEnd: end,
    });
  }

  /** Resolves when so many pictures have come out. */
  async until(count: number): Promise<void> {
    while (this.units.length < count) {
      await new Promise<void>((resolve) => (this.#heard = resolve));
    }
  }
}

/** How many pictures a decoder makes of H.264. */
async function decoded(
  units: readonly MediaUnit[],
): Promise<{ pictures: number; lines: readonly string[] }> {
  const bytes = joinAnnexB(units.flatMap(({ parts }) => parts));
  const { pictures, lines } = await new FfmpegJob({
    ffmpegPath: 'ffmpeg',
    command: {
      inputs: [{ source: 'pipe:0', options: ['-f', 'h264'] }],
      outputs: [{ target: '-', options: ['-fps_mode', 'passthrough', '-f', 'null'] }],
    },
    input: Readable.from([bytes]),
  }).start();
  return { pictures, lines };
}

describe('PictureConverter', () => {
  it.each(['h265', 'jpeg', 'h264'] as const)(
    'makes H.264 of %s, each picture before the next one goes in',
    async (codec) => {
      const pictures = await madePictures({ codec, pictures: 12 });
      const house = new House({ codec, width: 320, height: 192, reorders: false });
      for (const [index, picture] of pictures.entries()) {
        house.converter.push(picture);
        await house.until(index + 1);
      }
      house.converter.end();
      expect(await house.ended).toEqual({ outcome: 'finished', reason: '' });
      expect(house.units.map(({ timestamp }) => timestamp)).toEqual(
        pictures.map(({ timestamp }) => timestamp),
      );
      expect(house.units.map(({ arrivalMs }) => arrivalMs)).toEqual(
        pictures.map(({ arrivalMs }) => arrivalMs),
      );
      expect(house.units[0]).toMatchObject({
        codec: 'h264',
        randomAccess: true,
        discontinuity: true,
      });
      // A key frame every second.
      expect(house.units.flatMap(({ randomAccess }, at) => (randomAccess ? [at] : []))).toEqual([
        0, 10,
      ]);
      expect(await decoded(house.units)).toEqual({ pictures: 12, lines: [] });
    },
  );

  it('puts B pictures into the order in which they are shown', async () => {
    const pictures = await madePictures({ codec: 'h264', pictures: 12, bPictures: 2, gop: 6 });
    const house = new House({ codec: 'h264', width: 320, height: 192, reorders: true });
    for (const picture of pictures) {
      house.converter.push(picture);
    }
    house.converter.end();
    expect(await house.ended).toEqual({ outcome: 'finished', reason: '' });
    expect(house.units.map(({ timestamp }) => timestamp)).toEqual(
      pictures.map(({ timestamp }) => timestamp).sort((a, b) => a - b),
    );
    expect(await decoded(house.units)).toEqual({ pictures: 12, lines: [] });
  });

  it('keeps within its size and rate', async () => {
    const pictures = await madePictures({ codec: 'h265', pictures: 30, fps: 30, size: '640x360' });
    const source = { codec: 'h265', width: 640, height: 360, reorders: false } as const;
    const house = new House(source, 'h264', { maxWidth: 320, maxHeight: 100 });
    pictures.forEach((picture) => house.converter.push(picture));
    house.converter.end();
    expect(await house.ended).toEqual({ outcome: 'finished', reason: '' });
    expect(house.units).toHaveLength(15);
    const [first] = house.units;
    expect(await decoded([first!])).toMatchObject({ pictures: 1 });
  });

  it('makes JPEG pictures', async () => {
    const pictures = await madePictures({ codec: 'h265', pictures: 5 });
    const house = new House({ codec: 'h265', width: 320, height: 192, reorders: false }, 'jpeg');
    for (const [index, picture] of pictures.entries()) {
      house.converter.push(picture);
      await house.until(index + 1);
    }
    await house.converter.stop();
    expect(await house.ended).toEqual({ outcome: 'stopped', reason: '' });
    for (const [index, { parts, codec, timestamp }] of house.units.entries()) {
      const [picture] = parts;
      expect([...picture!.subarray(0, 2), ...picture!.subarray(-2)]).toEqual([
        0xff, 0xd8, 0xff, 0xd9,
      ]);
      expect({ codec, timestamp }).toEqual({
        codec: 'jpeg',
        timestamp: pictures[index]?.timestamp,
      });
    }
  });

  it('begins with a picture where decoding may start', async () => {
    const pictures = await madePictures({ codec: 'h265', pictures: 8 });
    const house = new House({ codec: 'h265', width: 320, height: 192, reorders: false });
    pictures.slice(2).forEach((picture) => house.converter.push(picture));
    house.converter.end();
    expect((await house.ended).outcome).toBe('finished');
    expect(house.units.map(({ timestamp }) => timestamp)).toEqual(
      pictures.slice(5).map(({ timestamp }) => timestamp),
    );
  });

  it('says what ffmpeg did not like', async () => {
    const house = new House({ codec: 'h265', width: 320, height: 192, reorders: false });
    const parts = [Uint8Array.of(0x40, 1, 2, 3)];
    const [unit] = await madePictures({ codec: 'jpeg', pictures: 1 });
    house.converter.push({ ...unit!, codec: 'h265', parts });
    house.converter.end();
    const { outcome, reason } = await house.ended;
    expect(outcome).toBe('failed');
    expect(reason).toMatch(/ffmpeg ended with exit code 1: .+/);
  });
});
