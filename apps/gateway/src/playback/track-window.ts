import type { GopCache } from './gop-cache.js';
import type { KnownGap } from './gop-shelf.js';
import { pictureAt, picturesByTime } from './gop-times.js';
import type { PlaybackDirection } from './playback-clock.js';
import type { KeptGop } from './playback-output.js';

/** How the clock stands, as far as a camera needs to know. */
export type TrackView = {
  readonly positionMs: number;
  readonly direction: PlaybackDirection;
  readonly speed: number;
  /** It runs, or would if the pictures were there. */
  readonly running: boolean;
  /** Speed step of FF or REW, 1 to 8; 0: every picture is wanted. */
  readonly fast: number;
  /** A single step is being taken in this direction. */
  readonly stepping: PlaybackDirection | 0;
};

/** The GOPs around the clock. */
export type TrackWindow = {
  readonly current: KeptGop | undefined;
  /** Those that follow in the direction of travel, without a gap in between first, then behind gaps too. */
  readonly ahead: readonly KeptGop[];
  /** How far the clock may go before something is missing. */
  readonly limitMs: number;
  /** The last GOP before `limitMs`. */
  readonly last: KeptGop | undefined;
  /** The gap in which the clock is, or comes to at `limitMs`. */
  readonly gap: KnownGap | undefined;
};

/** At least so many GOPs are kept ready in the direction of travel, and so much time. */
const aheadGops = 2;
const aheadMs = 1_000;
/** Of single JPEG pictures many are needed for that; one at a time is asked for anyway. */
const maxAheadGops = 32;

/** The resolution of recorders: a clock that waits still shows the last picture it had. */
const hundredthMs = 10;

/** Where GOPs are looked for: what the camera holds on to itself, when the cache had to let go of it. */
export type GopSource = {
  readonly recorder: string;
  readonly camera: number;
  readonly cache: GopCache;
  readonly held: readonly KeptGop[];
  /** What came and cannot be shown; asked for again after the next seek. */
  readonly holes?: readonly KnownGap[];
};

/** The gap around a time, as far as it is known. */
export function gapAround(
  { recorder, camera, cache, holes }: GopSource,
  atMs: number,
): KnownGap | undefined {
  return (
    cache.gapAt(recorder, camera, atMs) ??
    holes?.find(({ fromMs, toMs }) => fromMs <= atMs && atMs < toMs)
  );
}

/** The GOP of the picture on screen at a time. */
export function gopAround(
  { recorder, camera, cache, held }: GopSource,
  atMs: number,
): KeptGop | undefined {
  return (
    cache.at(recorder, camera, atMs) ??
    held.find(({ startMs, endMs }) => startMs <= atMs && atMs < endMs)
  );
}

/** Its neighbour in the recording. */
export function gopBeside(
  { cache, held }: GopSource,
  gop: KeptGop,
  direction: PlaybackDirection,
): KeptGop | undefined {
  const kept = direction === 1 ? cache.next(gop) : cache.previous(gop);
  return kept ?? held.find((other) => touches(gop, other, direction));
}

/** Looks around the clock. `fillMs`: so much more is wanted ahead, because the recorder is about to be busy. */
export function lookAround(source: GopSource, view: TrackView, fillMs = 0): TrackWindow {
  const { positionMs, direction } = view;
  const current = gopAround(source, positionMs);
  if (!current) {
    const gap = gapAround(source, positionMs);
    return { current, ahead: [], limitMs: positionMs, last: undefined, gap };
  }
  const ahead: KeptGop[] = [];
  let last = current;
  let isWhole = true;
  let edge = current;
  while (ahead.length < maxAheadGops && !isEnough(ahead, edge, view, fillMs)) {
    const next = gopBeside(source, edge, direction);
    if (!next || ahead.includes(next) || next === current) {
      break;
    }
    isWhole &&= touches(edge, next, direction);
    ahead.push(next);
    edge = next;
    last = isWhole ? next : last;
  }
  const limitMs = direction === 1 ? last.endMs - hundredthMs : last.startMs;
  const beyondMs = direction === 1 ? last.endMs : last.startMs - 1;
  const gap = gapAround(source, beyondMs);
  return { current, ahead, limitMs, last, gap };
}

/** Whether enough is ready in the direction of travel, as far as `edge`. */
export function isEnough(
  ahead: readonly KeptGop[],
  edge: KeptGop,
  { positionMs, direction, speed, running }: TrackView,
  fillMs = 0,
): boolean {
  if (!running) {
    return true;
  }
  const edgeMs = direction === 1 ? edge.endMs : edge.startMs;
  const wantedMs = (aheadMs + fillMs) * Math.max(1, speed);
  return ahead.length >= aheadGops && (edgeMs - positionMs) * direction >= wantedMs;
}

/** Where the clock goes on behind a gap, in the direction of travel. */
export function behindGap({ fromMs, toMs }: KnownGap, direction: PlaybackDirection): number {
  return direction === 1 ? toMs : fromMs - hundredthMs;
}

/** The next picture in one direction from the one on screen: its time, or the GOP beside which it has to be looked for. */
export function pictureBeside(
  source: GopSource,
  positionMs: number,
  direction: PlaybackDirection,
): { readonly timeMs: number } | { readonly beside: KeptGop } | undefined {
  let gop = gopAround(source, positionMs);
  const shownMs = gop && (pictureAt(gop, positionMs) ?? gop.startMs);
  if (!gop || shownMs === undefined) {
    return undefined;
  }
  // GOPs without a picture to show are passed over, but not for ever.
  for (let passed = 0; passed < maxAheadGops; passed += 1) {
    const times = picturesByTime(gop)
      .filter(({ show }) => show)
      .map(({ timeMs }) => timeMs);
    const found =
      direction === 1
        ? times.find((timeMs) => timeMs > shownMs)
        : times.findLast((timeMs) => timeMs < shownMs);
    if (found !== undefined) {
      return { timeMs: found };
    }
    const beside = gopBeside(source, gop, direction);
    if (!beside) {
      return { beside: gop };
    }
    gop = beside;
  }
  return { beside: gop };
}

function touches(gop: KeptGop, other: KeptGop, direction: PlaybackDirection): boolean {
  return direction === 1 ? other.startMs === gop.endMs : other.endMs === gop.startMs;
}
