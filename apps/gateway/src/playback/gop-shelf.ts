import { areNeighbours, isGapBetween, lastPictureMs } from './gop-times.js';
import type { KeptGop } from './playback-output.js';

/** A span without a picture to show; `reason`: there is something, which cannot be shown. */
export type KnownGap = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly reason?: string | undefined;
};

type Place = {
  gop: KeptGop;
  /** Start of the GOP that the recorder delivered behind it, and in front of it; it may have been dropped since. */
  nextMs: number | undefined;
  previousMs: number | undefined;
};

/** A camera with more gaps than this is off most of the time; the oldest known are forgotten. */
const maxGaps = 256;

/** The GOPs of one camera by time, and what is known to lie between them. */
export class GopShelf {
  readonly #places: Place[] = [];
  #gaps: KnownGap[] = [];

  get isEmpty(): boolean {
    return this.#places.length === 0 && this.#gaps.length === 0;
  }

  /** Puts a GOP in its place and answers what is kept: the one that was there when it is as good. */
  put(gop: KeptGop): KeptGop {
    const index = this.#indexOf(gop.startMs);
    const there = this.#places[index];
    if (there?.gop.startMs === gop.startMs) {
      if (there.gop.pictures.length >= gop.pictures.length) {
        return there.gop;
      }
      there.gop = gop;
      this.#settle(index);
      return there.gop;
    }
    const place: Place = { gop, nextMs: undefined, previousMs: undefined };
    this.#places.splice(index + 1, 0, place);
    this.#gaps = this.#gaps.filter(
      ({ fromMs, toMs }) => lastPictureMs(gop) < fromMs || gop.startMs >= toMs,
    );
    this.#settle(index + 1);
    return place.gop;
  }

  /** The GOP whose picture is on screen at a time. */
  at(atMs: number): KeptGop | undefined {
    const gop = this.#places[this.#indexOf(atMs)]?.gop;
    return gop !== undefined && atMs < gop.endMs ? gop : undefined;
  }

  /** The GOP that follows it in the recording, also over a gap; `undefined` when it is not kept or not known. */
  next(gop: KeptGop): KeptGop | undefined {
    const nextMs = this.#find(gop.startMs)?.nextMs;
    return nextMs === undefined ? undefined : this.#find(nextMs)?.gop;
  }

  /** The GOP in front of it in the recording. */
  previous(gop: KeptGop): KeptGop | undefined {
    const previousMs = this.#find(gop.startMs)?.previousMs;
    return previousMs === undefined ? undefined : this.#find(previousMs)?.gop;
  }

  /** What is kept of the GOP that begins at a time. */
  startingAt(startMs: number): KeptGop | undefined {
    return this.#find(startMs)?.gop;
  }

  /** The recorder delivered `after` behind `before`. Answers the gap between them, if there is one. */
  link(before: KeptGop, after: KeptGop): KnownGap | undefined {
    const first = this.#find(before.startMs);
    const second = this.#find(after.startMs);
    if (first) {
      first.nextMs = after.startMs;
    }
    if (second) {
      second.previousMs = before.startMs;
    }
    if (isGapBetween(before, after)) {
      const gap = { fromMs: before.endMs, toMs: after.startMs };
      this.noteGap(gap);
      return gap;
    }
    if (first && after.startMs > before.startMs) {
      first.gop = { ...first.gop, endMs: after.startMs };
    }
    return undefined;
  }

  /** Nothing to show is known from one time to the other. */
  noteGap(gap: KnownGap): void {
    if (!(gap.toMs > gap.fromMs)) {
      return;
    }
    // Searches from several places find the same gap in pieces.
    const touching = this.#gaps.filter(
      ({ fromMs, toMs, reason }) =>
        reason === gap.reason && fromMs <= gap.toMs && toMs >= gap.fromMs,
    );
    const rest = this.#gaps.filter((known) => !touching.includes(known));
    const fromMs = Math.min(gap.fromMs, ...touching.map((known) => known.fromMs));
    const toMs = Math.max(gap.toMs, ...touching.map((known) => known.toMs));
    this.#gaps = [...rest, { ...gap, fromMs, toMs }].slice(-maxGaps);
  }

  gapAt(atMs: number): KnownGap | undefined {
    return this.#gaps.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs);
  }

  /** Forgets the GOPs that begin from one time up to the other, and answers them. */
  forget(fromMs: number, toMs: number): KeptGop[] {
    const isMeant = ({ gop }: Place): boolean => gop.startMs >= fromMs && gop.startMs <= toMs;
    const gone = this.#places.filter(isMeant).map(({ gop }) => gop);
    this.#places.splice(0, this.#places.length, ...this.#places.filter((place) => !isMeant(place)));
    return gone;
  }

  /** Index of the last GOP that begins at or before a time; -1 when there is none. */
  #indexOf(atMs: number): number {
    let low = 0;
    let high = this.#places.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#places[middle]?.gop.startMs ?? 0) <= atMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }

  #find(startMs: number): Place | undefined {
    const place = this.#places[this.#indexOf(startMs)];
    return place?.gop.startMs === startMs ? place : undefined;
  }

  /** Joins a GOP with those beside it whose times fit. */
  #settle(index: number): void {
    this.#join(this.#places[index - 1], this.#places[index]);
    this.#join(this.#places[index], this.#places[index + 1]);
  }

  #join(before: Place | undefined, after: Place | undefined): void {
    if (!before || !after) {
      return;
    }
    if (areNeighbours(before.gop, after.gop)) {
      before.nextMs = after.gop.startMs;
      after.previousMs = before.gop.startMs;
      before.gop = { ...before.gop, endMs: after.gop.startMs };
    } else if (before.gop.endMs > after.gop.startMs) {
      before.gop = { ...before.gop, endMs: after.gop.startMs };
    }
  }
}
