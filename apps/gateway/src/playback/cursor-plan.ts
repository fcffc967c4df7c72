import { deliveredAt, isWithin, maxStep, passOverMs } from './recorder-cursor.js';
import type {
  CursorPlace,
  GopNeed,
  GopSpan,
  NeedHistory,
  RecorderCursor,
} from './recorder-cursor.js';
import type { RecorderPlayCommand } from './recorder-playback.js';

/** What to do to get it. */
export type CursorPlan =
  { readonly kind: 'pull' } | { readonly kind: 'command'; readonly command: RecorderPlayCommand };

const maxWrong = 4;
/** After GOTODATE gave a GOP too early, this many are pulled to come to the right one. */
const maxApproach = 8;
/** How far in front of the time the second, third ... GOTODATE aims. */
const backOffMs = [0, 2_000, 10_000, 60_000];

const second = 1_000;

/** The fewest commands that bring the GOP: none where its turn comes, or nearly, else one that moves the cursor. */
export function planPull(
  cursor: RecorderCursor,
  camera: number,
  need: GopNeed,
  history: NeedHistory,
): CursorPlan {
  const place = cursor.places.get(camera) ?? { kind: 'unknown' };
  switch (need.kind) {
    case 'at':
      return comesTo(cursor, place, need.atMs, history) ? pull : goTo(need.atMs, history);
    case 'next':
      return planNext(cursor, place, need.of, history);
    case 'previous':
      return planPrevious(cursor, place, need.of, history);
    case 'probe':
      return isNear(place, need.atMs) ? pull : command({ command: 'go-to-date', atMs: need.atMs });
    case 'sample':
      return planSample(cursor, place, need, history);
  }
}

const pull: CursorPlan = { kind: 'pull' };

function command(it: RecorderPlayCommand): CursorPlan {
  return { kind: 'command', command: it };
}

function goTo(atMs: number, { attempts }: NeedHistory): CursorPlan {
  const back = backOffMs[Math.min(attempts, backOffMs.length - 1)] ?? 0;
  return command({ command: 'go-to-date', atMs: atMs - back });
}

/** Whether pulling, as the cursor stands, comes to the picture of a time soon. */
function comesTo(
  { mode, direction }: RecorderCursor,
  place: CursorPlace,
  atMs: number,
  { wrong, attempts }: NeedHistory,
): boolean {
  const limit = attempts > 0 ? maxApproach : maxWrong;
  if (wrong >= limit) {
    return false;
  }
  if (mode === 'play' && place.kind === 'near') {
    return place.atMs <= atMs + second && (attempts > 0 || atMs - place.atMs <= passOverMs);
  }
  if (place.kind !== 'at') {
    return false;
  }
  const { startMs, endMs } = place.span;
  if (mode === 'play') {
    // What was delivered and does not hold the time lies in front of it, or pulling leads away from it.
    return startMs <= atMs && (attempts > 0 || atMs - endMs <= passOverMs);
  }
  return mode === 'reverse' && direction === -1 && startMs > atMs && startMs - atMs <= passOverMs;
}

function planNext(
  cursor: RecorderCursor,
  place: CursorPlace,
  of: GopSpan,
  history: NeedHistory,
): CursorPlan {
  const { mode, direction } = cursor;
  if (history.attempts > 0 && comesBefore(cursor, place, of.endMs, history)) {
    return pull;
  }
  if (history.wrong >= maxWrong) {
    return goTo(of.endMs, history);
  }
  const isHere = place.kind === 'at' && isWithin(place.span.startMs, of.startMs);
  if (mode === 'play' || (mode === 'step' && direction === 1 && history.stepping)) {
    const isNext =
      (place.kind === 'at' && place.span.startMs <= of.startMs && isHere) ||
      place.kind === 'unsure' ||
      (place.kind === 'near' && place.atMs <= of.endMs && isWithin(place.atMs, of.endMs));
    return isNext ? pull : goTo(of.endMs, history);
  }
  if (!isAround(place, of)) {
    return goTo(of.endMs, history);
  }
  return history.stepping
    ? command({ command: 'next-frame', shownMs: history.shownMs })
    : mode === 'reverse'
      ? goTo(of.endMs, history)
      : command({ command: 'play' });
}

function planPrevious(
  cursor: RecorderCursor,
  place: CursorPlace,
  of: GopSpan,
  history: NeedHistory,
): CursorPlan {
  const { mode, direction } = cursor;
  const { stepping, shownMs, wrong, attempts } = history;
  if (mode === 'reverse' || (mode === 'step' && direction === -1 && stepping)) {
    const comes =
      place.kind === 'unsure' ||
      (place.kind === 'at' &&
        place.span.startMs >= of.startMs &&
        isWithin(place.span.startMs, of.startMs));
    // Pulling on would only lead further back, or take too long.
    return comes && wrong < maxWrong ? pull : goTo(of.startMs - second, history);
  }
  if (attempts > 0 && comesBefore(cursor, place, of.startMs, history)) {
    return pull;
  }
  const isAstray = cursor.goesOnFrom === 'delivered' && !isAround(place, of);
  if (wrong >= maxWrong || place.kind === 'unknown' || isAstray) {
    return goTo(of.startMs - second, history);
  }
  if (stepping) {
    return command({ command: 'previous-frame', shownMs });
  }
  // TIMEF has whole seconds here. Rounded up, the GOP that is there already may come again; rounded down, one would be missed.
  return command({ command: 'reverse', shownMs: Math.ceil(of.startMs / second) * second });
}

function planSample(
  cursor: RecorderCursor,
  place: CursorPlace,
  { direction, step }: Extract<GopNeed, { kind: 'sample' }>,
  { shownMs, wrong, attempts }: NeedHistory,
): CursorPlan {
  if (wrong >= maxWrong && attempts === 0) {
    return command({ command: 'go-to-date', atMs: shownMs });
  }
  const isFast = cursor.mode === 'fast' && cursor.direction === direction;
  // One sample after each command, so that something is seen while the steps go up, 3 s apart.
  if (isFast && (place.kind === 'unsure' || cursor.step >= Math.min(step, maxStep))) {
    return pull;
  }
  return command({ command: direction === 1 ? 'fast-forward' : 'fast-reverse', shownMs });
}

/** Whether pulling leads from here to the GOP in front of a time. */
function comesBefore(
  { mode }: RecorderCursor,
  place: CursorPlace,
  beforeMs: number,
  { wrong }: NeedHistory,
): boolean {
  if (mode !== 'play' || wrong >= maxApproach) {
    return false;
  }
  return place.kind === 'near'
    ? place.atMs <= beforeMs
    : place.kind === 'at' && place.span.startMs < beforeMs;
}

function isNear(place: CursorPlace, atMs: number): boolean {
  return place.kind === 'near' && place.atMs === atMs;
}

/** Whether a recorder that goes on from what it delivered last is near this GOP. */
function isAround(place: CursorPlace, of: GopSpan): boolean {
  const delivered = deliveredAt(place);
  return delivered !== undefined && isWithin(delivered.startMs, of.startMs);
}
