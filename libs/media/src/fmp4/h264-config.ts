import { concatBytes } from '@casement/bytes';
import { h264NalUnitTypes, nalUnitType } from '../codec/h264/nal-unit-type.js';
import { parseSps } from '../codec/h264/sps.js';
import type { Sps } from '../codec/h264/sps.js';
import { box, bytes } from './boxes.js';
import type { VideoConfig } from './track-config.js';
import { visualSampleEntry } from './visual-sample-entry.js';

/** Profiles whose record does not say the chroma format and bit depths (ISO/IEC 14496-15 section 5.3.3.1.2). */
const profilesWithoutFormat = new Set([66, 77, 88]);

/** The counts in the record: five and eight bits. */
const maxSps = 31;
const maxPps = 255;

/**
 * The `avc1` track of the parameter sets of an access unit; `undefined` when there is no SPS or no PPS.
 *
 * @throws {MediaError} kind `sps` when the SPS cannot be read.
 */
export function h264Config(parameterSets: readonly Uint8Array[]): VideoConfig | undefined {
  const ofType = (type: number) => parameterSets.filter((set) => nalUnitType(set) === type);
  const spsList = ofType(h264NalUnitTypes.sps).slice(0, maxSps);
  const ppsList = ofType(h264NalUnitTypes.pps).slice(0, maxPps);
  const [first] = spsList;
  if (first === undefined || ppsList.length === 0) {
    return undefined;
  }
  const sps = parseSps(first);
  return {
    codec: 'h264',
    codecString: `avc1.${sps.profileLevelId}`,
    width: sps.width,
    height: sps.height,
    parameterSets: [...spsList, ...ppsList],
    sampleEntry: visualSampleEntry(
      'avc1',
      sps,
      box('avcC', record(sps, spsList, ppsList)),
      sps.pixelAspectRatio,
    ),
    maxReorder: sps.maxNumReorderFrames ?? (sps.picOrderCntType === 2 ? 0 : undefined),
    framesPerSecond: sps.fps,
  };
}

/** AVCDecoderConfigurationRecord (ISO/IEC 14496-15 section 5.3.3.1.2) with lengths of four bytes. */
function record(
  sps: Sps,
  spsList: readonly Uint8Array[],
  ppsList: readonly Uint8Array[],
): Uint8Array {
  const head = bytes((to) =>
    to
      .u8(1)
      .u8(sps.profileIdc)
      .u8(sps.constraintFlags)
      .u8(sps.levelIdc)
      .u8(0xfc | 3)
      .u8(0xe0 | spsList.length),
  );
  const format = profilesWithoutFormat.has(sps.profileIdc)
    ? new Uint8Array(0)
    : Uint8Array.of(
        0xfc | sps.chromaFormatIdc,
        0xf8 | (sps.bitDepthLuma - 8),
        0xf8 | (sps.bitDepthChroma - 8),
        0,
      );
  const counted = Uint8Array.of(ppsList.length);
  return concatBytes([head, ...spsList.map(prefixed), counted, ...ppsList.map(prefixed), format]);
}

/** A parameter set behind its length in two bytes. */
export function prefixed(set: Uint8Array): Uint8Array {
  return bytes((to) => to.u16(set.length).bytes(set));
}
