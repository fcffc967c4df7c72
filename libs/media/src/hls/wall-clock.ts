/** What is off by more was set anew. */
const maxErrorMs = 1_000;

/**
 * Says what time it was when something was presented: the smallest distance between the two clocks counts, so that
 * the dates in a playlist are as even as the timeline, not as the arrival of the pieces.
 */
export class WallClock {
  #offsetMs: number | undefined;

  /** @param wallMs what time it is now that the piece of `timeMs` came */
  at(timeMs: number, wallMs: number): number {
    const offsetMs = wallMs - timeMs;
    const current = this.#offsetMs ?? offsetMs;
    const isAnother = Math.abs(offsetMs - current) > maxErrorMs;
    this.#offsetMs = isAnother ? offsetMs : Math.min(current, offsetMs);
    return timeMs + this.#offsetMs;
  }

  /** The timeline is another one. */
  reset(): void {
    this.#offsetMs = undefined;
  }
}
