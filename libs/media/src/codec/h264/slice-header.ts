import { BitReader, BytesError } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';
import { removeEmulationPrevention } from '../nal/emulation-prevention.js';

const sliceTypes = ['P', 'B', 'I', 'SP', 'SI'] as const;

/** slice_type modulo 5 (ITU-T H.264 table 7-6). */
export type SliceType = (typeof sliceTypes)[number];

/** The first three fields of a slice header: enough to find pictures, their kind and parameter sets. */
export type SliceHeader = {
  /** Address of the first macroblock: 0 in the first slice of a picture. */
  readonly firstMbInSlice: number;
  readonly sliceType: SliceType;
  /** 0..255. */
  readonly ppsId: number;
};

/** Three Exp-Golomb numbers of 7 bytes at most, with emulation prevention bytes in between. */
const headerBytes = 32;

/** 16384 x 16384 pixels: more than level 6.2 allows. */
const maxMacroblocks = 1 << 20;

/**
 * Parses the start of a slice header (ITU-T H.264 7.3.3).
 *
 * @throws {MediaError} kind `slice-header`.
 */
export function parseSliceHeader(nalUnit: Uint8Array): SliceHeader {
  const reader = new BitReader(removeEmulationPrevention(nalUnit.subarray(1, headerBytes)));
  try {
    const firstMbInSlice = reader.ue();
    const sliceType = reader.ue();
    const ppsId = reader.ue();
    return checked(firstMbInSlice, sliceType, ppsId);
  } catch (error) {
    if (error instanceof BytesError) {
      throw new MediaError(
        'slice-header',
        `Slice header of ${nalUnit.length} bytes ends too early; expected first_mb_in_slice, slice_type and pic_parameter_set_id`,
        { length: nalUnit.length },
        { cause: error },
      );
    }
    throw error;
  }
}

/**
 * Whether a slice with a header begins a picture: first_mb_in_slice is 0, which is a single one bit
 * behind the NAL unit header. Arbitrary slice order (baseline profile) is not considered.
 */
export function isFirstSlice(nalUnit: Uint8Array): boolean {
  return startsPicture(nalUnit.subarray(1));
}

/** As {@link isFirstSlice}, for slice data without NAL unit header, as in the first fragment of a FU-A. */
export function startsPicture(sliceData: Uint8Array): boolean {
  return ((sliceData[0] ?? 0) & 0x80) !== 0;
}

function checked(firstMbInSlice: number, typeNumber: number, ppsId: number): SliceHeader {
  const sliceType = typeNumber < 10 ? sliceTypes[typeNumber % 5] : undefined;
  if (sliceType === undefined || firstMbInSlice >= maxMacroblocks || ppsId > 255) {
    throw new MediaError(
      'slice-header',
      `Slice header has first_mb_in_slice ${firstMbInSlice}, slice_type ${typeNumber}, pic_parameter_set_id ${ppsId}; expected below ${maxMacroblocks}, 10 and 256`,
      { firstMbInSlice, sliceType: typeNumber, ppsId },
    );
  }
  return { firstMbInSlice, sliceType, ppsId };
}
