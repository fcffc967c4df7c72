import { MediaError } from '../../errors/media-error.js';
import { fuAHeaderBytes, serializeFuAs } from './fu-a.js';
import { isCodecType, isVclType, nalUnitType } from './nal-unit-type.js';
import { serializeStapA, stapABytes } from './stap-a.js';

/**
 * 1200 bytes of payload with RTP, SRTP, UDP and IPv6 headers stay below 1280, the smallest MTU that IPv6
 * allows: no path needs to fragment them.
 */
export const defaultMaxPayloadBytes = 1200;

/** A FU-A with one byte of data. */
const smallestPayloadBytes = fuAHeaderBytes + 1;

/**
 * H.264 NAL units to RTP payloads (RFC 6184, packetization-mode 1), the counterpart of
 * `H264Depacketizer`.
 */
export class H264Payloader {
  /**
   * The payloads of one access unit in order; the RTP packet of the last one carries the marker. Small NAL
   * units that are no picture data (parameter sets, SEI) share a STAP-A. What is larger than a payload
   * becomes FU-As of `maxPayloadBytes` each, the last one shorter. A NAL unit that fits alone is its own
   * payload, without a copy. NAL units without a byte or of types that only exist inside RTP are left out.
   *
   * @throws {MediaError} kind `option` when `maxPayloadBytes` is below 3.
   */
  payloads(
    nalUnits: readonly Uint8Array[],
    maxPayloadBytes: number = defaultMaxPayloadBytes,
  ): Uint8Array[] {
    if (maxPayloadBytes < smallestPayloadBytes) {
      throw new MediaError(
        'option',
        `maxPayloadBytes is ${maxPayloadBytes}; expected at least ${smallestPayloadBytes}`,
        { maxPayloadBytes },
      );
    }
    const payloads: Uint8Array[] = [];
    let group: Uint8Array[] = [];
    for (const nalUnit of nalUnits) {
      if (isVclType(nalUnitType(nalUnit)) || stapABytes([...group, nalUnit]) > maxPayloadBytes) {
        payloads.push(...aggregate(group));
        group = [];
      }
      if (isVclType(nalUnitType(nalUnit)) || stapABytes([nalUnit]) > maxPayloadBytes) {
        payloads.push(...alone(nalUnit, maxPayloadBytes));
      } else if (isCodecType(nalUnitType(nalUnit))) {
        group.push(nalUnit);
      }
    }
    payloads.push(...aggregate(group));
    return payloads;
  }
}

function aggregate(group: readonly Uint8Array[]): readonly Uint8Array[] {
  return group.length > 1 ? [serializeStapA(group)] : group;
}

function alone(nalUnit: Uint8Array, maxPayloadBytes: number): readonly Uint8Array[] {
  if (!isCodecType(nalUnitType(nalUnit))) {
    return [];
  }
  return nalUnit.length > maxPayloadBytes ? serializeFuAs(nalUnit, maxPayloadBytes) : [nalUnit];
}
