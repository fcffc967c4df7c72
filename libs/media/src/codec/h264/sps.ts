import { BitReader, BytesError, toHex } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';
import type { MediaErrorContext } from '../../errors/media-error.js';
import { removeEmulationPrevention } from '../nal/emulation-prevention.js';
import { h264NalUnitTypes, nalUnitType } from './nal-unit-type.js';
import { skipScalingLists } from './scaling-lists.js';
import { parseVui } from './vui.js';
import type { Vui } from './vui.js';

/** What a sequence parameter set says about the pictures. */
export type Sps = Vui & {
  /** seq_parameter_set_id, 0..31. */
  readonly id: number;
  /** 66 baseline, 77 main, 100 high ... (annex A.2). */
  readonly profileIdc: number;
  /** The byte behind profile_idc: constraint_set0_flag is its highest bit. */
  readonly constraintFlags: number;
  /** Ten times the level, e.g. 41. */
  readonly levelIdc: number;
  /** The three bytes above in hexadecimal, as in SDP and in codec strings: `64001f` (RFC 6184 8.1). */
  readonly profileLevelId: string;
  /** 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chromaFormatIdc: number;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  /** 2 means that output order is decoding order. */
  readonly picOrderCntType: number;
  readonly maxNumRefFrames: number;
  /** False when pictures may be fields or hold interlaced macroblocks. */
  readonly frameMbsOnly: boolean;
  /** Pixels across after cropping. */
  readonly width: number;
  /** Pixels down after cropping; of the frame, not of a field. */
  readonly height: number;
};

/** Profiles whose SPS has the chroma format and scaling lists (7.3.2.1.1). */
const profilesWithChromaFormat = new Set([
  100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135,
]);

/** 16384 pixels: level 6.2 allows no more in one direction. */
const maxMacroblocksAcross = 1024;

/** num_ref_frames_in_pic_order_cnt_cycle is 0..255 (7.4.2.1.1). */
const maxPicOrderCntCycle = 255;

/**
 * Parses a sequence parameter set NAL unit (ITU-T H.264 7.3.2.1.1), with its header byte and with
 * emulation prevention.
 *
 * @throws {MediaError} kind `sps` when it is no SPS, too short, or says what no decoder can follow.
 */
export function parseSps(nalUnit: Uint8Array): Sps {
  return withReader(nalUnit, readSps);
}

/**
 * The seq_parameter_set_id alone, 0..31: it can be read even when the rest is unusual.
 *
 * @throws {MediaError} kind `sps`.
 */
export function parseSpsId(nalUnit: Uint8Array): number {
  return withReader(nalUnit, (reader) => {
    reader.bits(24); // profile_idc, constraint flags, level_idc
    return within(nalUnit, 'seq_parameter_set_id', reader.ue(), 31);
  });
}

function withReader<T>(
  nalUnit: Uint8Array,
  read: (reader: BitReader, nalUnit: Uint8Array) => T,
): T {
  if (nalUnitType(nalUnit) !== h264NalUnitTypes.sps) {
    throw spsError(nalUnit, `NAL unit type ${nalUnitType(nalUnit)}; expected 7`);
  }
  try {
    return read(new BitReader(removeEmulationPrevention(nalUnit), 1), nalUnit);
  } catch (error) {
    if (error instanceof BytesError) {
      throw spsError(nalUnit, `too few bits: ${error.message}`, { offset: error.offset }, error);
    }
    throw error;
  }
}

function readSps(reader: BitReader, nalUnit: Uint8Array): Sps {
  const profileIdc = reader.bits(8);
  const constraintFlags = reader.bits(8);
  const levelIdc = reader.bits(8);
  const id = within(nalUnit, 'seq_parameter_set_id', reader.ue(), 31);
  const format = profilesWithChromaFormat.has(profileIdc)
    ? readChromaFormat(reader, nalUnit)
    : defaultChromaFormat;
  within(nalUnit, 'log2_max_frame_num_minus4', reader.ue(), 12);
  const picOrderCntType = readPicOrderCnt(reader, nalUnit);
  const maxNumRefFrames = within(nalUnit, 'max_num_ref_frames', reader.ue(), 16);
  reader.bit(); // gaps_in_frame_num_value_allowed_flag
  const size = readSize(reader, nalUnit, format);
  const vui = reader.bit() === 1 ? parseVui(reader) : {};
  return {
    ...vui,
    ...size,
    id,
    profileIdc,
    constraintFlags,
    levelIdc,
    profileLevelId: toHex(Uint8Array.of(profileIdc, constraintFlags, levelIdc)),
    chromaFormatIdc: format.chromaFormatIdc,
    bitDepthLuma: format.bitDepthLuma,
    bitDepthChroma: format.bitDepthChroma,
    picOrderCntType,
    maxNumRefFrames,
  };
}

