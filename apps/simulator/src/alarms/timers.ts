/** Things that are to happen later, so many at most; all of them can be called off together. */
export class Timers {
  readonly #max: number;
  readonly #timers = new Set<NodeJS.Timeout>();

  constructor(max: number) {
    this.#max = max;
  }

  /** @returns `false` when too much is planned already: then it never happens */
  after(ms: number, act: () => void): boolean {
    if (this.#timers.size >= this.#max) {
      return false;
    }
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      act();
    }, ms);
    this.#timers.add(timer);
    return true;
  }

  /** Calls everything off. */
  clear(): void {
    this.#timers.forEach((timer) => clearTimeout(timer));
    this.#timers.clear();
  }
}
