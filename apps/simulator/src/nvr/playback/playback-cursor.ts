import type { RecordingsBehaviour } from './recordings-behaviour.js';
import type { RecordedGop } from './recorded-gop.js';
import type { RecordedTimeline } from './recorded-timeline.js';

/** Where the playback of a camera goes on. */
export type PlaybackCursor = {
  /**
   * - `at`: with the GOP that contains the moment
   * - `near`: with that one or a few earlier (GOTODATE, 3.2.1)
   * - `past`: with the GOP behind that one, in the direction of travel
   */
  readonly kind: 'at' | 'near' | 'past';
  readonly ms: number;
};

/** How the position travels: forward or back, GOP by GOP or in jumps. */
export type Motion = {
  readonly direction: 1 | -1;
  /** How far the starts of two GOPs lie apart in fast forward and reverse; 0 for one behind the other. */
  readonly jumpMs: number;
};

/** What the next request gets, and where the one after it goes on. */
export type CursorStep = {
  /** `undefined`: nothing is recorded there. */
  readonly gop: RecordedGop | undefined;
  /** The moment that was looked for. */
  readonly atMs: number;
  readonly next: PlaybackCursor;
};

/** How far an answer without a picture moves the position. */
const emptyStepMs = 1_000;

/** Finds what a cursor points to. Pure but for the timeline, which grows. */
export function followCursor(
  timeline: RecordedTimeline,
  cursor: PlaybackCursor,
  motion: Motion,
  behaviour: RecordingsBehaviour,
): CursorStep {
  const wantedMs = momentOf(timeline, cursor, motion);
  const found = timeline.at(wantedMs);
  if (found !== undefined) {
    const gop = cursor.kind === 'near' ? earlier(timeline, found, behaviour.startsBefore) : found;
    return { gop, atMs: wantedMs, next: { kind: 'past', ms: gop.startMs } };
  }
  const beyond =
    motion.direction > 0 ? timeline.firstFrom(wantedMs) : timeline.lastUpTo(wantedMs + 1);
  if (beyond === undefined) {
    const atMs = endOfTravel(timeline, wantedMs, motion);
    return { gop: undefined, atMs, next: { kind: 'at', ms: atMs } };
  }
  if (behaviour.gapAnswer === 'next-recording') {
    return { gop: beyond, atMs: wantedMs, next: { kind: 'past', ms: beyond.startMs } };
  }
  const movedMs = behaviour.gapMoves ? motion.direction * Math.max(emptyStepMs, motion.jumpMs) : 0;
  return { gop: undefined, atMs: wantedMs, next: { kind: 'at', ms: wantedMs + movedMs } };
}

/** The moment whose GOP is wanted. */
export function momentOf(
  timeline: RecordedTimeline,
  { kind, ms }: PlaybackCursor,
  { direction, jumpMs }: Motion,
): number {
  if (kind !== 'past') {
    return ms;
  }
  const gop = timeline.at(ms);
  if (jumpMs > 0) {
    return (gop?.startMs ?? ms) + direction * jumpMs;
  }
  return direction > 0 ? (gop?.endMs ?? ms) : (gop?.startMs ?? ms) - 1;
}

/** At the end of what is recorded the position waits, so that it goes on when more is. */
function endOfTravel(timeline: RecordedTimeline, wantedMs: number, { direction }: Motion): number {
  return direction > 0
    ? (timeline.lastUpTo(wantedMs)?.endMs ?? wantedMs)
    : (timeline.firstFrom(wantedMs)?.startMs ?? wantedMs + 1) - 1;
}

function earlier(timeline: RecordedTimeline, gop: RecordedGop, count: number): RecordedGop {
  let found = gop;
  for (let step = 0; step < count; step += 1) {
    found = timeline.at(found.startMs - 1) ?? found;
  }
  return found;
}
