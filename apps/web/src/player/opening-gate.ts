/** How many viewings may be negotiated at the same time, and how long one may keep its place, in milliseconds. */
export type OpeningGateOptions = {
  readonly places: number;
  readonly holdMs: number;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
};

/**
 * Lets tiles begin one after the other: sixteen handshakes at once make every one of them slow, on both
 * sides. A slow one loses its place after a while, but goes on.
 */
export class OpeningGate {
  readonly #options: OpeningGateOptions;
  readonly #queue: (() => void)[] = [];
  #free: number;

  constructor(options: OpeningGateOptions) {
    this.#options = options;
    this.#free = options.places;
  }

  /**
   * Calls `begin` as soon as there is a place, at once if there is one now.
   *
   * @returns gives the place back, or leaves the queue; idempotent
   */
  enter(begin: () => void): () => void {
    let timer: number | undefined;
    let left = false;
    const start = (): void => {
      this.#free -= 1;
      timer = this.#options.setTimeout(leave, this.#options.holdMs);
      begin();
    };
    const leave = (): void => {
      if (left) {
        return;
      }
      left = true;
      if (timer === undefined) {
        this.#queue.splice(this.#queue.indexOf(start), 1);
      } else {
        this.#options.clearTimeout(timer);
        this.#free += 1;
        this.#next();
      }
    };
    this.#queue.push(start);
    this.#next();
    return leave;
  }

  #next(): void {
    while (this.#free > 0) {
      const start = this.#queue.shift();
      if (!start) {
        return;
      }
      start();
    }
  }
}
