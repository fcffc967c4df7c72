import { BitReader, BytesError } from '@casement/bytes';
import { removeEmulationPrevention } from '@casement/media';
import { FootageError } from '../footage-error.js';

/** What the parameter sets say about slice headers, and what the band's slices rely on (ITU-T H.265 7.3.2). */
export type HevcParameters = {
  readonly picOrderCntBits: number;
  /** Coding tree blocks of 16x16 pixels across and down. */
  readonly widthInCtbs: number;
  readonly heightInCtbs: number;
  /** QP that slice_qp_delta starts from. */
  readonly initialQp: number;
};

/** nal_unit_type of the NAL units that x265 makes here (table 7-1). */
export const hevcNalTypes = {
  trailR: 1,
  idrWRadl: 19,
  idrNLp: 20,
  vps: 32,
  sps: 33,
  pps: 34,
  accessUnitDelimiter: 35,
  prefixSei: 39,
} as const;

/** Bytes of a NAL unit's header. */
export const hevcHeaderBytes = 2;

/** nal_unit_type; -1 of an empty NAL unit. */
export function hevcNalType(nalUnit: Uint8Array): number {
  return nalUnit.length === 0 ? -1 : ((nalUnit[0] ?? 0) >> 1) & 0x3f;
}

/**
 * Reads the parameter sets that our encoder made.
 *
 * @throws FootageError `encoder` when they allow what the band's slices cannot be: other block sizes than 16x16 with
 * transforms of 4x4 to 16x16, SAO, PCM, deblocking, tiles, QP changes, weighted prediction
 */
export function readHevcParameters(sps: Uint8Array, pps: Uint8Array): HevcParameters {
  try {
    return { ...readSequence(rbsp(sps)), initialQp: readPicture(rbsp(pps)) };
  } catch (error) {
    if (error instanceof BytesError) {
      const message = 'A parameter set of the footage is too short';
      throw new FootageError('encoder', message, {}, { cause: error });
    }
    throw error;
  }
}

function rbsp(nalUnit: Uint8Array): BitReader {
  return new BitReader(removeEmulationPrevention(nalUnit), hevcHeaderBytes);
}

/** 7.3.2.2.1 */
function readSequence(reader: BitReader): Omit<HevcParameters, 'initialQp'> {
  reader.bits(4); // sps_video_parameter_set_id
  expectField('sps_max_sub_layers_minus1', reader.bits(3), 0);
  reader.bit(); // sps_temporal_id_nesting_flag
  for (let word = 0; word < 3; word += 1) {
    reader.bits(32); // profile_tier_level()
  }
  reader.ue(); // sps_seq_parameter_set_id
  expectField('chroma_format_idc', reader.ue(), 1);
  const widthInCtbs = reader.ue() / 16;
  const heightInCtbs = reader.ue() / 16;
  if (reader.bit() === 1) {
    for (let side = 0; side < 4; side += 1) {
      reader.ue(); // conformance window
    }
  }
  expectField('bit_depth_luma_minus8', reader.ue(), 0);
  expectField('bit_depth_chroma_minus8', reader.ue(), 0);
  const picOrderCntBits = 4 + reader.ue();
  reader.bit(); // sps_sub_layer_ordering_info_present_flag
  for (let field = 0; field < 3; field += 1) {
    reader.ue(); // sps_max_dec_pic_buffering_minus1, num_reorder_pics, latency_increase_plus1
  }
  expectField('log2_min_luma_coding_block_size_minus3', reader.ue(), 1);
  expectField('log2_diff_max_min_luma_coding_block_size', reader.ue(), 0);
  expectField('log2_min_luma_transform_block_size_minus2', reader.ue(), 0);
  expectField('log2_diff_max_min_luma_transform_block_size', reader.ue(), 2);
  reader.ue(); // max_transform_hierarchy_depth_inter
  expectField('max_transform_hierarchy_depth_intra', reader.ue(), 2);
  expectField('scaling_list_enabled_flag', reader.bit(), 0);
  reader.bit(); // amp_enabled_flag
  expectField('sample_adaptive_offset_enabled_flag', reader.bit(), 0);
  expectField('pcm_enabled_flag', reader.bit(), 0);
  expectField('num_short_term_ref_pic_sets', reader.ue(), 0);
  expectField('long_term_ref_pics_present_flag', reader.bit(), 0);
  expectField('sps_temporal_mvp_enabled_flag', reader.bit(), 0);
  return { picOrderCntBits, widthInCtbs, heightInCtbs };
}

/** 7.3.2.3.1; returns the initial QP. */
function readPicture(reader: BitReader): number {
  expectField('pps_pic_parameter_set_id', reader.ue(), 0);
  reader.ue(); // pps_seq_parameter_set_id
  expectField('dependent_slice_segments_enabled_flag', reader.bit(), 0);
  expectField('output_flag_present_flag', reader.bit(), 0);
  expectField('num_extra_slice_header_bits', reader.bits(3), 0);
  reader.bit(); // sign_data_hiding_enabled_flag: a single coefficient hides none
  reader.bit(); // cabac_init_present_flag: not in I slices
  reader.ue(); // num_ref_idx_l0_default_active_minus1
  reader.ue(); // num_ref_idx_l1_default_active_minus1
  const initialQp = 26 + reader.se();
  expectField('constrained_intra_pred_flag', reader.bit(), 0);
  expectField('transform_skip_enabled_flag', reader.bit(), 0);
  expectField('cu_qp_delta_enabled_flag', reader.bit(), 0);
  reader.se(); // pps_cb_qp_offset
  reader.se(); // pps_cr_qp_offset
  expectField('pps_slice_chroma_qp_offsets_present_flag', reader.bit(), 0);
  expectField('weighted_pred_flag', reader.bit(), 0);
  expectField('weighted_bipred_flag', reader.bit(), 0);
  expectField('transquant_bypass_enabled_flag', reader.bit(), 0);
  expectField('tiles_enabled_flag', reader.bit(), 0);
  expectField('entropy_coding_sync_enabled_flag', reader.bit(), 1);
  expectField('pps_loop_filter_across_slices_enabled_flag', reader.bit(), 0);
  expectField('deblocking_filter_control_present_flag', reader.bit(), 1);
  expectField('deblocking_filter_override_enabled_flag', reader.bit(), 0);
  expectField('pps_deblocking_filter_disabled_flag', reader.bit(), 1);
  expectField('pps_scaling_list_data_present_flag', reader.bit(), 0);
  reader.bit(); // lists_modification_present_flag
  reader.ue(); // log2_parallel_merge_level_minus2
  expectField('slice_segment_header_extension_present_flag', reader.bit(), 0);
  return initialQp;
}

function expectField(field: string, value: number, expected: number): void {
  if (value !== expected) {
    throw new FootageError(
      'encoder',
      `The encoder's parameter sets have ${field} ${String(value)}; expected ${String(expected)}`,
      { field, value },
    );
  }
}
