import { BitWriter, concatBytes } from '@casement/bytes';
import { seBits, ueBits, unsignedBits } from '../h264/bit-text.js';
import type { PackedBits } from '../h264/packed-bits.js';
import { packBits } from '../h264/packed-bits.js';
import type { SliceHeader } from '../h264/slice-header.js';
import { intraSliceHeaderBits } from '../h264/slice-header.js';
import type { SliceParameters } from '../h264/slice-parameters.js';
import { dotQp } from '../band/dot-levels.js';

/** Size and rate of a stream. */
export type PtzStreamSize = {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
};

/** The place of a picture in its stream. */
export type PtzPicturePlace = {
  /** Pictures since the random access picture, which is 0. */
  readonly place: number;
  /** Of the GOP; neighbours must differ (ITU-T H.264 7.4.3, idr_pic_id). */
  readonly gop: number;
};

/** Largest picture and rate of the levels that may be needed (table A-1), in macroblocks. */
const levels = [
  { level: 30, picture: 1_620, second: 40_500 },
  { level: 31, picture: 3_600, second: 108_000 },
  { level: 40, picture: 8_192, second: 245_760 },
  { level: 42, picture: 8_704, second: 522_240 },
];
const highestLevel = 52;

/** frame_num of up to 60 pictures a second. */
const frameNumBits = 8;
const initialQp = 26;
/** A reference picture; with it the first bytes of slices. */
const idrHeader = 0x65;
const otherHeader = 0x61;

const parameters: SliceParameters = {
  frameNumBits,
  picOrderCntBits: 0,
  widthInMbs: 0,
  ppsId: 0,
  bottomFieldPicOrder: false,
  initialQp,
};

/** Sequence parameter set (7.3.2.1.1): Constrained Baseline, pictures in the order of the stream, one reference. */
export function ptzSps({ width, height, fps }: PtzStreamSize): Uint8Array {
  const [across, down] = [Math.ceil(width / 16), Math.ceil(height / 16)];
  const size = across * down;
  const found = levels.find(({ picture, second }) => size <= picture && size * fps <= second);
  const bits = new BitWriter()
    .bits(66, 8)
    .bits(0xc0, 8)
    .bits(found?.level ?? highestLevel, 8);
  bits.ue(0).ue(frameNumBits - 4);
  bits.ue(2); // pic_order_cnt_type
  bits.ue(1).bit(0); // max_num_ref_frames, gaps_in_frame_num_value_allowed_flag
  bits.ue(across - 1).ue(down - 1);
  bits.bit(1).bit(1); // frame_mbs_only_flag, direct_8x8_inference_flag
  const [right, bottom] = [(across * 16 - width) / 2, (down * 16 - height) / 2];
  const cropped = right > 0 || bottom > 0;
  bits.bit(cropped ? 1 : 0);
  if (cropped) {
    bits.ue(0).ue(right).ue(0).ue(bottom);
  }
  bits.bit(0).rbspTrailingBits();
  return concatBytes([Uint8Array.of(0x67), bits.toBytes()]);
}

/** Picture parameter set (7.3.2.2): CAVLC, slices choose how they are filtered. */
export function ptzPps(): Uint8Array {
  const bits = new BitWriter().ue(0).ue(0).bit(0).bit(0).ue(0).ue(0).ue(0).bit(0).bits(0, 2);
  bits.se(0).se(0).se(0).bit(1).bit(0).bit(0).rbspTrailingBits();
  return concatBytes([Uint8Array.of(0x68), bits.toBytes()]);
}

/** Access unit delimiter (7.3.2.4): I slices alone, or P slices too. */
export function ptzDelimiter({ place }: PtzPicturePlace): Uint8Array {
  return Uint8Array.of(0x09, place === 0 ? 0x10 : 0x30);
}

/** First byte of the slices of a picture. */
export function ptzNalHeader({ place }: PtzPicturePlace): number {
  return place === 0 ? idrHeader : otherHeader;
}

/** Header of the slice of band and strips. */
export function ptzBandHeader(at: PtzPicturePlace): PackedBits {
  const isIdr = at.place === 0;
  const sibling: SliceHeader = {
    nalHeader: ptzNalHeader(at),
    firstMb: 0,
    sliceType: 2,
    frameNum: at.place,
    idrPicId: isIdr ? at.gop % 2 : undefined,
    picOrderCntLsb: 0,
    refPicMarking: isIdr ? '00' : '0',
    deblocking: 1,
  };
  return packBits(intraSliceHeaderBits(sibling, parameters, dotQp));
}

/** Header (7.3.3) of the slice of the scene: an I slice in random access pictures, else a P slice. */
export function ptzSceneHeader(
  { place, gop }: PtzPicturePlace,
  firstMb: number,
  qp: number,
): PackedBits {
  const isIdr = place === 0;
  return packBits(
    ueBits(firstMb) +
      ueBits(isIdr ? 2 : 0) +
      ueBits(0) + // pic_parameter_set_id
      unsignedBits(place, frameNumBits) +
      // idr_pic_id, or no override of the reference's number and no other order of it.
      (isIdr ? ueBits(gop % 2) : '00') +
      (isIdr ? '00' : '0') + // dec_ref_pic_marking
      seBits(qp - initialQp) +
      ueBits(2) + // filtered, but not across the border to the band
      seBits(0) +
      seBits(0),
  );
}
