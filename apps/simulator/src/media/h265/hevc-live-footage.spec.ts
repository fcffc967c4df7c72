import { FfmpegJob, splitAnnexB } from '@casement/media';
import { Writable } from 'node:stream';
import { bandLayout, bandPixels } from '../band/band-layout.js';
import { MacroblockCodes } from '../band/macroblock-codes.js';
import { readStrip } from '../band/strip-reader.js';
import { encodingCommand } from '../encoding-command.js';
import type { EncodingTask } from '../footage-options.js';
import { NalUnitWriter } from '../h264/nal-unit-writer.js';
import type { LiveFootage } from '../live-footage.js';
import { decodePictures } from '../testing/decode-pictures.js';
import { parseHevcFootage, removeHevcBands } from './hevc-footage.js';
import { createHevcFootage } from './hevc-live-footage.js';
import { hevcNalType } from './hevc-parameters.js';
import { isHevcSlice } from './hevc-slice-header.js';

/** A moment whose strip value is about to wrap, and whose seconds change in the middle. */
const startMs = 416 * 2 ** 32 - 1200;

type Made = { readonly raw: readonly Uint8Array[][]; readonly footage: LiveFootage };

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
    if (hevcNalType(nalUnit) === 35) {
      raw.push([]);
    }
    raw.at(-1)?.push(nalUnit);
  }
  const layout = bandLayout(task.width, task.height);
  const footage = createHevcFootage({
    options: { ...task, camera: 200, name: 'Test', timeZoneMinutes: 0 },
    task,
    encoded: parseHevcFootage(removeHevcBands(bytes, layout), layout, task.fps),
    alternative: undefined,
    codes: new MacroblockCodes(),
    writer: new NalUnitWriter(),
  });
  return { raw, footage };
}

function shoot(footage: LiveFootage, count: number): (readonly Uint8Array[])[] {
  return Array.from({ length: count }, (_, index) =>
    footage.picture(index, momentOf(index, footage.fps), 2 ** 24 - 20 + index),
  );
}

function momentOf(index: number, fps: number): number {
  return startMs + Math.round((index * 1000) / fps);
}

const codec = 'h265';
const cases: readonly EncodingTask[] = [
  { source: { kind: 'scene', scene: 'sea' }, width: 640, height: 360, fps: 15, seconds: 2, codec },
  {
    source: { kind: 'scene', scene: 'lobby' },
    width: 1920,
    height: 1080,
    fps: 5,
    seconds: 2,
    codec,
  },
  // Neither side is a multiple of 16.
  { source: { kind: 'scene', scene: 'radar' }, width: 354, height: 270, fps: 5, seconds: 2, codec },
];

describe.each(cases)('H.265 footage of $width x $height pixels', (task) => {
  const { width, height, fps } = task;
  const layout = bandLayout(width, height);
  let made: Made;

  beforeAll(async () => {
    made = await make(task);
  }, 30_000);

  it('shows moment, camera and order of every picture in pure black and white', async () => {
    const { footage } = made;
    const count = footage.pictureCount * 2;
    const pictures = await decodePictures(shoot(footage, count), { width, height, codec });
    expect(pictures).toHaveLength(count);
    for (const [index, data] of pictures.entries()) {
      const picture = { data, width, height, format: 'luma' } as const;
      expect(readStrip(picture, footage.geometry.clock)).toMatchObject({
        value: momentOf(index, fps) % 2 ** 32,
      });
      const counter = (2 ** 24 - 20 + index) % 2 ** 24;
      expect(readStrip(picture, footage.geometry.identity)).toMatchObject({
        value: 200 * 2 ** 24 + counter,
      });
      const band = data.subarray(0, width * bandPixels(layout));
      expect(band.filter((luma) => luma > 1 && luma < 254)).toHaveLength(0);
    }
  }, 30_000);

  it('shows exactly the scene that was encoded, whatever the band shows', async () => {
    const top = bandPixels(layout);
    const part = { width, height: height - top, pixelFormat: 'yuv420p', codec } as const;
    const crop = `${String(width)}:${String(part.height)}:0:${String(top)}`;
    const [encoded, stamped] = await Promise.all([
      decodePictures(made.raw, { ...part, crop }),
      decodePictures(shoot(made.footage, made.raw.length), { ...part, crop }),
    ]);
    expect(stamped).toHaveLength(encoded.length);
    for (const [index, picture] of stamped.entries()) {
      expect(Buffer.compare(picture, encoded[index] ?? new Uint8Array())).toBe(0);
    }
  }, 30_000);

  it('has AUD, parameter sets and SEI in front, PPS and SEI in every picture, several slices', () => {
    const { footage } = made;
    for (let index = 0; index < footage.pictureCount; index += 1) {
      const types = footage.picture(index, startMs, index).map(hevcNalType);
      const isIdr = index % footage.picturesPerGop === 0;
      const head = isIdr ? [35, 32, 33, 34, 39] : [35, 34, 39];
      expect(types.slice(0, head.length)).toEqual(head);
      const slices = types.slice(head.length);
      expect(slices.length).toBeGreaterThan(layout.bandHeightInMbs);
      expect(new Set(slices)).toEqual(new Set([isIdr ? 20 : 1]));
    }
  });

  it('never changes what it handed out, and repeats the scene', () => {
    const { footage } = made;
    const first = footage.picture(1, startMs, 1);
    const copy = first.map((nalUnit) => Uint8Array.from(nalUnit));
    const again = footage.picture(1 + footage.pictureCount, startMs + 12_345, 2);
    expect(first).toEqual(copy);
    const scene = (nalUnits: readonly Uint8Array[]): readonly Uint8Array[] =>
      nalUnits.filter(isHevcSlice).slice(layout.bandHeightInMbs);
    expect(scene(again)).toEqual(scene(first));
    expect(again).not.toEqual(first);
    expect(footage.picture(1, startMs, 1)).toEqual(first);
  });
});
