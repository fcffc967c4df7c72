import { ByteReader } from '@casement/bytes';
import type { NalFragment } from '../nal/nal-rtp-format.js';
import { h264NalUnitTypes } from './nal-unit-type.js';

/** FU indicator and FU header. */
export const fuAHeaderBytes = 2;

const startBit = 0x80;
const endBit = 0x40;
const typeMask = 0x1f;

/**
 * Parses a fragmentation unit (RFC 6184 section 5.8); `undefined` when it has no FU header.
 *
 * ```text
 * |F|NRI| type=28 |S|E|R|  type   |  fragment ...
 * ```
 */
export function parseFuA(payload: Uint8Array): NalFragment | undefined {
  if (payload.length < fuAHeaderBytes) {
    return undefined;
  }
  const reader = new ByteReader(payload);
  const indicator = reader.u8();
  const header = reader.u8();
  return {
    nalHeader: (indicator & ~typeMask) | (header & typeMask),
    isStart: (header & startBit) !== 0,
    isEnd: (header & endBit) !== 0,
    fragment: reader.bytes(reader.remaining),
  };
}

/**
 * Cuts a NAL unit into FU-A payloads. All have exactly `maxPayloadBytes`, but for the last one which may be
 * shorter: runs of equal size are what UDP segmentation offload needs. The payloads are views of one new
 * array.
 *
 * @param maxPayloadBytes at least 3.
 */
export function serializeFuAs(nalUnit: Uint8Array, maxPayloadBytes: number): Uint8Array[] {
  const header = nalUnit[0] ?? 0;
  const bodyBytes = nalUnit.length - 1;
  const fragmentBytes = maxPayloadBytes - fuAHeaderBytes;
  const count = Math.ceil(bodyBytes / fragmentBytes);
  const bytes = new Uint8Array(bodyBytes + count * fuAHeaderBytes);
  return Array.from({ length: count }, (_, index) => {
    const from = 1 + index * fragmentBytes;
    const fragment = nalUnit.subarray(from, from + fragmentBytes);
    const at = index * maxPayloadBytes;
    const edges = (index === 0 ? startBit : 0) | (index === count - 1 ? endBit : 0);
    bytes[at] = (header & ~typeMask) | h264NalUnitTypes.fuA;
    bytes[at + 1] = edges | (header & typeMask);
    bytes.set(fragment, at + fuAHeaderBytes);
    return bytes.subarray(at, at + fuAHeaderBytes + fragment.length);
  });
}
