import { backoffMs, type BackoffPolicy } from '../net/backoff.js';

/** What follows when a conversion ended by itself. */
export type AfterCrash = {
  /** Milliseconds until it may run again. */
  readonly waitMs: number;
  /** It crashes all the time: until then it is refused. */
  readonly givenUp: boolean;
};

const crashBackoff: BackoffPolicy = {
  stepsMs: [1_000, 2_000, 4_000, 8_000, 16_000, 30_000],
  jitter: 0,
};

const minuteMs = 60_000;

/** So many crashes within a minute are enough. */
const maxCrashes = 5;

/** Decides when a conversion that crashed runs again. Pure: time is passed in, in milliseconds, monotonic. */
export class RestartPolicy {
  #crashesMs: number[] = [];
  #inARow = 0;

  /** It crashed now. */
  crashed(nowMs: number): AfterCrash {
    const last = this.#crashesMs.at(-1) ?? -Infinity;
    // What went well for a minute is not the same trouble.
    this.#inARow = nowMs - last > minuteMs ? 1 : this.#inARow + 1;
    this.#crashesMs = [...this.#crashesMs.filter((ms) => nowMs - ms < minuteMs), nowMs];
    if (this.#crashesMs.length >= maxCrashes) {
      this.#crashesMs = [];
      return { waitMs: minuteMs, givenUp: true };
    }
    return { waitMs: backoffMs(crashBackoff, this.#inARow, 0), givenUp: false };
  }
}
