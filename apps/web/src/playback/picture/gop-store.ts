import type { HeldGop } from './held-gop.js';

/** How much encoded video is held: the oldest recorders send GOPs of a second, the newest up to a minute. */
export const storeLimits = { bytes: 67_108_864, gops: 40 } as const;

/** The GOP at the position and this many ahead stay whatever they weigh: they would not be sent again. */
const keptAhead = 2;

/** What lies behind is this much farther away than what lies ahead. */
const behindWeight = 2;

/** The encoded GOPs around the position, by time. What is farthest from the position leaves first. */
export class GopStore {
  /** Ascending, no two with the same start. */
  #gops: HeldGop[] = [];
  #bytes = 0;

  get count(): number {
    return this.#gops.length;
  }

  get bytes(): number {
    return this.#bytes;
  }

  /** Takes a GOP. @returns false when it is held already, at least as complete */
  add(gop: HeldGop): boolean {
    const place = this.#placeOf(gop.startMs);
    const held = this.#gops[place];
    if (held?.startMs === gop.startMs) {
      if (held.isAsGoodAs(gop)) {
        return false;
      }
      this.#gops[place] = gop;
      this.#bytes += gop.bytes - held.bytes;
      return true;
    }
    this.#gops.splice(place + 1, 0, gop);
    this.#bytes += gop.bytes;
    return true;
  }

  /** The last GOP that starts at or before a time; undefined: there is none. */
  at(timeMs: number): HeldGop | undefined {
    return this.#gops[this.#placeOf(timeMs)];
  }

  /** The next one in a direction, whether this one is still held or not. */
  next(gop: HeldGop, direction: 1 | -1): HeldGop | undefined {
    const place = this.#placeOf(gop.startMs);
    if (direction === 1) {
      return this.#gops[place + 1];
    }
    const isHeld = this.#gops[place]?.startMs === gop.startMs;
    return this.#gops[isHeld ? place - 1 : place];
  }

  /** Lets go of what is too much. */
  trim(positionMs: number, direction: 1 | -1): void {
    const kept = this.#ahead(positionMs, direction);
    while (this.#gops.length > storeLimits.gops || this.#bytes > storeLimits.bytes) {
      const farthest = this.#farthest(positionMs, direction, kept);
      if (farthest === undefined) {
        return;
      }
      this.#gops = this.#gops.filter((gop) => gop !== farthest);
      this.#bytes -= farthest.bytes;
    }
  }

  #ahead(positionMs: number, direction: 1 | -1): ReadonlySet<HeldGop> {
    const here = Math.max(0, this.#placeOf(positionMs));
    const [from, to] = direction === 1 ? [here, here + keptAhead] : [here - keptAhead, here];
    return new Set(this.#gops.slice(Math.max(0, from), to + 1));
  }

  #farthest(
    positionMs: number,
    direction: 1 | -1,
    kept: ReadonlySet<HeldGop>,
  ): HeldGop | undefined {
    let farthest: HeldGop | undefined;
    let farthestMs = -1;
    for (const gop of this.#gops) {
      const aheadMs = (gop.startMs - positionMs) * direction;
      const awayMs = aheadMs >= 0 ? aheadMs : -aheadMs * behindWeight;
      if (awayMs > farthestMs && !kept.has(gop)) {
        farthest = gop;
        farthestMs = awayMs;
      }
    }
    return farthest;
  }

  /** Place of the last one that starts at or before a time; -1: none does. */
  #placeOf(timeMs: number): number {
    let low = 0;
    let high = this.#gops.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#gops[middle]?.startMs ?? 0) <= timeMs) {
        low = middle + 1;
      } else {
        high = middle;
      }
    }
    return low - 1;
  }
}
