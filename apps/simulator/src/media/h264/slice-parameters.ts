import { BitReader } from '@casement/bytes';
import { removeEmulationPrevention } from '@casement/media';
import { FootageError } from '../footage-error.js';

/** What the parameter sets say about the syntax of slice headers (ITU-T H.264 7.3.3). */
export type SliceParameters = SequenceParameters & PictureParameters;

type SequenceParameters = {
  /** Bits of frame_num. */
  readonly frameNumBits: number;
  /** Bits of pic_order_cnt_lsb; 0 when output order is decoding order (pic_order_cnt_type 2). */
  readonly picOrderCntBits: number;
  readonly widthInMbs: number;
};

type PictureParameters = {
  readonly ppsId: number;
  /** delta_pic_order_cnt_bottom follows pic_order_cnt_lsb. */
  readonly bottomFieldPicOrder: boolean;
  /** QP that slice_qp_delta starts from. */
  readonly initialQp: number;
};

/**
 * Reads what the slice headers need from the parameter sets that our encoder made.
 *
 * @throws FootageError `encoder` when they allow what the band's slices cannot be: CABAC, fields,
 * weighted prediction, slice groups, other profiles than Baseline, Main and High in 4:2:0 with 8 bits
 */
export function readSliceParameters(sps: Uint8Array, pps: Uint8Array): SliceParameters {
  return { ...readSequence(rbsp(sps)), ...readPicture(rbsp(pps)) };
}

function rbsp(nalUnit: Uint8Array): BitReader {
  return new BitReader(removeEmulationPrevention(nalUnit), 1);
}

const baselineProfile = 66;
const mainProfile = 77;
const highProfile = 100;

/** 7.3.2.1.1 */
function readSequence(reader: BitReader): SequenceParameters {
  const profile = reader.bits(8);
  if (profile !== baselineProfile && profile !== mainProfile && profile !== highProfile) {
    throw unexpected('profile_idc', profile, '66, 77 or 100');
  }
  reader.bits(16); // constraint flags, level_idc
  reader.ue(); // seq_parameter_set_id
  if (profile === highProfile) {
    readHighFields(reader);
  }
  const frameNumBits = 4 + reader.ue();
  const picOrderCntType = reader.ue();
  if (picOrderCntType === 1) {
    throw unexpected('pic_order_cnt_type', 1, '0 or 2');
  }
  const picOrderCntBits = picOrderCntType === 0 ? 4 + reader.ue() : 0;
  reader.ue(); // max_num_ref_frames
  reader.bit(); // gaps_in_frame_num_value_allowed_flag
  const widthInMbs = 1 + reader.ue();
  reader.ue(); // pic_height_in_map_units_minus1
  expectField('frame_mbs_only_flag', reader.bit(), 1);
  return { frameNumBits, picOrderCntBits, widthInMbs };
}

/** What only the High profiles have. */
function readHighFields(reader: BitReader): void {
  expectField('chroma_format_idc', reader.ue(), 1);
  expectField('bit_depth_luma_minus8', reader.ue(), 0);
  expectField('bit_depth_chroma_minus8', reader.ue(), 0);
  expectField('qpprime_y_zero_transform_bypass_flag', reader.bit(), 0);
  expectField('seq_scaling_matrix_present_flag', reader.bit(), 0);
}

/** 7.3.2.2 */
function readPicture(reader: BitReader): PictureParameters {
  const ppsId = reader.ue();
  reader.ue(); // seq_parameter_set_id
  expectField('entropy_coding_mode_flag', reader.bit(), 0);
  const bottomFieldPicOrder = reader.bit() === 1;
  expectField('num_slice_groups_minus1', reader.ue(), 0);
  reader.ue(); // num_ref_idx_l0_default_active_minus1
  reader.ue(); // num_ref_idx_l1_default_active_minus1
  expectField('weighted_pred_flag', reader.bit(), 0);
  expectField('weighted_bipred_idc', reader.bits(2), 0);
  const initialQp = 26 + reader.se();
  reader.se(); // pic_init_qs_minus26
  reader.se(); // chroma_qp_index_offset
  expectField('deblocking_filter_control_present_flag', reader.bit(), 1);
  reader.bit(); // constrained_intra_pred_flag
  expectField('redundant_pic_cnt_present_flag', reader.bit(), 0);
  return { ppsId, bottomFieldPicOrder, initialQp };
}

function expectField(field: string, value: number, expected: number): void {
  if (value !== expected) {
    throw unexpected(field, value, String(expected));
  }
}

function unexpected(field: string, value: number, expected: string): FootageError {
  return new FootageError(
    'encoder',
    `The encoder's parameter sets have ${field} ${String(value)}; expected ${expected}`,
    { field, value },
  );
}
