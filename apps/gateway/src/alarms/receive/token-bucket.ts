/** Options of {@link TokenBucket}. */
export type TokenBucketOptions = {
  /** How many become free in a second. */
  readonly perSecond: number;
  /** How many may be taken at once after a silence. */
  readonly burst: number;
  readonly nowMs: number;
};

/** Grants so and so many things per second. */
export class TokenBucket {
  readonly #perMs: number;
  readonly #burst: number;
  #tokens: number;
  #atMs: number;

  constructor({ perSecond, burst, nowMs }: TokenBucketOptions) {
    this.#perMs = perSecond / 1_000;
    this.#burst = burst;
    this.#tokens = burst;
    this.#atMs = nowMs;
  }

  /** Takes one; false when none is free. */
  take(nowMs: number): boolean {
    this.#fill(nowMs);
    if (this.#tokens < 1) {
      return false;
    }
    this.#tokens -= 1;
    return true;
  }

  /** Milliseconds until one is free; 0 when there is one. */
  waitMs(nowMs: number): number {
    this.#fill(nowMs);
    return Math.max(0, (1 - this.#tokens) / this.#perMs);
  }

  /** Nothing has been taken for so long that it is as new. */
  isFull(nowMs: number): boolean {
    this.#fill(nowMs);
    return this.#tokens >= this.#burst;
  }

  #fill(nowMs: number): void {
    const grown = this.#tokens + Math.max(0, nowMs - this.#atMs) * this.#perMs;
    this.#tokens = Math.min(this.#burst, grown);
    this.#atMs = Math.max(this.#atMs, nowMs);
  }
}
