/** A browser that cannot decode asks every 200 to 300 ms; one answer takes about as long to show. */
const minIntervalMs = 500;

/** Limits how often one viewer's key-frame requests are answered. */
export class KeyFrameLimiter {
  #lastMs = Number.NEGATIVE_INFINITY;
  #requests = 0;
  #answered = 0;

  /** All requests, answered or not. */
  get requests(): number {
    return this.#requests;
  }

  get answered(): number {
    return this.#answered;
  }

  /** Whether this request is to be answered; `nowMs` is on a monotonic clock. */
  request(nowMs: number): boolean {
    this.#requests += 1;
    if (nowMs - this.#lastMs < minIntervalMs) {
      return false;
    }
    this.#lastMs = nowMs;
    this.#answered += 1;
    return true;
  }
}
