import type { PacketRingReader } from './packet-ring-reader.js';
import type { PacketizedUnit } from './packetized-unit.js';

/**
 * What a late viewer gets of the pictures since the last random access unit.
 *
 * - `compressed`: all, with timestamps 5 ms apart that end at the newest picture, so that a browser decodes
 *   them at once and shows the newest one. For WebRTC.
 * - `original`: all, with the times of their pictures. For viewers that place pictures themselves.
 * - `none`: nothing; the viewer starts at the next random access unit.
 */
export type CatchUpPolicy = 'compressed' | 'original' | 'none';

/**
 * 5 ms between pictures, on the 90 kHz clock. Of 1 tick, 1 ms, 5 ms and the original times this was the one
 * with which Chromium showed the live picture first (121 ms median after the click) and most evenly.
 */
export const catchUpStep90k = 450;

/**
 * The units of a GOP with timestamps that make a browser skip to the newest one: the distances shrink to
 * 5 ms where they are longer, their order stays, and the newest keeps its own, so that the live units behind
 * it fit on. All are marked `catchUp`. Payloads are shared, not copied.
 */
export function catchUpSchedule(snapshot: readonly PacketizedUnit[]): readonly PacketizedUnit[] {
  const schedule = compressTimestamps(snapshot.map(({ timestamp90k }) => timestamp90k));
  return snapshot.map((unit) => ({
    ...unit,
    timestamp90k: schedule.get(unit.timestamp90k) ?? unit.timestamp90k,
    catchUp: true,
  }));
}

/** The units of a GOP with their own timestamps, marked `catchUp`. */
export function catchUpAsIs(snapshot: readonly PacketizedUnit[]): readonly PacketizedUnit[] {
  return snapshot.map((unit) => ({ ...unit, catchUp: true }));
}

/**
 * A still picture of the past as the present: the random access unit with the timestamp of the newest unit
 * before the viewer came.
 */
export function catchUpStill(
  randomAccessUnit: PacketizedUnit,
  newestTimestamp90k: number,
): PacketizedUnit {
  return {
    ...randomAccessUnit,
    timestamp90k: Math.max(randomAccessUnit.timestamp90k, newestTimestamp90k),
    catchUp: true,
  };
}

/**
 * Timestamps for the access units from the newest random access unit to the head of a ring, in their order:
 * the distances shrink to 5 ms where they are longer, and the newest keeps its own (see `catchUpSchedule`).
 * Empty when there is no random access unit, or when it was overwritten meanwhile.
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
  const schedule = compressTimestamps(timestamps);
  return Float64Array.from(timestamps, (original) => schedule.get(original) ?? original);
}

/** Walks back from the newest; sorted, because B pictures are not in the order of their times. */
function compressTimestamps(timestamps: readonly number[]): ReadonlyMap<number, number> {
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
  return compressed;
}
