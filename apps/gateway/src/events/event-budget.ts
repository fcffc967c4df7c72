/** What a page never needs: a stick that is moved says 20 words a second. */
export const eventBudget = { burst: 2_000, perSecond: 500 } as const;

/**
 * How much one browser may say over its socket: a burst, and then so many events a second. Times are on a monotonic
 * clock, milliseconds.
 */
export class EventBudget {
  #left: number = eventBudget.burst;
  #sinceMs: number;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
  }

  /** Takes one event; false: it has said too much, and this one is not to be heard. */
  take(nowMs: number): boolean {
    const earned = ((nowMs - this.#sinceMs) / 1_000) * eventBudget.perSecond;
    this.#left = Math.min(eventBudget.burst, this.#left + earned);
    this.#sinceMs = nowMs;
    if (this.#left < 1) {
      return false;
    }
    this.#left -= 1;
    return true;
  }
}
