import { BytesError } from '@casement/bytes';
import type { BitReader } from '@casement/bytes';
import { skipShortTermRefPicSets } from './short-term-ref-pic-sets.js';

/** Beyond this the camera filled the fields with something else. */
const maxFps = 1_000;

/** num_long_term_ref_pics_sps is at most 32 (7.4.3.2.1). */
const maxLongTermPictures = 32;

const extendedSar = 255;

/** The tail makes no sense: what follows cannot be found. */
class Nonsense extends Error {}

/**
 * Reads on behind the reordering fields of an SPS to the timing of its VUI (ITU-T H.265 7.3.2.2.1, E.2.1). Of
 * all of that only the pictures per second are of interest, and those are no more than a hint: `undefined` when
 * there is no timing, when it is cut short or makes no sense. Never throws because of the bytes.
 */
export function readFramesPerSecond(
  reader: BitReader,
  picOrderCntBits: number,
): number | undefined {
  try {
    skipCodingTools(reader);
    if (!skipShortTermRefPicSets(reader)) {
      return undefined;
    }
    skipLongTermPictures(reader, picOrderCntBits);
    reader.bits(2); // sps_temporal_mvp_enabled_flag, strong_intra_smoothing_enabled_flag
    return reader.bit() === 1 ? readVuiTiming(reader) : undefined;
  } catch (error) {
    if (error instanceof BytesError || error instanceof Nonsense) {
      return undefined;
    }
    throw error;
  }
}

function skipCodingTools(reader: BitReader): void {
  for (let field = 0; field < 6; field += 1) {
    reader.ue(); // sizes of coding and transform blocks, depths of the transform hierarchy
  }
  if (reader.bit() === 1 && reader.bit() === 1) {
    skipScalingListData(reader);
  }
  reader.bits(2); // amp_enabled_flag, sample_adaptive_offset_enabled_flag
  if (reader.bit() === 1) {
    reader.bits(8); // bit depths of PCM samples
    reader.ue();
    reader.ue();
    reader.bit();
  }
}

/** scaling_list_data() (7.3.4). */
function skipScalingListData(reader: BitReader): void {
  for (let sizeId = 0; sizeId < 4; sizeId += 1) {
    for (let matrixId = 0; matrixId < 6; matrixId += sizeId === 3 ? 3 : 1) {
      skipScalingList(reader, sizeId);
    }
  }
}

function skipScalingList(reader: BitReader, sizeId: number): void {
  if (reader.bit() === 0) {
    reader.ue(); // scaling_list_pred_matrix_id_delta
    return;
  }
  if (sizeId > 1) {
    reader.se(); // scaling_list_dc_coef_minus8
  }
  const coefficients = Math.min(64, 1 << (4 + (sizeId << 1)));
  for (let at = 0; at < coefficients; at += 1) {
    reader.se();
  }
}

function skipLongTermPictures(reader: BitReader, picOrderCntBits: number): void {
  if (reader.bit() === 0) {
    return;
  }
  const count = reader.ue();
  if (count > maxLongTermPictures) {
    throw new Nonsense();
  }
  for (let picture = 0; picture < count; picture += 1) {
    reader.bits(picOrderCntBits);
    reader.bit(); // used_by_curr_pic_lt_sps_flag
  }
}

function readVuiTiming(reader: BitReader): number | undefined {
  skipAspectAndSignal(reader);
  reader.bits(3); // neutral_chroma_indication_flag, field_seq_flag, frame_field_info_present_flag
  if (reader.bit() === 1) {
    for (let edge = 0; edge < 4; edge += 1) {
      reader.ue(); // the default display window
    }
  }
  if (reader.bit() === 0) {
    return undefined;
  }
  const numUnitsInTick = reader.bits(32);
  const timeScale = reader.bits(32);
  // Unlike in H.264 a tick is the time of a whole picture (E.3.1, vui_num_units_in_tick).
  const fps = timeScale / numUnitsInTick;
  return fps > 0 && fps <= maxFps ? fps : undefined;
}

function skipAspectAndSignal(reader: BitReader): void {
  if (reader.bit() === 1 && reader.bits(8) === extendedSar) {
    reader.bits(32);
  }
  if (reader.bit() === 1) {
    reader.bit(); // overscan_appropriate_flag
  }
  if (reader.bit() === 1) {
    reader.bits(4); // video_format, video_full_range_flag
    if (reader.bit() === 1) {
      reader.bits(24); // colour primaries, transfer characteristics, matrix coefficients
    }
  }
  if (reader.bit() === 1) {
    reader.ue(); // chroma_sample_loc_type_top_field
    reader.ue(); // chroma_sample_loc_type_bottom_field
  }
}
