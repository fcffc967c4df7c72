import type { ByteReader } from '@casement/bytes';

/** Sequence numbers of a generic NACK. */
export type ExpandedNack = {
  readonly sequenceNumbers: readonly number[];
  /** How many more were asked for than `limit`. */
  readonly leftOut: number;
};

/**
 * Expands the entries of a generic NACK (RFC 4585 section 6.2.1): a packet id and a mask of the 16 that
 * follow it. An incomplete entry at the end is ignored.
 */
export function expandNack(entries: ByteReader, limit: number): ExpandedNack {
  const sequenceNumbers: number[] = [];
  let leftOut = 0;
  while (entries.remaining >= 4) {
    const packetId = entries.u16();
    const mask = entries.u16();
    for (let after = 0; after <= 16; after += 1) {
      if (after > 0 && ((mask >> (after - 1)) & 1) === 0) {
        continue;
      }
      if (sequenceNumbers.length < limit) {
        sequenceNumbers.push((packetId + after) & 0xffff);
      } else {
        leftOut += 1;
      }
    }
  }
  return { sequenceNumbers, leftOut };
}
