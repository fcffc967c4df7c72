import { FfmpegJob, isIdr, nalUnitType, splitAnnexB } from '@casement/media';
import { Writable } from 'node:stream';
import { bandLayout, bandPixels } from './band/band-layout.js';
import { litLuma, darkLuma } from './band/dot-levels.js';
import { MacroblockCodes } from './band/macroblock-codes.js';
import { readStrip } from './band/strip-reader.js';
import { parseFootage, removeBands } from './encoded-footage.js';
import { encodingCommand } from './encoding-command.js';
import type { EncodingTask } from './footage-options.js';
import { NalUnitWriter } from './h264/nal-unit-writer.js';
import type { H264LiveFootage, LiveFootage } from './live-footage.js';
import { createLiveFootage } from './live-footage.js';
import { decodePictures } from './testing/decode-pictures.js';

/** A moment whose strip value is about to wrap, and whose seconds change in the middle. */
const startMs = 416 * 2 ** 32 - 1200;

/** What x264 made, noise in the band and all, and the footage made of it. */
type Made = { readonly raw: readonly Uint8Array[][]; readonly footage: H264LiveFootage };

async function make(task: EncodingTask): Promise<Made> {
  const chunks: Uint8Array[] = [];
  const output = new Writable({
    write(chunk: Uint8Array, _, done) {
      chunks.push(chunk);
      done();
    },
  });
  await new FfmpegJob({ ffmpegPath: 'ffmpeg', command: encodingCommand(task), output }).start();
  const bytes = Uint8Array.from(Buffer.concat(chunks));
  const raw: Uint8Array[][] = [];
  for (const nalUnit of splitAnnexB(bytes)) {
    if (nalUnitType(nalUnit) === 9) {
      raw.push([]);
    }
    raw.at(-1)?.push(nalUnit);
  }
  const layout = bandLayout(task.width, task.height);
  const footage = createLiveFootage({
    options: { ...task, camera: 200, name: 'Test', timeZoneMinutes: 0 },
    task,
    encoded: parseFootage(removeBands(bytes, layout), layout, task.fps),
    alternative: undefined,
    codes: new MacroblockCodes(),
    writer: new NalUnitWriter(),
  });
  return { raw, footage };
}

function momentOf(index: number, fps: number): number {
  return startMs + Math.round((index * 1000) / fps);
}

/** Pictures over two and a half loops, each with its moment and a counter that wraps. */
function shoot(footage: LiveFootage): (readonly Uint8Array[])[] {
  const count = Math.ceil(footage.pictureCount * 2.5);
  return Array.from({ length: count }, (_, index) =>
    footage.picture(index, momentOf(index, footage.fps), 2 ** 24 - 20 + index),
  );
}

const cases: readonly EncodingTask[] = [
  { source: { kind: 'scene', scene: 'sea' }, width: 640, height: 360, fps: 15, seconds: 2 },
  { source: { kind: 'scene', scene: 'lobby' }, width: 1920, height: 1080, fps: 10, seconds: 2 },
  {
    ...{ source: { kind: 'scene', scene: 'street' }, width: 640, height: 360, fps: 10, seconds: 2 },
    ...{ profile: 'high', bFrames: 0 },
  },
  // Neither side is a multiple of 16.
  { source: { kind: 'scene', scene: 'radar' }, width: 354, height: 270, fps: 5, seconds: 2 },
];

describe.each(cases)('live footage of $width x $height pixels', (task) => {
  const { width, height, fps } = task;
  const layout = bandLayout(width, height);
  let made: Made;

  beforeAll(async () => {
    made = await make(task);
  }, 30_000);

  it('shows moment, camera and order of every picture, across GOPs and loops', async () => {
    const { footage } = made;
    const pictures = await decodePictures(shoot(footage), { width, height });
    expect(pictures).toHaveLength(footage.pictureCount * 2.5);
    for (const [index, data] of pictures.entries()) {
      const picture = { data, width, height, format: 'luma' } as const;
      expect(readStrip(picture, footage.geometry.clock)).toEqual({
        value: momentOf(index, fps) % 2 ** 32,
        contrast: litLuma - darkLuma,
      });
      const counter = (2 ** 24 - 20 + index) % 2 ** 24;
      expect(readStrip(picture, footage.geometry.identity)).toMatchObject({
        value: 200 * 2 ** 24 + counter,
      });
      const band = data.subarray(0, width * bandPixels(layout));
      expect(band.every((luma) => luma === litLuma || luma === darkLuma)).toBe(true);
    }
  }, 30_000);

  it('shows exactly the scene that was encoded, whatever the band shows', async () => {
    const top = bandPixels(layout);
    const part = { width, height: height - top, pixelFormat: 'yuv420p' } as const;
    const crop = `${String(width)}:${String(part.height)}:0:${String(top)}`;
    const [encoded, stamped] = await Promise.all([
      decodePictures(made.raw, { ...part, crop }),
      decodePictures(shoot(made.footage).slice(0, made.raw.length), { ...part, crop }),
    ]);
    expect(stamped).toHaveLength(encoded.length);
    for (const [index, picture] of stamped.entries()) {
      expect(Buffer.compare(picture, encoded[index] ?? new Uint8Array())).toBe(0);
    }
  }, 30_000);

  it('has NAL units in order, slices that agree, and whole GOPs', () => {
    const { footage } = made;
    expect(footage.pictureCount % footage.picturesPerGop).toBe(0);
    for (let index = 0; index < footage.pictureCount; index += 1) {
      const picture = footage.picture(index, startMs, index);
      const types = picture.map(nalUnitType);
      const idr = index % footage.picturesPerGop === 0;
      const slices = picture.filter((nalUnit) => [1, 5].includes(nalUnitType(nalUnit)));
      expect(types.slice(0, idr ? 3 : 1)).toEqual(idr ? [9, 7, 8] : [9]);
      expect(slices.every((slice) => isIdr(slice) === idr && slice[0] === slices[0]?.[0])).toBe(
        true,
      );
      expect(types.slice(-slices.length)).toEqual(slices.map(nalUnitType));
    }
  });

  it('never changes what it handed out, and repeats the scene', () => {
    const { footage } = made;
    const first = footage.picture(1, startMs, 1);
    const copy = first.map((nalUnit) => Uint8Array.from(nalUnit));
    const again = footage.picture(1 + footage.pictureCount, startMs + 12_345, 2);
    expect(first).toEqual(copy);
    expect(again.slice(2)).toEqual(first.slice(2));
    expect(again[1]).not.toEqual(first[1]);
    expect(footage.picture(1, startMs, 1)).toEqual(first);
  });
});

describe('a picture', () => {
  it('is refused for an index that is no whole number', async () => {
    const { footage } = await make(cases.at(-1)!);
    expect(() => footage.picture(0.5, startMs, 0)).toThrow('no picture 0.5');
    expect(footage.profileLevelId).toMatch(/^42c0/);
  });
});
