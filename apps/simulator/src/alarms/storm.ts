/** How often a storm looks what is due. */
const tickMs = 5;

/** Does something so many times, at so many a second, as evenly as a timer allows. */
export class Storm {
  readonly #count: number;
  readonly #perSecond: number;
  readonly #strike: () => void;
  readonly #startMs = performance.now();
  readonly #timer: NodeJS.Timeout;
  #struck = 0;

  /** @param onEnd called when it is over by itself */
  constructor(count: number, perSecond: number, strike: () => void, onEnd: () => void) {
    this.#count = count;
    this.#perSecond = perSecond;
    this.#strike = strike;
    this.#timer = setInterval(() => {
      this.#strikeDue();
      if (this.#struck >= this.#count) {
        this.close();
        onEnd();
      }
    }, tickMs);
  }

  /** Ends it early. */
  close(): void {
    clearInterval(this.#timer);
  }

  #strikeDue(): void {
    const due = Math.floor(((performance.now() - this.#startMs) * this.#perSecond) / 1_000);
    for (const until = Math.min(due, this.#count); this.#struck < until; this.#struck += 1) {
      this.#strike();
    }
  }
}
