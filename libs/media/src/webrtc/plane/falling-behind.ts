import type { RingSource } from './ring-source.js';
import type { TurnParts } from './turn-parts.js';
import type { ViewerState } from './viewer-state.js';

/** A viewer further behind the camera than this is taken to the newest random access unit. */
export const maxBehindMs = 2_000;

/** What may wait in a TCP connection: a second of a 4 Mbit/s camera, more than any of its pictures. */
export const maxTcpQueuedBytes = 512 * 1024;

/** Whether so much waits in a TCP connection that more would only be late. */
export function isFull({ path }: ViewerState): boolean {
  return path !== undefined && path.queuedBytes > maxTcpQueuedBytes;
}

/** Access units that a viewer does not get because it, or its network, is too slow. */
export function countSkipped({ counters }: TurnParts, viewer: ViewerState, units: number): void {
  viewer.skippedAccessUnits += units;
  counters.skipped += units;
}

/**
 * A viewer that cannot keep up goes on with the newest random access unit, or with the next one when it has
 * seen that one begin. What lies between is lost to it.
 */
export function skipAhead(
  parts: TurnParts,
  source: RingSource,
  viewer: ViewerState,
  head: number,
): void {
  const randomAccess = source.reader.randomAccess();
  const isAhead = randomAccess >= 0 && ((randomAccess - viewer.cursor) | 0) > 0;
  const target = isAhead ? randomAccess : head;
  countSkipped(parts, viewer, source.countUnits(viewer.cursor, target));
  viewer.isBehind = true;
  viewer.wait(target);
  if (isAhead && !isFull(viewer)) {
    viewer.phase = 'due';
    viewer.policy = 'compressed';
    parts.lists.join(viewer);
  }
}