type ChromaFormat = {
  readonly chromaFormatIdc: number;
  /** The three colours are coded like three monochrome pictures (separate_colour_plane_flag). */
  readonly separatePlanes: boolean;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
};

const defaultChromaFormat: ChromaFormat = {
  chromaFormatIdc: 1,
  separatePlanes: false,
  bitDepthLuma: 8,
  bitDepthChroma: 8,
};

function readChromaFormat(reader: BitReader, nalUnit: Uint8Array): ChromaFormat {
  const chromaFormatIdc = within(nalUnit, 'chroma_format_idc', reader.ue(), 3);
  const separatePlanes = chromaFormatIdc === 3 && reader.bit() === 1;
  const bitDepthLuma = 8 + within(nalUnit, 'bit_depth_luma_minus8', reader.ue(), 6);
  const bitDepthChroma = 8 + within(nalUnit, 'bit_depth_chroma_minus8', reader.ue(), 6);
  reader.bit(); // qpprime_y_zero_transform_bypass_flag
  if (reader.bit() === 1) {
    skipScalingLists(reader, chromaFormatIdc === 3 ? 12 : 8);
  }
  return { chromaFormatIdc, separatePlanes, bitDepthLuma, bitDepthChroma };
}

function readPicOrderCnt(reader: BitReader, nalUnit: Uint8Array): number {
  const type = within(nalUnit, 'pic_order_cnt_type', reader.ue(), 2);
  if (type === 0) {
    within(nalUnit, 'log2_max_pic_order_cnt_lsb_minus4', reader.ue(), 12);
  }
  if (type === 1) {
    reader.bit(); // delta_pic_order_always_zero_flag
    reader.se(); // offset_for_non_ref_pic
    reader.se(); // offset_for_top_to_bottom_field
    const name = 'num_ref_frames_in_pic_order_cnt_cycle';
    const cycle = within(nalUnit, name, reader.ue(), maxPicOrderCntCycle);
    for (let frame = 0; frame < cycle; frame += 1) {
      reader.se(); // offset_for_ref_frame
    }
  }
  return type;
}

function readSize(
  reader: BitReader,
  nalUnit: Uint8Array,
  format: ChromaFormat,
): Pick<Sps, 'width' | 'height' | 'frameMbsOnly'> {
  const across =
    1 + within(nalUnit, 'pic_width_in_mbs_minus1', reader.ue(), maxMacroblocksAcross - 1);
  const mapUnits =
    1 + within(nalUnit, 'pic_height_in_map_units_minus1', reader.ue(), maxMacroblocksAcross - 1);
  const frameMbsOnly = reader.bit() === 1;
  if (!frameMbsOnly) {
    reader.bit(); // mb_adaptive_frame_field_flag
  }
  reader.bit(); // direct_8x8_inference_flag
  const crop = readCropping(reader, format, frameMbsOnly);
  const width = across * 16 - crop.horizontal;
  const height = mapUnits * 16 * (frameMbsOnly ? 1 : 2) - crop.vertical;
  if (width <= 0 || height <= 0) {
    throw spsError(nalUnit, `${width} x ${height} pixels after cropping; expected at least 1 x 1`, {
      width,
      height,
    });
  }
  return { width, height, frameMbsOnly };
}

/** How many pixels frame cropping takes away (7.4.2.1.1, equations 7-19 to 7-22). */
function readCropping(
  reader: BitReader,
  { chromaFormatIdc, separatePlanes }: ChromaFormat,
  frameMbsOnly: boolean,
): { readonly horizontal: number; readonly vertical: number } {
  if (reader.bit() === 0) {
    return { horizontal: 0, vertical: 0 };
  }
  const horizontal = reader.ue() + reader.ue();
  const vertical = reader.ue() + reader.ue();
  const arrayType = separatePlanes ? 0 : chromaFormatIdc;
  const unitX = arrayType === 1 || arrayType === 2 ? 2 : 1;
  const unitY = (arrayType === 1 ? 2 : 1) * (frameMbsOnly ? 1 : 2);
  return { horizontal: horizontal * unitX, vertical: vertical * unitY };
}

function within(nalUnit: Uint8Array, field: string, value: number, max: number): number {
  if (value > max) {
    throw spsError(nalUnit, `${field} ${value}; expected 0..${max}`, { field, value, max });
  }
  return value;
}

function spsError(
  nalUnit: Uint8Array,
  text: string,
  context: MediaErrorContext = {},
  cause?: Error,
): MediaError {
  return new MediaError('sps', `SPS has ${text}: ${toHex(nalUnit)}`, context, { cause });
}
