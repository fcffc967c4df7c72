import type { PtzView } from '../../media/index.js';
import { isMoving, resting, viewAfter } from './ptz-motion.js';
import type { PtzMotion } from './ptz-motion.js';

/** What a camera did from a moment on. */
type Segment = { readonly fromMs: number; readonly start: PtzView; readonly motion: PtzMotion };

/** Changes of motion that are remembered: an hour of steering. Before, a camera looked where the oldest one began. */
const maxSegments = 20_000;

/**
 * Where a camera looked, at any moment up to now: pictures of the past are made again from it. Times are milliseconds of
 * one clock; a moment before the last change counts as the moment of it. Pure.
 */
export class PtzTrack {
  #segments: Segment[];
  #forgotten = 0;

  constructor(home: PtzView) {
    this.#segments = [{ fromMs: -Infinity, start: home, motion: resting() }];
  }

  /** Changes of motion that are no longer remembered. */
  get forgotten(): number {
    return this.#forgotten;
  }

  /** What it does at the last change. */
  get motion(): PtzMotion {
    return this.#last.motion;
  }

  /** Where it looks, or looked. */
  viewAt(ms: number): PtzView {
    const { fromMs, start, motion } = this.#segmentAt(ms);
    // It rested where it is first known to have been.
    return ms <= fromMs ? start : viewAfter(start, motion, ms - fromMs);
  }

  /** Whether it moves. */
  isMovingAt(ms: number): boolean {
    const { fromMs, motion } = this.#segmentAt(ms);
    return isMoving(motion, ms - fromMs);
  }

  /** When the motion of the last command ends by itself; `undefined`: it rests. */
  get endsMs(): number | undefined {
    const { fromMs, motion } = this.#last;
    return motion.kind === 'rest' ? undefined : fromMs + motion.forMs;
  }

  /** Moves otherwise from now on. */
  move(nowMs: number, motion: PtzMotion): void {
    const fromMs = Math.max(nowMs, this.#last.fromMs);
    this.#add({ fromMs, start: this.viewAt(fromMs), motion });
  }

  /** Changes focus, iris, AUX, and with pan, tilt or zoom the place too, at once; a motion goes on unless it is a place. */
  set(nowMs: number, change: Partial<PtzView>): void {
    const fromMs = Math.max(nowMs, this.#last.fromMs);
    const places = 'pan' in change || 'tilt' in change || 'zoom' in change;
    const motion = places ? resting() : this.#restOfMotion(fromMs);
    this.#add({ fromMs, start: { ...this.viewAt(fromMs), ...change }, motion });
  }

  /** The motion that is under way, as if it began now. */
  #restOfMotion(nowMs: number): PtzMotion {
    const { fromMs, motion } = this.#last;
    return motion.kind === 'rest' || !isMoving(motion, nowMs - fromMs)
      ? resting()
      : { ...motion, forMs: fromMs + motion.forMs - nowMs };
  }

  get #last(): Segment {
    const last = this.#segments.at(-1);
    if (last === undefined) {
      throw new Error('A track has no segment; expected one from its beginning on');
    }
    return last;
  }

  #add(segment: Segment): void {
    this.#segments.push(segment);
    if (this.#segments.length > maxSegments) {
      // In pieces, because taking away the first of a long list costs as much as taking many.
      const dropped = maxSegments / 10;
      this.#segments = this.#segments.slice(dropped);
      this.#forgotten += dropped;
    }
  }

  /** The last one that began at or before a moment; the oldest one for what is before all. */
  #segmentAt(ms: number): Segment {
    let low = 0;
    let high = this.#segments.length - 1;
    while (low < high) {
      const middle = Math.ceil((low + high) / 2);
      if ((this.#segments[middle]?.fromMs ?? Infinity) <= ms) {
        low = middle;
      } else {
        high = middle - 1;
      }
    }
    return this.#segments[low] ?? this.#last;
  }
}
