/** Counts events within a window of time, so that no more than a limit of them is paid for. */
export class RateWindow {
  readonly #limit: number;
  readonly #windowMs: number;
  #startMs = Number.NEGATIVE_INFINITY;
  #count = 0;

  /** @param limit events per window @param windowMs length of a window, default one second */
  constructor(limit: number, windowMs = 1_000) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /** Whether the limit is reached in the window that `nowMs` is in. */
  isSpent(nowMs: number): boolean {
    this.#roll(nowMs);
    return this.#count >= this.#limit;
  }

  count(nowMs: number): void {
    this.#roll(nowMs);
    this.#count += 1;
  }

  #roll(nowMs: number): void {
    const ageMs = nowMs - this.#startMs;
    // A clock that was set back must not close the window for hours.
    if (ageMs >= this.#windowMs || ageMs < 0) {
      this.#startMs = nowMs;
      this.#count = 0;
    }
  }
}
