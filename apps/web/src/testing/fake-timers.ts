/** Timers that pass when the test says so. Times in milliseconds. */
export class FakeTimers {
  nowMs = 0;
  #next = 1;
  readonly #waiting = new Map<number, { readonly atMs: number; readonly callback: () => void }>();

  get pending(): number {
    return this.#waiting.size;
  }

  readonly setTimeout = (callback: () => void, delayMs: number): number => {
    const timer = this.#next;
    this.#next += 1;
    this.#waiting.set(timer, { atMs: this.nowMs + delayMs, callback });
    return timer;
  };

  readonly clearTimeout = (timer: number): void => {
    this.#waiting.delete(timer);
  };

  /** Lets time pass; timers set meanwhile fire too when their time has come. */
  pass(milliseconds: number): void {
    const untilMs = this.nowMs + milliseconds;
    for (;;) {
      const [timer, due] =
        [...this.#waiting]
          .filter(([, { atMs }]) => atMs <= untilMs)
          .sort(([, a], [, b]) => a.atMs - b.atMs)[0] ?? [];
      if (timer === undefined || due === undefined) {
        break;
      }
      this.#waiting.delete(timer);
      this.nowMs = due.atMs;
      due.callback();
    }
    this.nowMs = untilMs;
  }
}

/** Lets everything run that waits for nothing but a promise. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 30; turn += 1) {
    await Promise.resolve();
  }
}
