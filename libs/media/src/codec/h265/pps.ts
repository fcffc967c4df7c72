import { BitReader, BytesError, toHex } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';
import { removeEmulationPrevention } from '../nal/emulation-prevention.js';
import { h265HeaderBytes, h265NalUnitType, h265NalUnitTypes } from './nal-unit-type.js';

/** What a picture parameter set of H.265 says about slice headers and tools. */
export type H265Pps = {
  /** pps_pic_parameter_set_id, 0..63. */
  readonly id: number;
  /** pps_seq_parameter_set_id, 0..15. */
  readonly spsId: number;
  readonly dependentSliceSegments: boolean;
  /** Slice headers say whether the picture is shown. */
  readonly outputFlagPresent: boolean;
  /** num_extra_slice_header_bits, 0..7. */
  readonly extraSliceHeaderBits: number;
  /** Pictures are cut into tiles. */
  readonly tiles: boolean;
};

/** All fields up to the tiles take fewer than 60 bytes, whatever is in them. */
const readBytes = 80;

/**
 * Parses a picture parameter set NAL unit (ITU-T H.265 7.3.2.3) up to tiles_enabled_flag.
 *
 * @throws {MediaError} kind `pps`.
 */
export function parseH265Pps(nalUnit: Uint8Array): H265Pps {
  if (h265NalUnitType(nalUnit) !== h265NalUnitTypes.pps || nalUnit.length < h265HeaderBytes) {
    const type = h265NalUnitType(nalUnit);
    throw ppsError(nalUnit, `NAL unit type ${type}; expected 34`, { type });
  }
  try {
    const rbsp = removeEmulationPrevention(nalUnit.subarray(h265HeaderBytes, readBytes));
    return readPps(new BitReader(rbsp), nalUnit);
  } catch (error) {
    if (error instanceof BytesError) {
      throw ppsError(nalUnit, `too few bits: ${error.message}`, { offset: error.offset }, error);
    }
    throw error;
  }
}

function readPps(reader: BitReader, nalUnit: Uint8Array): H265Pps {
  const id = reader.ue();
  const spsId = reader.ue();
  if (id > 63 || spsId > 15) {
    const found = `id ${id} for SPS ${spsId}; expected at most 63 and 15`;
    throw ppsError(nalUnit, found, { id, spsId });
  }
  const dependentSliceSegments = reader.bit() === 1;
  const outputFlagPresent = reader.bit() === 1;
  const extraSliceHeaderBits = reader.bits(3);
  skipQuantization(reader);
  const tiles = reader.bit() === 1;
  return { id, spsId, dependentSliceSegments, outputFlagPresent, extraSliceHeaderBits, tiles };
}

/** sign_data_hiding_enabled_flag up to transquant_bypass_enabled_flag. */
function skipQuantization(reader: BitReader): void {
  reader.bits(2); // sign_data_hiding_enabled_flag, cabac_init_present_flag
  reader.ue(); // num_ref_idx_l0_default_active_minus1
  reader.ue(); // num_ref_idx_l1_default_active_minus1
  reader.se(); // init_qp_minus26
  reader.bits(2); // constrained_intra_pred_flag, transform_skip_enabled_flag
  if (reader.bit() === 1) {
    reader.ue(); // diff_cu_qp_delta_depth
  }
  reader.se(); // pps_cb_qp_offset
  reader.se(); // pps_cr_qp_offset
  reader.bits(4); // slice chroma offsets, weighted_pred, weighted_bipred, transquant_bypass
}

function ppsError(
  nalUnit: Uint8Array,
  text: string,
  context: Readonly<Record<string, number>>,
  cause?: Error,
): MediaError {
  return new MediaError('pps', `H.265 PPS has ${text}: ${toHex(nalUnit)}`, context, { cause });
}
