/** A clock that is ahead by more was set anew; by less, the piece was late. */
const maxLateMs = 5_000;

/**
 * Says what time it was when something was presented: the smallest distance between the two clocks counts, so that
 * the dates in a playlist are as even as the timeline, not as the arrival of the pieces.
 */
export class WallClock {
  #offsetMs: number | undefined;

  /** @param wallMs what time it is now that the piece of `timeMs` came */
  note(timeMs: number, wallMs: number): void {
    const offsetMs = wallMs - timeMs;
    const current = this.#offsetMs ?? offsetMs;
    this.#offsetMs = offsetMs - current > maxLateMs ? offsetMs : Math.min(current, offsetMs);
  }

  /** What time it was; before anything was noted, the time itself. */
  of(timeMs: number): number {
    return timeMs + (this.#offsetMs ?? 0);
  }

  /** The timeline is another one. */
  reset(): void {
    this.#offsetMs = undefined;
  }
}
