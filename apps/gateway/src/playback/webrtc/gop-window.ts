import type { KeptGop } from '../playback-output.js';

/** A picture by its place. */
export type PicturePlace = { readonly gop: KeptGop; readonly index: number };

/** GOPs of a single JPEG each; those of a second are far fewer. */
const maxGops = 48;

/** Time of a picture. */
export function timeOf({ gop, index }: PicturePlace): number {
  return gop.pictures[index]?.timeMs ?? gop.startMs;
}

/** Whether it is the same picture. */
export function isSamePicture(one: PicturePlace | undefined, other: PicturePlace): boolean {
  return one !== undefined && isSameGop(one.gop, other.gop) && one.index === other.index;
}

/** Whether it is the same GOP, though its end may be known better by now. */
export function isSameGop(one: KeptGop, other: KeptGop): boolean {
  return one.startMs === other.startMs && one.pictures.length === other.pictures.length;
}

/** The GOPs around the clock, as they were given: bounded, those farthest from where the clock was last go first. */
export class GopWindow {
  #gops: readonly KeptGop[] = [];

  /** Ascending. */
  get gops(): readonly KeptGop[] {
    return this.#gops;
  }

  add(gop: KeptGop, positionMs: number): void {
    const others = this.#gops.filter(({ startMs }) => startMs !== gop.startMs);
    const sorted = [...others, gop].sort((a, b) => a.startMs - b.startMs);
    if (sorted.length > maxGops) {
      const [first, last] = [sorted[0], sorted.at(-1)];
      const isFirst =
        first !== undefined &&
        last !== undefined &&
        positionMs - first.startMs > last.startMs - positionMs;
      sorted.splice(isFirst ? 0 : -1, 1);
    }
    this.#gops = sorted;
  }

  clear(): void {
    this.#gops = [];
  }

  /** The picture on screen at a time: the last one shown at or before it. */
  at(positionMs: number): PicturePlace | undefined {
    const gop = this.#gops.findLast(({ startMs }) => startMs <= positionMs);
    // Samples of fast forward stand until the next one; of a single picture at the end nobody knows how long it lasts.
    const hasEnd = gop !== undefined && !gop.alone && gop.endMs > gop.startMs;
    if (gop === undefined || (hasEnd && positionMs >= gop.endMs)) {
      return undefined;
    }
    const index = gop.pictures.findLastIndex(({ show, timeMs }) => show && timeMs <= positionMs);
    return { gop, index: Math.max(0, index) };
  }

  /** The picture behind one, in the order of decoding; over gaps too. */
  next({ gop, index }: PicturePlace): PicturePlace | undefined {
    const own = this.#gops.find((each) => isSameGop(each, gop)) ?? gop;
    if (index + 1 < own.pictures.length) {
      return { gop: own, index: index + 1 };
    }
    const follower = this.#gops.find(({ startMs }) => startMs > own.startMs);
    return follower && { gop: follower, index: 0 };
  }

  /** The next key picture behind a time, or the one before it. */
  keyBeside(timeMs: number, direction: 1 | -1): PicturePlace | undefined {
    const gop =
      direction === 1
        ? this.#gops.find(({ startMs }) => startMs > timeMs)
        : this.#gops.findLast(({ startMs }) => startMs < timeMs);
    return gop && { gop, index: 0 };
  }
}
