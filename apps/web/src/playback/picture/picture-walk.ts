import type { GopStore } from './gop-store.js';
import type { HeldGop } from './held-gop.js';

/** One picture of one GOP, by its place in the order of showing. */
export type PictureRef = { readonly gop: HeldGop; readonly place: number };

/** Which pictures are shown while the clock runs. */
export type Pace = {
  /** Every how many-th picture of a GOP; 1: all. */
  readonly stride: number;
  /** Only the first picture of each GOP. */
  readonly keysOnly: boolean;
  /** Faster than the recording: of GOPs that stand alone only the first picture. */
  readonly fast: boolean;
};

/** Every picture. */
export const everyPicture: Pace = { stride: 1, keysOnly: false, fast: false };

export function timeOf({ gop, place }: PictureRef): number {
  return gop.timeAt(place);
}

/** Index in decoding order. */
export function indexOf({ gop, place }: PictureRef): number {
  return gop.order[place] ?? 0;
}

export function isSame(a: PictureRef | undefined, b: PictureRef | undefined): boolean {
  return a !== undefined && a.gop === b?.gop && a.place === b.place;
}

/** Above 0 when `a` lies behind `b` in the recording. */
export function compareRefs(a: PictureRef, b: PictureRef): number {
  return a.gop.startMs - b.gop.startMs || a.place - b.place;
}

/** Goes through the pictures of a store in the order of showing, over the borders of GOPs. */
export class PictureWalk {
  readonly #store: GopStore;

  constructor(store: GopStore) {
    this.#store = store;
  }

  /** The picture with the largest time at or before a position; undefined while no GOP there is held. */
  at(positionMs: number): PictureRef | undefined {
    const gop = this.#store.at(positionMs);
    if (gop === undefined || positionMs >= gop.endMs) {
      return undefined;
    }
    for (let place = this.#count(gop) - 1; place >= 0; place -= 1) {
      if (gop.timeAt(place) <= positionMs && !gop.lost.has(gop.order[place] ?? 0)) {
        return { gop, place };
      }
    }
    const before = this.#store.next(gop, -1);
    return before !== undefined && before.endMs > gop.startMs
      ? this.#enter(before, -1, everyPicture)
      : undefined;
  }

  /** The next picture in a direction; undefined: not held. A held one may be far away. */
  next({ gop, place }: PictureRef, direction: 1 | -1, pace: Pace): PictureRef | undefined {
    return (
      this.#search(gop, place + direction, direction, pace) ?? this.#beyond(gop, direction, pace)
    );
  }

  /** The first picture of a GOP that is shown: its key picture, or what can be decoded of it; undefined: nothing. */
  first(gop: HeldGop): PictureRef | undefined {
    return this.#enter(gop, 1, everyPicture);
  }

  /** The same picture in the GOP that is held now, when it came again more complete. */
  now(ref: PictureRef): PictureRef {
    const held = this.#store.at(ref.gop.startMs);
    if (held === undefined || held === ref.gop || held.startMs !== ref.gop.startMs) {
      return ref;
    }
    const timeMs = timeOf(ref);
    const place = held.order.findIndex((_, other) => held.timeAt(other) === timeMs);
    return place < 0 ? ref : { gop: held, place };
  }

  /** How many shown pictures lie between two. */
  between(from: PictureRef, to: PictureRef): number {
    const [first, last] = compareRefs(from, to) <= 0 ? [from, to] : [to, from];
    if (first.gop === last.gop) {
      return Math.max(0, last.place - first.place - 1);
    }
    let count = Math.max(0, this.#count(first.gop) - 1 - first.place) + last.place;
    let gop = this.#store.next(first.gop, 1);
    while (gop !== undefined && gop.startMs < last.gop.startMs) {
      count += this.#count(gop);
      gop = this.#store.next(gop, 1);
    }
    return count;
  }

  #beyond(from: HeldGop, direction: 1 | -1, pace: Pace): PictureRef | undefined {
    let gop = this.#store.next(from, direction);
    while (gop !== undefined) {
      const ref = this.#enter(gop, direction, pace);
      if (ref !== undefined) {
        return ref;
      }
      gop = this.#store.next(gop, direction);
    }
    return undefined;
  }

  #enter(gop: HeldGop, direction: 1 | -1, pace: Pace): PictureRef | undefined {
    return this.#search(gop, direction === 1 ? 0 : this.#count(gop) - 1, direction, pace);
  }

  #search(
    gop: HeldGop,
    from: number,
    direction: 1 | -1,
    { stride, keysOnly, fast }: Pace,
  ): PictureRef | undefined {
    const count = this.#count(gop);
    const isFirstOnly = keysOnly || (fast && gop.alone);
    for (let place = from; place >= 0 && place < count; place += direction) {
      const isPaced = isFirstOnly ? place === 0 : place % stride === 0;
      if (isPaced && !gop.lost.has(gop.order[place] ?? 0)) {
        return { gop, place };
      }
    }
    return undefined;
  }

  /** Pictures of a GOP before the next one begins: GOPs of a recorder whose clock was set back overlap. */
  #count(gop: HeldGop): number {
    const endMs = this.#store.next(gop, 1)?.startMs ?? Number.POSITIVE_INFINITY;
    let count = gop.order.length;
    while (count > 0 && gop.timeAt(count - 1) >= endMs) {
      count -= 1;
    }
    return count;
  }
}
