const pausesMs = [1_000, 2_000, 5_000, 10_000];

/** Pauses after failures in a row, milliseconds: longer each time, up to 10 s. */
export class RetryPauses {
  #failures = 0;

  /** After one more failure. */
  next(): number {
    this.#failures += 1;
    return pausesMs[Math.min(this.#failures, pausesMs.length) - 1] ?? 0;
  }

  /** It went well. */
  reset(): void {
    this.#failures = 0;
  }
}
