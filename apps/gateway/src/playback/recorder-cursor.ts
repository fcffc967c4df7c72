import type { RecorderState } from '@casement/protocol';
import type { PlaybackDirection } from './playback-clock.js';
import type { RecorderPlayCommand } from './recorder-playback.js';

/** Where the recorder stands with one camera of a UID. */
export type CursorPlace =
  /** Nothing was said yet. */
  | { readonly kind: 'unknown' }
  /** GOTODATE was sent: the next GOP is one near this time. */
  | { readonly kind: 'near'; readonly atMs: number }
  /** A command without a place of its own was sent: some recorders go on from its TIMEF, some from what they delivered. */
  | {
      readonly kind: 'unsure';
      readonly delivered: GopSpan | undefined;
      /** TIMEF of the command, when it has one. */
      readonly shownMs: number | undefined;
    }
  /** This GOP was delivered last; the next one is its neighbour. */
  | { readonly kind: 'at'; readonly span: GopSpan };

/** When a GOP begins and ends, milliseconds since 1970. */
export type GopSpan = { readonly startMs: number; readonly endMs: number };

/** What `camera.cgi` goes on with: nothing, following GOPs, GOPs back in time, samples (FF, REW), one step (frame steps). */
export type CursorMode = 'none' | 'play' | 'reverse' | 'fast' | 'pause' | 'step';

/** Where a recorder stands with a UID. Commands concern all its cameras (E.3). */
export type RecorderCursor = {
  readonly mode: CursorMode;
  readonly direction: PlaybackDirection;
  /** Speed step of FF and REW, 1 to 8; 0 otherwise. */
  readonly step: number;
  readonly places: ReadonlyMap<number, CursorPlace>;
  /** From where this recorder goes on after BPLAY and frame steps, as soon as it was seen. */
  readonly goesOnFrom: 'timef' | 'delivered' | undefined;
};

/** Which GOP is needed. `shownMs`: time of the picture on screen. */
export type GopNeed =
  /** The one whose picture is on screen at a time. */
  | { readonly kind: 'at'; readonly atMs: number }
  /** The one behind this one. */
  | { readonly kind: 'next'; readonly of: GopSpan }
  /** The one in front of this one. */
  | { readonly kind: 'previous'; readonly of: GopSpan }
  /** Whatever is at a time: the search for the end of a gap. */
  | { readonly kind: 'probe'; readonly atMs: number }
  /** The next sample of FF or REW at this step. */
  | { readonly kind: 'sample'; readonly direction: PlaybackDirection; readonly step: number };

/** How the need fared so far, and why it came up. */
export type NeedHistory = {
  readonly shownMs: number;
  /** GOPs that came and were not the one, since the last command. */
  readonly wrong: number;
  /** How often GOTODATE was sent for it. */
  readonly attempts: number;
  /** The clock stands and goes by single pictures. */
  readonly stepping: boolean;
};

/** What to do to get it. */
export type CursorPlan =
  { readonly kind: 'pull' } | { readonly kind: 'command'; readonly command: RecorderPlayCommand };

/** Pulling some GOPs too many is quicker than a command, for which recorders ask 3 s of silence. */
const passOverMs = 4_000;
const maxWrong = 4;
/** After GOTODATE gave a GOP too early, this many are pulled to come to the right one. */
const maxApproach = 8;
/** How far in front of the time the second, third ... GOTODATE aims. */
const backOffMs = [0, 2_000, 10_000, 60_000];

const second = 1_000;
const maxStep = 8;

/** A UID that has been sent nothing yet. */
export const newCursor: RecorderCursor = {
  mode: 'none',
  direction: 1,
  step: 0,
  places: new Map(),
  goesOnFrom: undefined,
};

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

function isWithin(aMs: number, bMs: number): boolean {
  return Math.abs(aMs - bMs) <= passOverMs;
}

/** Whether a recorder that goes on from what it delivered last is near this GOP. */
function isAround(place: CursorPlace, of: GopSpan): boolean {
  const delivered = deliveredAt(place);
  return delivered !== undefined && isWithin(delivered.startMs, of.startMs);
}

function deliveredAt(place: CursorPlace): GopSpan | undefined {
  switch (place.kind) {
    case 'at':
      return place.span;
    case 'unsure':
      return place.delivered;
    case 'near':
      return { startMs: place.atMs, endMs: place.atMs };
    case 'unknown':
      return undefined;
  }
}

