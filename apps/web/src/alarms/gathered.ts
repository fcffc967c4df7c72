/** Does something at once, and then once per pause however often it is asked for. */
export class Gathered {
  readonly #pauseMs: number;
  readonly #act: () => void;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #asked = false;
  #actedMs = Number.NEGATIVE_INFINITY;

  /** @param pauseMs between two, in milliseconds */
  constructor(pauseMs: number, act: () => void) {
    this.#pauseMs = pauseMs;
    this.#act = act;
  }

  ask(): void {
    // By the clock too: in the background browsers let timers wait for a minute, and what is gathered must not grow.
    if (this.#timer !== undefined && performance.now() - this.#actedMs < this.#pauseMs) {
      this.#asked = true;
      return;
    }
    this.cancel();
    this.#timer = setTimeout(() => {
      this.#timer = undefined;
      if (this.#asked) {
        this.ask();
      }
    }, this.#pauseMs);
    this.#actedMs = performance.now();
    this.#act();
  }

  /** Forgets what was asked for. */
  cancel(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#asked = false;
  }
}
