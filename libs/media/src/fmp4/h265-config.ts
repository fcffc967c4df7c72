import { concatBytes } from '@casement/bytes';
import { h265NalUnitType, h265NalUnitTypes } from '../codec/h265/nal-unit-type.js';
import { h265CodecString } from '../codec/h265/profile-tier-level.js';
import { parseH265Sps } from '../codec/h265/sps.js';
import type { H265Sps } from '../codec/h265/sps.js';
import { box, bytes } from './boxes.js';
import { prefixed } from './h264-config.js';
import type { VideoConfig } from './track-config.js';
import { visualSampleEntry } from './visual-sample-entry.js';

const setTypes = [h265NalUnitTypes.vps, h265NalUnitTypes.sps, h265NalUnitTypes.pps] as const;

/** More of one kind cannot exist: there are 16 VPS, 16 SPS and 64 PPS (7.4.3). */
const maxSets = 64;

/**
 * The `hvc1` track of the parameter sets of an access unit; `undefined` when a VPS, SPS or PPS is missing.
 *
 * @throws {MediaError} kind `sps` when the SPS cannot be read.
 */
export function h265Config(parameterSets: readonly Uint8Array[]): VideoConfig | undefined {
  const arrays = setTypes.map((type) => ({
    type,
    sets: parameterSets.filter((set) => h265NalUnitType(set) === type).slice(0, maxSets),
  }));
  const firstSps = arrays[1]?.sets[0];
  if (firstSps === undefined || arrays.some(({ sets }) => sets.length === 0)) {
    return undefined;
  }
  const sps = parseH265Sps(firstSps);
  const body = arrays.map(({ type, sets }) =>
    concatBytes([
      // array_completeness: the sets are nowhere else.
      bytes((to) => to.u8(0x80 | type).u16(sets.length)),
      ...sets.map(prefixed),
    ]),
  );
  const record = concatBytes([recordHead(sps), Uint8Array.of(body.length), ...body]);
  return {
    codec: 'h265',
    codecString: h265CodecString(sps.profileTierLevel),
    width: sps.width,
    height: sps.height,
    parameterSets: arrays.flatMap(({ sets }) => sets),
    sampleEntry: visualSampleEntry('hvc1', sps, box('hvcC', record), undefined),
    maxReorder: sps.maxNumReorderPics,
    framesPerSecond: sps.fps,
  };
}

/** HEVCDecoderConfigurationRecord up to its arrays (ISO/IEC 14496-15 section 8.3.3.1.2), lengths of four bytes. */
function recordHead(sps: H265Sps): Uint8Array {
  const { profileSpace, highTier, profileIdc, ...profile } = sps.profileTierLevel;
  return bytes((to) =>
    to
      .u8(1)
      .u8((profileSpace << 6) | (highTier ? 0x20 : 0) | profileIdc)
      .u32(profile.compatibilityFlags)
      .bytes(Uint8Array.from(profile.constraintBytes))
      .u8(profile.levelIdc)
      .u16(0xf000) // min_spatial_segmentation_idc 0: unknown
      .u8(0xfc) // parallelismType 0: unknown
      .u8(0xfc | sps.chromaFormatIdc)
      .u8(0xf8 | (sps.bitDepthLuma - 8))
      .u8(0xf8 | (sps.bitDepthChroma - 8))
      .u16(0) // avgFrameRate 0: unspecified
      .u8((sps.temporalLayers << 3) | (sps.temporalIdNesting ? 4 : 0) | 3),
  );
}
