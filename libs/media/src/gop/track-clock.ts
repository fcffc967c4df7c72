import type { MediaUnit } from './media-unit.js';

/** How far the placing moves per unit at least, if it must: a drift of 200 ppm is 0.01 ms at 20 units a second. */
const minStepMs = 0.5;

/**
 * The share of an error that a unit takes away: when the very first unit was late, pictures and sound are in step again
 * after two seconds, and nobody sees or hears the steps.
 */
const stepShare = 1 / 16;

/** And at most this share of the distance of two units: a later one is never placed before an earlier one. */
const maxDistanceShare = 1 / 4;

/** What is further off than this is another clock, not drift. */
const maxErrorMs = 500;

/** The quickest unit is looked for in two windows of this length, the one that grows and the one before. */
const windowMs = 2_000;

/** While units are placed later than they should be, they follow each other at this distance. */
const minDistanceMs = 1;

type Unit = Pick<MediaUnit, 'timestamp' | 'clockRateHz' | 'arrivalMs'>;

/**
 * Lays the timestamps of one track onto the clock of its arrivals. The distance between the two is that of the
 * quickest unit of the last 2 to 4 s: a unit that was delayed on its way moves nothing, and the sender's clock is
 * followed in small steps. A distance that is off by more than 500 ms, in those seconds or because the
 * timestamps went back, is taken at once; times never go back because of that.
 */
export class TrackClock {
  #clockRateHz = 0;
  /** Arrival minus timestamp, in milliseconds: what is used, and the smallest of each window. */
  #offsetMs = 0;
  #smallestMs = 0;
  #smallestBeforeMs = 0;
  #windowEndMs = 0;
  #lastTimestampMs = 0;
  /** The latest time given; after a jump nothing may be placed before it. */
  #latestMs = Number.NEGATIVE_INFINITY;
  #floorMs = Number.NEGATIVE_INFINITY;

  /** When the unit is shown, in milliseconds on the clock of the arrivals. */
  place({ timestamp, clockRateHz, arrivalMs }: Unit): number {
    const timestampMs = (timestamp * 1_000) / clockRateHz;
    const offsetMs = arrivalMs - timestampMs;
    const distanceMs = timestampMs - this.#lastTimestampMs;
    const wentBack = distanceMs < -maxErrorMs;
    this.#lastTimestampMs = timestampMs;
    if (clockRateHz !== this.#clockRateHz || wentBack) {
      this.#clockRateHz = clockRateHz;
      this.#anchor(offsetMs, arrivalMs);
    } else {
      this.#adapt(offsetMs, arrivalMs, Math.abs(distanceMs) * maxDistanceShare);
    }
    return this.#notBack(timestampMs + this.#offsetMs);
  }

  #anchor(offsetMs: number, arrivalMs: number): void {
    this.#offsetMs = offsetMs;
    this.#smallestMs = offsetMs;
    this.#smallestBeforeMs = offsetMs;
    this.#windowEndMs = arrivalMs + windowMs;
    this.#floorMs = this.#latestMs;
  }

  #adapt(offsetMs: number, arrivalMs: number, maxStepMs: number): void {
    if (arrivalMs >= this.#windowEndMs) {
      const wasSilent = arrivalMs >= this.#windowEndMs + windowMs;
      this.#smallestBeforeMs = wasSilent ? offsetMs : this.#smallestMs;
      this.#smallestMs = offsetMs;
      this.#windowEndMs = arrivalMs + windowMs;
    }
    this.#smallestMs = Math.min(this.#smallestMs, offsetMs);
    const error = Math.min(this.#smallestMs, this.#smallestBeforeMs) - this.#offsetMs;
    if (Math.abs(error) > maxErrorMs) {
      this.#anchor(this.#offsetMs + error, arrivalMs);
    } else {
      const stepMs = Math.max(minStepMs, Math.min(maxStepMs, Math.abs(error) * stepShare));
      this.#offsetMs += Math.max(-stepMs, Math.min(stepMs, error));
    }
  }

  #notBack(timeMs: number): number {
    if (timeMs > this.#floorMs) {
      this.#floorMs = Number.NEGATIVE_INFINITY;
      this.#latestMs = Math.max(this.#latestMs, timeMs);
      return timeMs;
    }
    this.#floorMs += minDistanceMs;
    this.#latestMs = this.#floorMs;
    return this.#floorMs;
  }
}
