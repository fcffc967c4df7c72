import { parseRecorderInformation } from './recorder-information.js';
import type { RecorderInformation } from './recorder-information.js';
import { parseTlvs } from './tlv.js';
import type { Tlv } from './tlv.js';

/** More than this is no information of a camera: real ones send five items in some 60 bytes. */
const MAX_INFORMATION_BYTES = 64 * 1024;
const MAX_CAMERA_TLVS = 64;
const TLV_HEADER_BYTES = 4;

/** Ids that both write (their clock), and that only cameras write: undocumented, seen on real ones (B.7). */
const CLOCK_IDS: readonly number[] = [0x0011, 0x0012];
const CAMERA_IDS: readonly number[] = [0x001e, 0x001f];
/** The recorder's start codes in 4 data bytes, something of the camera in 8 (finding 7). */
const SHARED_ID = 0x0027;
const CAMERA_DATA_BYTES = 8;

/** Information of recorder and camera that stands in one row. */
export type SplitInformation = {
  readonly recorder: RecorderInformation;
  readonly camera: readonly Tlv[];
};

/**
 * Takes apart what some bodies do not: a JPEG has one length over both, and so has a chunk of a firmware that counts
 * otherwise (PB17). The recorder's come first and ascend; the camera's begin where only a camera's can stand.
 */
export function splitInformation(bytes: Uint8Array): SplitInformation {
  const { tlvs } = parseTlvs(bytes);
  const cut = cameraBegin(tlvs);
  const recorderBytes = tlvs
    .slice(0, cut)
    .reduce((sum, { data }) => sum + TLV_HEADER_BYTES + data.length, 0);
  const camera = cut < tlvs.length ? tlvs.slice(cut) : [];
  return {
    recorder: parseRecorderInformation(
      camera.length > 0 ? bytes.subarray(0, recorderBytes) : bytes,
    ),
    camera,
  };
}

/** The items of a camera, raw, as far as they make sense. */
export function readCameraInformation(bytes: Uint8Array): readonly Tlv[] {
  return bytes.length > MAX_INFORMATION_BYTES
    ? []
    : parseTlvs(bytes).tlvs.slice(0, MAX_CAMERA_TLVS);
}

function cameraBegin(tlvs: readonly Tlv[]): number {
  const seen = new Set<number>();
  let highest = 0;
  for (const [index, { id, data }] of tlvs.entries()) {
    if (CLOCK_IDS.includes(id) && (seen.has(id) || id < highest)) {
      return index;
    }
    if (CAMERA_IDS.includes(id) || (id === SHARED_ID && data.length === CAMERA_DATA_BYTES)) {
      return withClock(tlvs, index);
    }
    seen.add(id);
    highest = Math.max(highest, id);
  }
  return tlvs.length;
}

/** The clock right in front of a camera's items is the camera's as well. */
function withClock(tlvs: readonly Tlv[], index: number): number {
  const before = tlvs[index - 1];
  return before !== undefined && CLOCK_IDS.includes(before.id) ? withClock(tlvs, index - 1) : index;
}
