import { BitReader, BytesError, toHex } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';
import type { MediaErrorContext } from '../../errors/media-error.js';
import { removeEmulationPrevention } from '../nal/emulation-prevention.js';
import { h265HeaderBytes, h265NalUnitType, h265NalUnitTypes } from './nal-unit-type.js';
import { readProfileTierLevel } from './profile-tier-level.js';
import type { ProfileTierLevel } from './profile-tier-level.js';
import { readFramesPerSecond } from './sps-tail.js';

/** What a sequence parameter set of H.265 says about the pictures. */
export type H265Sps = {
  /** sps_seq_parameter_set_id, 0..15. */
  readonly id: number;
  /** sps_video_parameter_set_id, 0..15. */
  readonly vpsId: number;
  /** sps_max_sub_layers_minus1 + 1, 1..7. */
  readonly temporalLayers: number;
  readonly temporalIdNesting: boolean;
  readonly profileTierLevel: ProfileTierLevel;
  /** 0 monochrome, 1 4:2:0, 2 4:2:2, 3 4:4:4. */
  readonly chromaFormatIdc: number;
  /** The three colours are coded like three monochrome pictures. */
  readonly separatePlanes: boolean;
  readonly bitDepthLuma: number;
  readonly bitDepthChroma: number;
  /** Pixels across after the conformance window. */
  readonly width: number;
  /** Pixels down after the conformance window. */
  readonly height: number;
  /** Bits of slice_pic_order_cnt_lsb, 4..16. */
  readonly picOrderCntBits: number;
  /** sps_max_num_reorder_pics of the highest sub-layer: pictures decoded before and shown after another. */
  readonly maxNumReorderPics: number;
  /** sps_max_dec_pic_buffering_minus1 + 1 of the highest sub-layer. */
  readonly maxDecPicBuffering: number;
  /** From the VUI; absent without (sensible) timing information. */
  readonly fps?: number;
};

/** 16384 pixels: level 6.2 allows no more in one direction (annex A.4.1). */
const maxPixels = 16_384;

/** sps_max_dec_pic_buffering_minus1 is at most 15 (A.4.2). */
const maxDpbPictures = 16;

/** sps_max_sub_layers_minus1 is at most 6 (7.4.3.2.1). */
const maxSubLayersLimit = 6;

/**
 * Parses a sequence parameter set NAL unit (ITU-T H.265 7.3.2.2), with its header and with emulation
 * prevention. What comes behind the reordering and is not needed to describe the pictures may be cut short.
 *
 * @throws {MediaError} kind `sps` when it is no SPS, too short, or says what no decoder can follow.
 */
export function parseH265Sps(nalUnit: Uint8Array): H265Sps {
  return withReader(nalUnit, readSps);
}

/**
 * The ids alone: they can be read even when the rest is unusual.
 *
 * @throws {MediaError} kind `sps`.
 */
export function parseH265SpsIds(nalUnit: Uint8Array): Pick<H265Sps, 'id' | 'vpsId'> {
  return withReader(nalUnit, (reader) => {
    const { id, vpsId } = readIds(reader, nalUnit);
    return { id, vpsId };
  });
}

function withReader<T>(
  nalUnit: Uint8Array,
  read: (reader: BitReader, nalUnit: Uint8Array) => T,
): T {
  if (h265NalUnitType(nalUnit) !== h265NalUnitTypes.sps || nalUnit.length < h265HeaderBytes) {
    throw spsError(nalUnit, `NAL unit type ${h265NalUnitType(nalUnit)}; expected 33`);
  }
  try {
    return read(new BitReader(removeEmulationPrevention(nalUnit), h265HeaderBytes), nalUnit);
  } catch (error) {
    if (error instanceof BytesError) {
      throw spsError(nalUnit, `too few bits: ${error.message}`, { offset: error.offset }, error);
    }
    throw error;
  }
}

type Ids = Pick<H265Sps, 'id' | 'vpsId' | 'temporalIdNesting' | 'profileTierLevel'> & {
  readonly maxSubLayersMinus1: number;
};