/** The cursor after a command was sent. */
export function afterCommand(cursor: RecorderCursor, it: RecorderPlayCommand): RecorderCursor {
  const moved = { ...cursor, step: 0 };
  switch (it.command) {
    case 'mask':
      return { ...newCursor, places: placesOf(it.cameras, { kind: 'unknown' }) };
    case 'go-to-date': {
      const places = placesOf(cursor.places.keys(), { kind: 'near', atMs: it.atMs });
      return { ...moved, mode: 'play', direction: 1, places };
    }
    case 'play':
      return { ...moved, mode: 'play', direction: 1, places: unsurePlaces(cursor) };
    case 'reverse':
      return { ...moved, mode: 'reverse', direction: -1, places: unsurePlaces(cursor, it.shownMs) };
    case 'pause':
      return { ...moved, mode: 'pause' };
    case 'next-frame':
      return { ...moved, mode: 'step', direction: 1, places: unsurePlaces(cursor, it.shownMs) };
    case 'previous-frame':
      return { ...moved, mode: 'step', direction: -1, places: unsurePlaces(cursor, it.shownMs) };
    case 'fast-forward':
      return faster(cursor, 1);
    case 'fast-reverse':
      return faster(cursor, -1);
    case 'stop':
      return newCursor;
  }
}

function faster(cursor: RecorderCursor, direction: PlaybackDirection): RecorderCursor {
  const isFaster = cursor.mode === 'fast' && cursor.direction === direction;
  const step = isFaster ? Math.min(maxStep, cursor.step + 1) : 1;
  return { ...cursor, mode: 'fast', direction, step, places: unsurePlaces(cursor) };
}

function placesOf(cameras: Iterable<number>, place: CursorPlace): Map<number, CursorPlace> {
  return new Map([...cameras].map((camera) => [camera, place]));
}

function unsurePlaces({ places }: RecorderCursor, shownMs?: number): Map<number, CursorPlace> {
  return new Map(
    [...places].map(([camera, place]) => [
      camera,
      { kind: 'unsure' as const, delivered: deliveredAt(place), shownMs },
    ]),
  );
}

/** The cursor after a GOP came; the recorder says itself at which step of FF or REW it is (TLV 0x000D). */
export function afterGop(
  cursor: RecorderCursor,
  camera: number,
  span: GopSpan,
  speedStep?: number,
): RecorderCursor {
  const places = new Map(cursor.places).set(camera, { kind: 'at', span });
  const isSaid = cursor.mode === 'fast' && speedStep !== undefined && speedStep > 0;
  const goesOnFrom = habitOf(cursor.places.get(camera), span) ?? cursor.goesOnFrom;
  return { ...cursor, step: isSaid ? speedStep : cursor.step, places, goesOnFrom };
}

/** From where it went on, when both ways are far enough apart to tell. */
function habitOf(place: CursorPlace | undefined, span: GopSpan): RecorderCursor['goesOnFrom'] {
  if (place?.kind !== 'unsure' || place.shownMs === undefined || place.delivered === undefined) {
    return undefined;
  }
  const { shownMs, delivered } = place;
  if (isWithin(shownMs, delivered.startMs)) {
    return undefined;
  }
  const isTimef = Math.abs(span.startMs - shownMs) < Math.abs(span.startMs - delivered.startMs);
  return isTimef ? 'timef' : 'delivered';
}

/** The cursor when nobody knows what became of a command. */
export function lostCursor(cursor: RecorderCursor): RecorderCursor {
  const places = placesOf(cursor.places.keys(), { kind: 'unknown' });
  return { ...newCursor, places, goesOnFrom: cursor.goesOnFrom };
}

const expectedStates: Partial<Record<CursorMode, readonly [RecorderState, RecorderState]>> = {
  play: ['play', 'play'],
  reverse: ['reverse', 'reverse'],
  fast: ['fast-forward', 'fast-reverse'],
};
const movingStates: readonly RecorderState[] = ['play', 'reverse', 'fast-forward', 'fast-reverse'];

/**
 * Whether an answer belongs to the time in front of the last command: the first one after it says that the recorder does
 * something else (TLV 0x000D). Later ones are believed, whatever they say.
 */
export function isStaleAnswer(
  cursor: RecorderCursor,
  camera: number,
  state: RecorderState | undefined,
): boolean {
  const expected = expectedStates[cursor.mode]?.[cursor.direction === 1 ? 0 : 1];
  const isFirst = cursor.places.get(camera)?.kind !== 'at';
  return (
    isFirst &&
    expected !== undefined &&
    state !== undefined &&
    movingStates.includes(state) &&
    state !== expected
  );
}
