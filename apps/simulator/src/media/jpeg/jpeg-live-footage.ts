import type { MacroblockCodes } from '../band/macroblock-codes.js';
import type { NalUnitWriter } from '../h264/nal-unit-writer.js';
import type { FootageFrame, LiveFootage } from '../live-footage.js';
import { cameraBandOf, commonOf } from '../live-footage.js';
import { JpegBitWriter } from './jpeg-bit-writer.js';
import type { JpegFootage } from './jpeg-footage.js';
import { JpegComposer } from './jpeg-footage.js';

/** Joins JPEGs of a scene with a camera's name and number. */
export function createJpegFootage(
  parts: FootageFrame & {
    readonly encoded: JpegFootage;
    readonly codes: MacroblockCodes;
    readonly writer: NalUnitWriter;
  },
): LiveFootage {
  const { encoded, codes, writer } = parts;
  const { layout, band } = cameraBandOf(parts, codes, writer);
  const composer = new JpegComposer(encoded, layout, new JpegBitWriter());
  const pictureCount = encoded.tails.length;
  return {
    ...commonOf(parts, layout),
    codec: 'jpeg',
    pictureCount,
    picturesPerGop: 1,
    displayOffset: () => 0,
    reorderDelay: 0,
    picture(index, wallClockMs, counter) {
      const panel = band.paint({ wallClockMs, counter });
      return [composer.compose(((index % pictureCount) + pictureCount) % pictureCount, panel)];
    },
  };
}