function readIds(reader: BitReader, nalUnit: Uint8Array): Ids {
  const vpsId = reader.bits(4);
  const subLayers = 'sps_max_sub_layers_minus1';
  const maxSubLayersMinus1 = within(nalUnit, subLayers, reader.bits(3), maxSubLayersLimit);
  const temporalIdNesting = reader.bit() === 1;
  const profileTierLevel = readProfileTierLevel(reader, maxSubLayersMinus1);
  const id = within(nalUnit, 'sps_seq_parameter_set_id', reader.ue(), 15);
  return { id, vpsId, maxSubLayersMinus1, temporalIdNesting, profileTierLevel };
}

function readSps(reader: BitReader, nalUnit: Uint8Array): H265Sps {
  const { maxSubLayersMinus1, ...ids } = readIds(reader, nalUnit);
  const chromaFormatIdc = within(nalUnit, 'chroma_format_idc', reader.ue(), 3);
  const separatePlanes = chromaFormatIdc === 3 && reader.bit() === 1;
  const size = readSize(reader, nalUnit, separatePlanes ? 0 : chromaFormatIdc);
  const bitDepthLuma = 8 + within(nalUnit, 'bit_depth_luma_minus8', reader.ue(), 8);
  const bitDepthChroma = 8 + within(nalUnit, 'bit_depth_chroma_minus8', reader.ue(), 8);
  const pocBits = 'log2_max_pic_order_cnt_lsb_minus4';
  const picOrderCntBits = 4 + within(nalUnit, pocBits, reader.ue(), 12);
  const ordering = readOrdering(reader, nalUnit, maxSubLayersMinus1);
  const fps = readFramesPerSecond(reader, picOrderCntBits);
  return {
    ...ids,
    ...size,
    ...ordering,
    temporalLayers: maxSubLayersMinus1 + 1,
    chromaFormatIdc,
    separatePlanes,
    bitDepthLuma,
    bitDepthChroma,
    picOrderCntBits,
    ...(fps === undefined ? {} : { fps }),
  };
}

/** The size after the conformance window, whose units are chroma samples (7.4.3.2.1, table 6-1). */
function readSize(
  reader: BitReader,
  nalUnit: Uint8Array,
  chromaArrayType: number,
): Pick<H265Sps, 'width' | 'height'> {
  const codedWidth = within(nalUnit, 'pic_width_in_luma_samples', reader.ue(), maxPixels);
  const codedHeight = within(nalUnit, 'pic_height_in_luma_samples', reader.ue(), maxPixels);
  const hasWindow = reader.bit() === 1;
  const horizontal = hasWindow ? reader.ue() + reader.ue() : 0;
  const vertical = hasWindow ? reader.ue() + reader.ue() : 0;
  const width = codedWidth - horizontal * (chromaArrayType === 1 || chromaArrayType === 2 ? 2 : 1);
  const height = codedHeight - vertical * (chromaArrayType === 1 ? 2 : 1);
  if (width <= 0 || height <= 0) {
    throw spsError(nalUnit, `${width} x ${height} pixels in its window; expected at least 1 x 1`, {
      width,
      height,
    });
  }
  return { width, height };
}

function readOrdering(
  reader: BitReader,
  nalUnit: Uint8Array,
  maxSubLayersMinus1: number,
): Pick<H265Sps, 'maxNumReorderPics' | 'maxDecPicBuffering'> {
  const forAll = reader.bit() === 1; // sps_sub_layer_ordering_info_present_flag
  let maxDecPicBuffering = 1;
  let maxNumReorderPics = 0;
  for (let layer = forAll ? 0 : maxSubLayersMinus1; layer <= maxSubLayersMinus1; layer += 1) {
    const buffering = 'sps_max_dec_pic_buffering_minus1';
    maxDecPicBuffering = 1 + within(nalUnit, buffering, reader.ue(), maxDpbPictures - 1);
    maxNumReorderPics = within(nalUnit, 'sps_max_num_reorder_pics', reader.ue(), maxDpbPictures);
    reader.ue(); // sps_max_latency_increase_plus1
  }
  return { maxDecPicBuffering, maxNumReorderPics };
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
  return new MediaError('sps', `H.265 SPS has ${text}: ${toHex(nalUnit)}`, context, { cause });
}
