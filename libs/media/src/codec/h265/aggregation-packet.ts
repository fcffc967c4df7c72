import { ByteReader, ByteWriter } from '@casement/bytes';
import { h265HeaderBytes, h265NalUnitTypes } from './nal-unit-type.js';

const sizeBytes = 2;

/**
 * The NAL units in an aggregation packet as views of it, empty ones included (RFC 7798 section 4.4.2, without
 * DONL); `undefined` when a size is beyond the end.
 *
 * ```text
 * |F| type=48 | layer | tid |  NALU 1 size  | NALU 1 |  NALU 2 size  | NALU 2 | ...
 * ```
 */
export function parseAggregationPacket(payload: Uint8Array): Uint8Array[] | undefined {
  const reader = new ByteReader(payload.subarray(h265HeaderBytes));
  const nalUnits: Uint8Array[] = [];
  while (reader.remaining > 0) {
    if (reader.remaining < sizeBytes) {
      return undefined;
    }
    const size = reader.u16();
    if (size > reader.remaining) {
      return undefined;
    }
    nalUnits.push(reader.bytes(size));
  }
  return nalUnits;
}

/**
 * One aggregation packet of these NAL units. Its header has the lowest layer and temporal id among them, and the
 * forbidden bit if one of them has it.
 */
export function serializeAggregationPacket(nalUnits: readonly Uint8Array[]): Uint8Array {
  const writer = new ByteWriter(aggregationPacketBytes(nalUnits));
  const headers = nalUnits.map(([first = 0, second = 0]) => (first << 8) | second);
  const forbidden = headers.some((header) => (header & 0x8000) !== 0) ? 0x8000 : 0;
  const layer = Math.min(...headers.map((header) => (header >> 3) & 0x3f));
  const temporalId = Math.min(...headers.map((header) => header & 7));
  writer.u16(forbidden | (h265NalUnitTypes.aggregate << 9) | (layer << 3) | temporalId);
  for (const nalUnit of nalUnits) {
    writer.u16(nalUnit.length).bytes(nalUnit);
  }
  return writer.toBytes();
}

/** How many bytes these NAL units take as an aggregation packet. */
export function aggregationPacketBytes(nalUnits: readonly Uint8Array[]): number {
  return nalUnits.reduce((sum, { length }) => sum + sizeBytes + length, h265HeaderBytes);
}
