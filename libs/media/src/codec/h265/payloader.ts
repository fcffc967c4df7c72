import { MediaError } from '../../errors/media-error.js';
import { defaultMaxPayloadBytes } from '../h264/payloader.js';
import { aggregationPacketBytes, serializeAggregationPacket } from './aggregation-packet.js';
import { fuHeaderBytes, serializeFus } from './fu.js';
import {
  h265HeaderBytes,
  h265NalUnitType,
  isH265CodecType,
  isH265VclType,
} from './nal-unit-type.js';

/** A fragment with one byte of data. */
const smallestPayloadBytes = fuHeaderBytes + 1;

/** H.265 NAL units to RTP payloads (RFC 7798), the counterpart of `H265Depacketizer`. */
export class H265Payloader {
  /**
   * The payloads of one access unit in order; the RTP packet of the last one carries the marker. Small NAL units
   * that are no picture data (parameter sets, SEI) share an aggregation packet. What is larger than a payload
   * becomes fragmentation units of `maxPayloadBytes` each, the last one shorter. NAL units without a whole header
   * or of types that H.265 does not know are left out.
   *
   * @throws {MediaError} kind `option` when `maxPayloadBytes` is below 4.
   */
  payloads(
    nalUnits: readonly Uint8Array[],
    maxPayloadBytes: number = defaultMaxPayloadBytes,
  ): Uint8Array[] {
    if (maxPayloadBytes < smallestPayloadBytes) {
      const text = `maxPayloadBytes is ${maxPayloadBytes}; expected at least ${smallestPayloadBytes}`;
      throw new MediaError('option', text, { maxPayloadBytes });
    }
    const payloads: Uint8Array[] = [];
    let group: Uint8Array[] = [];
    for (const nalUnit of nalUnits.filter(isWhole)) {
      const isPicture = isH265VclType(h265NalUnitType(nalUnit));
      if (isPicture || aggregationPacketBytes([...group, nalUnit]) > maxPayloadBytes) {
        payloads.push(...aggregate(group));
        group = [];
      }
      if (isPicture || aggregationPacketBytes([nalUnit]) > maxPayloadBytes) {
        payloads.push(...alone(nalUnit, maxPayloadBytes));
      } else {
        group.push(nalUnit);
      }
    }
    payloads.push(...aggregate(group));
    return payloads;
  }
}

function isWhole(nalUnit: Uint8Array): boolean {
  return nalUnit.length >= h265HeaderBytes && isH265CodecType(h265NalUnitType(nalUnit));
}

function aggregate(group: readonly Uint8Array[]): readonly Uint8Array[] {
  return group.length > 1 ? [serializeAggregationPacket(group)] : group;
}

function alone(nalUnit: Uint8Array, maxPayloadBytes: number): readonly Uint8Array[] {
  return nalUnit.length > maxPayloadBytes ? serializeFus(nalUnit, maxPayloadBytes) : [nalUnit];
}
