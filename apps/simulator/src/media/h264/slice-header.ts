import { BitReader, BytesError } from '@casement/bytes';
import { removeEmulationPrevention } from '@casement/media';
import { FootageError } from '../footage-error.js';
import { seBits, ueBits, unsignedBits } from './bit-text.js';
import type { SliceParameters } from './slice-parameters.js';

/** nal_unit_type of slices of IDR pictures. */
const idrSlice = 5;

/** slice_type modulo 5 (ITU-T H.264 table 7-6). */
const sliceTypeP = 0;
const sliceTypeB = 1;
const sliceTypeI = 2;

/** Longer than any slice header of one reference picture, with emulation prevention. */
const headerBytes = 64;

/** The fields of a slice header that all slices of the picture share, and where its data starts. */
export type SliceHeader = {
  /** First byte of the NAL unit: nal_ref_idc and nal_unit_type. */
  readonly nalHeader: number;
  readonly firstMb: number;
  /** As written: 0 to 9. */
  readonly sliceType: number;
  readonly frameNum: number;
  /** Only in IDR pictures. */
  readonly idrPicId: number | undefined;
  readonly picOrderCntLsb: number;
  /** dec_ref_pic_marking() as a text of bits. */
  readonly refPicMarking: string;
  /** 0 all edges, 1 none, 2 none between slices. */
  readonly deblocking: number;
};

/**
 * Parses slice_header() (ITU-T H.264 7.3.3) of a progressive I, P or B slice.
 *
 * @throws FootageError `encoder` for other slices, or one that ends inside its header
 */
export function parseSliceHeader(nalUnit: Uint8Array, parameters: SliceParameters): SliceHeader {
  try {
    return readHeader(nalUnit, parameters);
  } catch (error) {
    if (error instanceof BytesError) {
      throw new FootageError(
        'encoder',
        `A slice of ${String(nalUnit.length)} bytes ends inside its header`,
        { length: nalUnit.length },
        { cause: error },
      );
    }
    throw error;
  }
}

function readHeader(nalUnit: Uint8Array, parameters: SliceParameters): SliceHeader {
  const reader = new BitReader(removeEmulationPrevention(nalUnit.subarray(0, headerBytes)));
  const nalHeader = reader.bits(8);
  const firstMb = reader.ue();
  const sliceType = reader.ue();
  const isB = sliceType % 5 === sliceTypeB;
  const isP = sliceType % 5 === sliceTypeP;
  if (sliceType > 9 || (!isP && !isB && sliceType % 5 !== sliceTypeI)) {
    throw unexpected('slice_type', sliceType, 'I, P or B');
  }
  expectField('pic_parameter_set_id', reader.ue(), parameters.ppsId);
  const frameNum = reader.bits(parameters.frameNumBits);
  const idrPicId = (nalHeader & 0x1f) === idrSlice ? reader.ue() : undefined;
  const picOrderCntLsb = reader.bits(parameters.picOrderCntBits);
  if (parameters.bottomFieldPicOrder && parameters.picOrderCntBits > 0) {
    expectField('delta_pic_order_cnt_bottom', reader.se(), 0);
  }
  if (isB) {
    reader.bit(); // direct_spatial_mv_pred_flag
  }
  if (isP || isB) {
    skipReferenceLists(reader, isB);
  }
  const refPicMarking = readRefPicMarking(reader, nalHeader);
  reader.se(); // slice_qp_delta
  const deblocking = reader.ue();
  return {
    nalHeader,
    firstMb,
    sliceType,
    frameNum,
    idrPicId,
    picOrderCntLsb,
    refPicMarking,
    deblocking,
  };
}

/** num_ref_idx_active_override and ref_pic_list_modification() (7.3.3.1) of a P or B slice. */
function skipReferenceLists(reader: BitReader, isB: boolean): void {
  if (reader.bit() === 1) {
    reader.ue(); // num_ref_idx_l0_active_minus1
    if (isB) {
      reader.ue(); // num_ref_idx_l1_active_minus1
    }
  }
  for (const list of isB ? ['l0', 'l1'] : ['l0']) {
    if (reader.bit() === 1) {
      const field = `ref_pic_list_modification_flag_${list}`;
      throw unexpected(field, 1, '0 with one reference picture');
    }
  }
}

/** dec_ref_pic_marking() (7.3.3.3). With one reference picture nothing but the flags is needed. */
function readRefPicMarking(reader: BitReader, nalHeader: number): string {
  if ((nalHeader & 0x60) === 0) {
    return '';
  }
  if ((nalHeader & 0x1f) === idrSlice) {
    return unsignedBits(reader.bits(2), 2);
  }
  expectField('adaptive_ref_pic_marking_mode_flag', reader.bit(), 0);
  return '0';
}

/**
 * The header of an I slice that starts the same picture as `sibling`, without deblocking, as a text of
 * bits. Everything that must agree between the slices of a picture (7.4.3) is taken over.
 */
export function intraSliceHeaderBits(
  sibling: SliceHeader,
  parameters: SliceParameters,
  sliceQp: number,
): string {
  const deltaBottom =
    parameters.bottomFieldPicOrder && parameters.picOrderCntBits > 0 ? seBits(0) : '';
  return (
    ueBits(0) +
    ueBits(sliceTypeI) +
    ueBits(parameters.ppsId) +
    unsignedBits(sibling.frameNum, parameters.frameNumBits) +
    (sibling.idrPicId === undefined ? '' : ueBits(sibling.idrPicId)) +
    unsignedBits(sibling.picOrderCntLsb, parameters.picOrderCntBits) +
    deltaBottom +
    sibling.refPicMarking +
    seBits(sliceQp - parameters.initialQp) +
    ueBits(1) // disable_deblocking_filter_idc
  );
}

function expectField(field: string, value: number, expected: number): void {
  if (value !== expected) {
    throw unexpected(field, value, String(expected));
  }
}

function unexpected(field: string, value: number, expected: string): FootageError {
  return new FootageError(
    'encoder',
    `A slice of the encoder has ${field} ${String(value)}; expected ${expected}`,
    { field, value },
  );
}
