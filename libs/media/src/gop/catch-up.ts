import type { PacketRingReader } from './packet-ring-reader.js';

/**
 * What a late viewer gets of the pictures since the last random access unit.
 *
 * - `compressed`: all, with timestamps 5 ms apart that end at the newest picture, so that a browser decodes
 *   them at once and shows the newest one.
 * - `none`: nothing; the viewer starts at the next random access unit.
 */
export type CatchUpPolicy = 'compressed' | 'none';

/**
 * 5 ms between pictures, on the 90 kHz clock. Of 1 tick, 1 ms, 5 ms and the original times this was the one
 * with which Chromium showed the live picture first (121 ms median after the click) and most evenly.
 */
export const catchUpStep90k = 450;

/**
 * Timestamps that make a browser skip to the newest picture: the distances shrink to 5 ms where they are
 * longer, the order of the times stays (B pictures are not in it), equal ones stay equal, and the newest
 * keeps its own, so that the live units behind it fit on.
 */
export function compressTimestamps(timestamps: readonly number[]): Float64Array {
  const compressed = new Map<number, number>();
  const descending = [...timestamps].sort((a, b) => b - a);
  let last: { readonly original: number; readonly compressed: number } | undefined;
  for (const original of descending) {
    const placed: number =
      last === undefined
        ? original
        : last.compressed - Math.min(last.original - original, catchUpStep90k);
    compressed.set(original, placed);
    last = { original, compressed: placed };
  }
  return Float64Array.from(timestamps, (original) => compressed.get(original) ?? original);
}

/**
 * Compressed timestamps for the access units from the newest random access unit to the head of a ring, in
 * their order. Empty when there is no random access unit, or when it was overwritten meanwhile.
 */
export function compressedTimestamps(reader: PacketRingReader): Float64Array {
  const first = reader.randomAccess();
  const head = reader.head();
  const timestamps: number[] = [];
  for (let index = first; first >= 0 && index !== head; index = (index + 1) >>> 0) {
    if (!reader.load(index)) {
      return new Float64Array(0);
    }
    if (reader.unitStart) {
      timestamps.push(reader.timestamp90k);
    }
  }
  return compressTimestamps(timestamps);
}
