import { BitReader, BytesError } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';
import { removeEmulationPrevention } from '../nal/emulation-prevention.js';
import {
  h265HeaderBytes,
  h265NalUnitType,
  isH265IdrType,
  isH265RandomAccessType,
} from './nal-unit-type.js';
import type { H265Pps } from './pps.js';
import type { H265Sps } from './sps.js';

const sliceTypes = ['B', 'P', 'I'] as const;

/** slice_type (ITU-T H.265 table 7-7). */
export type H265SliceType = (typeof sliceTypes)[number];

/** The fields of a slice segment header that can be read without its parameter sets. */
export type SliceSegmentStart = {
  /** first_slice_segment_in_pic_flag. */
  readonly isFirst: boolean;
  /** slice_pic_parameter_set_id, 0..63. */
  readonly ppsId: number;
};

/** What the first slice segment of a picture says of all of it. */
export type H265PictureStart = {
  readonly sliceType: H265SliceType;
  /** slice_pic_order_cnt_lsb; `undefined` for IDR pictures, whose picture order count is 0. */
  readonly picOrderCntLsb: number | undefined;
};

/** The fields up to the picture order count, with emulation prevention bytes in between. */
const headerBytes = 40;

/**
 * Parses the start of a slice segment header (ITU-T H.265 7.3.6.1).
 *
 * @throws {MediaError} kind `slice-header`.
 */
export function parseSliceSegmentStart(nalUnit: Uint8Array): SliceSegmentStart {
  return withReader(nalUnit, readStart);
}

/**
 * Parses the header of the first slice segment of a picture up to its picture order count.
 *
 * @throws {MediaError} kind `slice-header`, also when the segment is not the first one.
 */
export function parseH265PictureStart(
  nalUnit: Uint8Array,
  pps: Pick<H265Pps, 'extraSliceHeaderBits' | 'outputFlagPresent'>,
  sps: Pick<H265Sps, 'separatePlanes' | 'picOrderCntBits'>,
): H265PictureStart {
  return withReader(nalUnit, (reader) => {
    if (!readStart(reader, nalUnit).isFirst) {
      throw headerError('a slice segment in the middle of a picture; expected the first one', {});
    }
    reader.bits(pps.extraSliceHeaderBits);
    const number = reader.ue();
    const sliceType = sliceTypes[number];
    if (sliceType === undefined) {
      throw headerError(`slice_type ${number}; expected 0..2`, { sliceType: number });
    }
    reader.bits((pps.outputFlagPresent ? 1 : 0) + (sps.separatePlanes ? 2 : 0));
    const isIdr = isH265IdrType(h265NalUnitType(nalUnit));
    return { sliceType, picOrderCntLsb: isIdr ? undefined : reader.bits(sps.picOrderCntBits) };
  });
}

/**
 * Whether slice data, behind the two bytes of the NAL unit header, begins a picture:
 * first_slice_segment_in_pic_flag is its first bit.
 */
export function startsH265Picture(sliceData: Uint8Array): boolean {
  return ((sliceData[0] ?? 0) & 0x80) !== 0;
}

function readStart(reader: BitReader, nalUnit: Uint8Array): SliceSegmentStart {
  const isFirst = reader.bit() === 1;
  if (isH265RandomAccessType(h265NalUnitType(nalUnit))) {
    reader.bit(); // no_output_of_prior_pics_flag
  }
  const ppsId = reader.ue();
  if (ppsId > 63) {
    throw headerError(`slice_pic_parameter_set_id ${ppsId}; expected 0..63`, { ppsId });
  }
  return { isFirst, ppsId };
}

function withReader<T>(
  nalUnit: Uint8Array,
  read: (reader: BitReader, nalUnit: Uint8Array) => T,
): T {
  const rbsp = removeEmulationPrevention(nalUnit.subarray(h265HeaderBytes, headerBytes));
  try {
    return read(new BitReader(rbsp), nalUnit);
  } catch (error) {
    if (error instanceof BytesError) {
      const found = `${nalUnit.length} bytes and ends too early`;
      throw headerError(`${found}: ${error.message}`, { length: nalUnit.length }, error);
    }
    throw error;
  }
}

function headerError(
  text: string,
  context: Readonly<Record<string, number>>,
  cause?: Error,
): MediaError {
  return new MediaError('slice-header', `H.265 slice header has ${text}`, context, { cause });
}
