import { compressedTimestamps } from '../../gop/catch-up.js';
import type { CatchUpPolicy } from '../../gop/catch-up.js';
import type { PacketRingReader } from '../../gop/packet-ring-reader.js';

/** How a viewer gets into a ring. All positions are indexes of packets. */
export type JoinPlan =
  /** Everything from a random access unit on; the units that are there now with these timestamps. */
  | { readonly kind: 'catch-up'; readonly from: number; readonly timestamps90k: Float64Array }
  /** The packets `from` up to `end` alone, as a still picture; live from the next random access unit behind `resumeAt`. */
  | {
      readonly kind: 'still';
      readonly from: number;
      readonly end: number;
      readonly resumeAt: number;
      readonly timestamp90k: number;
    }
  /** Nothing before the next random access unit behind `resumeAt`. */
  | { readonly kind: 'wait'; readonly resumeAt: number };

/**
 * Software decoders take some 6 ms per 1080p picture: 40 are 240 ms, about as long as a viewer may wait for
 * the first picture. Recorders default to one IDR per second, 15 to 30 units.
 */
export const maxCatchUpUnits = 40;

/** A camera that was silent for longer has nothing that could be taken for the present. */
export const maxPastMs = 2_000;

/**
 * Where a viewer begins that comes now.
 *
 * A random access unit that is just arriving is the best start. Otherwise all pictures since the last one,
 * compressed in time, as long as they are few; of a longer GOP only its first picture as a still, because
 * decoding hundreds of pictures of the past takes longer than waiting for the next one.
 *
 * @param nowMs on the clock of the ring's arrival times
 * @param maxUnits longest burst in access units; {@link maxCatchUpUnits} for most
 */
export function joinPlan(
  reader: PacketRingReader,
  policy: CatchUpPolicy,
  nowMs: number,
  maxUnits: number,
): JoinPlan {
  const head = reader.head();
  const wait: JoinPlan = { kind: 'wait', resumeAt: head };
  if (policy === 'none' || !reader.load((head - 1) >>> 0) || nowMs - reader.arrivalMs > maxPastMs) {
    return wait;
  }
  const newest90k = reader.timestamp90k;
  const growing = growingRandomAccess(reader, head);
  if (growing >= 0) {
    return { kind: 'catch-up', from: growing, timestamps90k: Float64Array.of(newest90k) };
  }
  const from = reader.randomAccess();
  if (from < 0) {
    return wait;
  }
  if (reader.unitsSinceRandomAccess() > maxUnits) {
    return stillPlan(reader, from, head, newest90k) ?? wait;
  }
  const timestamps90k = compressedTimestamps(reader);
  // A writer in another thread may have begun a new GOP meanwhile.
  return reader.randomAccess() === from && timestamps90k.length > 0
    ? { kind: 'catch-up', from, timestamps90k }
    : wait;
}

/** First packet of the newest unit when decoding may start there, -1 when not. */
function growingRandomAccess(reader: PacketRingReader, head: number): number {
  let index = (head - 1) >>> 0;
  while (reader.load(index) && reader.isRandomAccess) {
    if (reader.unitStart) {
      return index;
    }
    index = (index - 1) >>> 0;
  }
  return -1;
}

function stillPlan(
  reader: PacketRingReader,
  from: number,
  head: number,
  newest90k: number,
): JoinPlan | undefined {
  if (!reader.load(from)) {
    return undefined;
  }
  const timestamp90k = Math.max(reader.timestamp90k, newest90k);
  let end = (from + 1) >>> 0;
  while (end !== head && reader.load(end) && !reader.unitStart) {
    end = (end + 1) >>> 0;
  }
  return { kind: 'still', from, end, resumeAt: head, timestamp90k };
}
