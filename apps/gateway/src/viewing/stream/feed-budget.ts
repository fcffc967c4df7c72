/** What all feeds of all cameras may keep for late viewers: 64 cameras with two feeds of 4 Mbit/s and long GOPs. */
export const defaultFeedBudgetBytes = 256 * 1024 * 1024;

/** The memory that the feeds of all cameras share: each has a limit of its own, and all of them have this one. */
export class FeedBudget {
  readonly #limitBytes: number;
  #bytes = 0;
  #refusals = 0;

  /** @param limitBytes of all feeds together */
  constructor(limitBytes = defaultFeedBudgetBytes) {
    this.#limitBytes = limitBytes;
  }

  /** What is kept now. */
  get bytes(): number {
    return this.#bytes;
  }

  /** How often a feed had to forget what it kept, because all feeds together kept too much. */
  get refusals(): number {
    return this.#refusals;
  }

  /** Whether so much more may be kept; it counts from now on when it may. */
  take(bytes: number): boolean {
    if (this.#bytes + bytes > this.#limitBytes) {
      this.#refusals += 1;
      return false;
    }
    this.#bytes += bytes;
    return true;
  }

  /** So much is not kept any more. */
  release(bytes: number): void {
    this.#bytes -= bytes;
  }
}
