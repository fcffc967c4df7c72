/** What sets and clears timers: the window, or a clock that stands still. */
export type TimerHost = {
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
};

/** The timers of one contest: none of them goes off once it is closed. */
export class ContestTimers {
  readonly #host: TimerHost;
  readonly #timers = new Set<number>();
  #closed = false;

  constructor(host: TimerHost) {
    this.#host = host;
  }

  get closed(): boolean {
    return this.#closed;
  }

  /** Does something later. Returns what cancels it; idempotent. */
  after(delayMs: number, act: () => void): () => void {
    const timer = this.#host.setTimeout(() => {
      this.#timers.delete(timer);
      if (!this.#closed) {
        act();
      }
    }, delayMs);
    this.#timers.add(timer);
    return () => this.#cancel(timer);
  }

  /** Cancels them all, for good. Idempotent. */
  close(): void {
    this.#closed = true;
    for (const timer of [...this.#timers]) {
      this.#cancel(timer);
    }
  }

  #cancel(timer: number): void {
    if (this.#timers.delete(timer)) {
      this.#host.clearTimeout(timer);
    }
  }
}
