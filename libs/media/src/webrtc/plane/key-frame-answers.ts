/** A browser that cannot decode asks every 200 to 300 ms; one answer takes about as long to show. */
const minIntervalMs = 500;

/** Limits how often one viewer's key-frame requests (PLI and FIR) are answered, and counts them. */
export class KeyFrameAnswers {
  #lastMs = Number.NEGATIVE_INFINITY;
  #lastFirSequenceNumber: number | undefined;
  #requests = 0;
  #answered = 0;

  /** All requests; a repeated FIR is one (RFC 5104 section 4.3.1.1). */
  get requests(): number {
    return this.#requests;
  }

  get answered(): number {
    return this.#answered;
  }

  /** A FIR came. Whether it is a new one, and not the repetition of the one before. */
  isNewFir(sequenceNumber: number): boolean {
    const isNew = sequenceNumber !== this.#lastFirSequenceNumber;
    this.#lastFirSequenceNumber = sequenceNumber;
    return isNew;
  }

  /** A request came. Whether it may be answered now; `nowMs` is on a monotonic clock. */
  request(nowMs: number): boolean {
    this.#requests += 1;
    return nowMs - this.#lastMs >= minIntervalMs;
  }

  /** The request was answered. */
  answer(nowMs: number): void {
    this.#lastMs = nowMs;
    this.#answered += 1;
  }
}
