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

/** Pulling some GOPs too many is quicker than a command, for which recorders ask 3 s of silence. */
export const passOverMs = 4_000;
/** Highest speed step of FF and REW. */
export const maxStep = 8;

/** A UID that has been sent nothing yet. */
export const newCursor: RecorderCursor = {
  mode: 'none',
  direction: 1,
  step: 0,
  places: new Map(),
  goesOnFrom: undefined,
};

/** Whether two times are so near that pulling from the one comes to the other soon. */
export function isWithin(aMs: number, bMs: number): boolean {
  return Math.abs(aMs - bMs) <= passOverMs;
}

/** What was delivered last, as far as that is known. */
export function deliveredAt(place: CursorPlace): GopSpan | undefined {
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

/** The cursor after an answer of which nobody knows what it was: the recorder may have gone on by one, or not. */
export function afterUnknown(cursor: RecorderCursor, camera: number): RecorderCursor {
  const delivered = deliveredAt(cursor.places.get(camera) ?? { kind: 'unknown' });
  const place: CursorPlace = { kind: 'unsure', delivered, shownMs: undefined };
  return { ...cursor, places: new Map(cursor.places).set(camera, place) };
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
