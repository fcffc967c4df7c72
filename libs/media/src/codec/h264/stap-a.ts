import { ByteReader, ByteWriter } from '@casement/bytes';
import { h264NalUnitTypes } from './nal-unit-type.js';

/** The STAP-A header byte. */
export const stapAHeaderBytes = 1;

/** The size in front of each NAL unit. */
export const stapASizeBytes = 2;

const nriMask = 0x60;

/**
 * Parses a single-time aggregation packet (RFC 6184 section 5.7.1) into views of its NAL units, empty ones
 * included; `undefined` when a size leads beyond the end.
 *
 * ```text
 * |F|NRI| type=24 | NAL unit 1 size (16 bits) | NAL unit 1 | NAL unit 2 size | ...
 * ```
 */
export function parseStapA(payload: Uint8Array): Uint8Array[] | undefined {
  const reader = new ByteReader(payload, stapAHeaderBytes);
  const nalUnits: Uint8Array[] = [];
  while (reader.remaining > 0) {
    const size = reader.remaining < stapASizeBytes ? Number.POSITIVE_INFINITY : reader.u16();
    if (size > reader.remaining) {
      return undefined;
    }
    nalUnits.push(reader.bytes(size));
  }
  return nalUnits;
}

/** Writes an aggregation packet; its NRI is the highest of its NAL units. Each has at most 65535 bytes. */
export function serializeStapA(nalUnits: readonly Uint8Array[]): Uint8Array {
  const nri = nalUnits.reduce((max, nalUnit) => Math.max(max, (nalUnit[0] ?? 0) & nriMask), 0);
  const writer = new ByteWriter(stapABytes(nalUnits));
  writer.u8(nri | h264NalUnitTypes.stapA);
  for (const nalUnit of nalUnits) {
    writer.u16(nalUnit.length).bytes(nalUnit);
  }
  return writer.toBytes();
}

/** How many bytes these NAL units take as a STAP-A. */
export function stapABytes(nalUnits: readonly Uint8Array[]): number {
  return nalUnits.reduce((sum, { length }) => sum + stapASizeBytes + length, stapAHeaderBytes);
}
