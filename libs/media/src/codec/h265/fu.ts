import type { NalFragment } from '../nal/nal-rtp-format.js';
import { h265NalUnitTypes } from './nal-unit-type.js';

/** Payload header of two bytes and FU header. */
export const fuHeaderBytes = 3;

const startBit = 0x80;
const endBit = 0x40;
const typeMask = 0x3f;
/** forbidden_zero_bit and the highest bit of the layer in the first byte of a NAL unit header. */
const aroundType = 0x81;

/**
 * Parses a fragmentation unit (RFC 7798 section 4.4.3, without DONL); `undefined` when it has no FU header.
 *
 * ```text
 * |F| type=49 | layer | tid |S|E|  type   |  fragment ...
 * ```
 */
export function parseFu(payload: Uint8Array): NalFragment | undefined {
  if (payload.length < fuHeaderBytes) {
    return undefined;
  }
  const [first = 0, second = 0, header = 0] = payload;
  return {
    nalHeader: ((((first & aroundType) | ((header & typeMask) << 1)) << 8) | second) & 0xffff,
    isStart: (header & startBit) !== 0,
    isEnd: (header & endBit) !== 0,
    fragment: payload.subarray(fuHeaderBytes),
  };
}

/**
 * Cuts a NAL unit into FU payloads. All have exactly `maxPayloadBytes`, but for the last one which may be
 * shorter. The payloads are views of one new array.
 *
 * @param maxPayloadBytes at least 4.
 */
export function serializeFus(nalUnit: Uint8Array, maxPayloadBytes: number): Uint8Array[] {
  const [first = 0, second = 0] = nalUnit;
  const type = (first >> 1) & typeMask;
  const bodyBytes = nalUnit.length - 2;
  const fragmentBytes = maxPayloadBytes - fuHeaderBytes;
  const count = Math.ceil(bodyBytes / fragmentBytes);
  const bytes = new Uint8Array(bodyBytes + count * fuHeaderBytes);
  return Array.from({ length: count }, (_, index) => {
    const from = 2 + index * fragmentBytes;
    const fragment = nalUnit.subarray(from, from + fragmentBytes);
    const at = index * maxPayloadBytes;
    const edges = (index === 0 ? startBit : 0) | (index === count - 1 ? endBit : 0);
    bytes[at] = (first & aroundType) | (h265NalUnitTypes.fragment << 1);
    bytes[at + 1] = second;
    bytes[at + 2] = edges | type;
    bytes.set(fragment, at + fuHeaderBytes);
    return bytes.subarray(at, at + fuHeaderBytes + fragment.length);
  });
}
