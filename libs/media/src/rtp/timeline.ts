import type { MediaTime } from './media-time.js';
import { TimestampRate } from './timestamp-rate.js';

/** What a timeline takes for granted about its source. */
export type TimelineOptions = {
  /** Ticks per second of the RTP timestamps. */
  readonly clockRateHz: number;
  /** A step between two pictures of more than this is a jump of the source's clock. Default 10,000. */
  readonly maxForwardMs?: number;
  /** A step behind the newest picture by more than this is one too. Default 1,000. */
  readonly maxBackwardMs?: number;
};

/** Longer than any interval between pictures that a recorder offers (0.1 pictures per second). */
const defaultMaxForwardMs = 10_000;

/** Reordered pictures (B) step back by 16 pictures at most: 0.64 s at 25 per second. */
const defaultMaxBackwardMs = 1_000;

/**
 * Two units may share a timestamp (the fields of one picture). When more do, the clock of the source stands still, and
 * each unit from here on is placed by the time that passed.
 */
const maxSameTimestamps = 2;

/**
 * The one place where wrapping 32-bit RTP timestamps become media time. Starts at 0 and goes on
 * through wraps, reboots and broken clocks: a jump is replaced by the time that passed at the
 * receiver, so viewers see no hole and no standstill; so is every step of a clock that does not run with time.
 */
export class Timeline {
  readonly #clockRateHz: number;
  readonly #maxForwardTicks: number;
  readonly #maxBackwardTicks: number;
  readonly #rate: TimestampRate;
  /** `timestamp` is the last one on the wire, `ticks` its place; `undefined` before the first one. */
  #last:
    { readonly timestamp: number; readonly ticks: number; readonly arrivalMs: number } | undefined;
  #newestTicks = 0;
  /** How many units in a row have had the timestamp of `#last`. */
  #sameTimestamps = 0;
  #restarted = false;
  #jumps = 0;

  constructor({
    clockRateHz,
    maxForwardMs = defaultMaxForwardMs,
    maxBackwardMs = defaultMaxBackwardMs,
  }: TimelineOptions) {
    this.#clockRateHz = clockRateHz;
    this.#rate = new TimestampRate(clockRateHz);
    this.#maxForwardTicks = (maxForwardMs * clockRateHz) / 1000;
    this.#maxBackwardTicks = (maxBackwardMs * clockRateHz) / 1000;
  }

  /** How often a step was replaced because it was beyond the bounds. Restarts do not count. */
  get jumps(): number {
    return this.#jumps;
  }

  /** Places the timestamp of a picture; `arrivalMs` is on a monotonic clock, in milliseconds. */
  place(timestamp: number, arrivalMs: number): MediaTime {
    const ticks = this.#ticksOf(timestamp, arrivalMs);
    this.#last = { timestamp, ticks, arrivalMs };
    this.#newestTicks = Math.max(this.#newestTicks, ticks);
    return { ticks, clockRateHz: this.#clockRateHz };
  }

  /** The source began anew: the next timestamp is unrelated to those before. */
  restart(): void {
    this.#restarted = true;
    this.#rate.restart();
  }

  #ticksOf(timestamp: number, arrivalMs: number): number {
    const restarted = this.#restarted;
    this.#restarted = false;
    if (this.#last === undefined) {
      this.#sameTimestamps = 1;
      return 0;
    }
    const passedMs = Math.max(0, arrivalMs - this.#last.arrivalMs);
    const passedTicks = Math.round((passedMs * this.#clockRateHz) / 1000);
    const step = (timestamp - this.#last.timestamp) | 0;
    this.#sameTimestamps = step === 0 && !restarted ? this.#sameTimestamps + 1 : 1;
    const isPlausible = !restarted && this.#isPlausible(this.#last.ticks, step, passedTicks);
    if (isPlausible || !this.#rate.isUsable) {
      this.#rate.note(step, passedTicks);
    }
    if (isPlausible && this.#rate.isUsable) {
      return this.#last.ticks + step;
    }
    this.#jumps += restarted ? 0 : 1;
    return this.#newestTicks + Math.max(1, passedTicks);
  }

  #isPlausible(lastTicks: number, step: number, passedTicks: number): boolean {
    if (this.#sameTimestamps > maxSameTimestamps) {
      return false;
    }
    // Many small steps back are no order of pictures either.
    const back = this.#newestTicks - (lastTicks + step);
    if (step <= this.#maxForwardTicks && back <= this.#maxBackwardTicks) {
      return true;
    }
    // After an outage the clock of the source is further on, and so is ours.
    return step > 0 && Math.abs(step - passedTicks) <= this.#maxForwardTicks;
  }
}
