import type { MacroblockCodes } from '../band/macroblock-codes.js';
import type { NalUnitWriter } from '../h264/nal-unit-writer.js';
import type { FootageFrame, LiveFootage } from '../live-footage.js';
import { cameraBandOf, commonOf, pictureAt } from '../live-footage.js';
import { HevcBandWriter } from './hevc-band-writer.js';
import type { HevcFootage, HevcPicture } from './hevc-footage.js';

/**
 * A prefix SEI of the kind that cameras send: user_data_unregistered (ITU-T H.265 D.2.7) with an identifier of
 * ours and the text "casement".
 */
const sei = Uint8Array.from([
  ...[0x4e, 0x01, 0x05, 24, 0x9c, 0x1e, 0x52, 0x6d, 0x3b, 0x8f, 0x4a, 0x77],
  ...[0xa1, 0x0e, 0x6d, 0x25, 0x7b, 0xc4, 0xd9, 0x13],
  ...[0x63, 0x61, 0x73, 0x65, 0x6d, 0x65, 0x6e, 0x74, 0x80],
]);

/**
 * Joins pictures in H.265 with a camera's name and number. Every picture carries PPS and SEI behind its delimiter,
 * random access pictures VPS and SPS too: whoever joins in mid-GOP gets AUD, PPS, SEI first, as from real recorders
 * (B21).
 */
export function createHevcFootage(
  parts: FootageFrame & {
    readonly encoded: HevcFootage;
    readonly codes: MacroblockCodes;
    readonly writer: NalUnitWriter;
  },
): LiveFootage {
  const { task, encoded, codes, writer } = parts;
  const { pictures, pps } = encoded;
  const { layout, band } = cameraBandOf(parts, codes, writer);
  const bandWriter = new HevcBandWriter(layout.widthInMbs, writer);
  const headOf = ({ idr, head }: HevcPicture): readonly Uint8Array[] =>
    idr ? [...head, sei] : [...head, pps, sei];
  return {
    ...commonOf(parts, layout),
    codec: 'h265',
    pictureCount: pictures.length,
    picturesPerGop: task.fps,
    displayOffset: () => 0,
    reorderDelay: 0,
    picture(index, wallClockMs, counter) {
      const picture = pictureAt(pictures, index);
      const panel = band.paint({ wallClockMs, counter });
      const slices = bandWriter.write(picture.nalHeader, picture.bandHeaders, panel);
      return [...headOf(picture), ...slices, ...picture.slices];
    },
  };
}
