import type { Clock, Timer } from '../clock.js';

type Waiting = { readonly atMs: number; readonly order: number; readonly callback: () => void };

/** A clock that stands still until a test moves it. */
export class ManualClock implements Clock {
  readonly #startWallMs: number;
  #nowMs = 0;
  #order = 0;
  #waiting: Waiting[] = [];

  constructor(startWallMs = Date.UTC(2026, 10, 21, 7, 8, 9)) {
    this.#startWallMs = startWallMs;
  }

  nowMs(): number {
    return this.#nowMs;
  }

  wallMs(): number {
    return this.#startWallMs + this.#nowMs;
  }

  after(delayMs: number, callback: () => void): Timer {
    this.#order += 1;
    const waiting = { atMs: this.#nowMs + delayMs, order: this.#order, callback };
    this.#waiting.push(waiting);
    return {
      cancel: () => {
        this.#waiting = this.#waiting.filter((other) => other !== waiting);
      },
    };
  }

  /** How many timers have not fired. */
  get timers(): number {
    return this.#waiting.length;
  }

  /** Moves on by `ms`, fires what is due in the right order and lets promises settle in between. */
  async advance(ms: number): Promise<void> {
    const until = this.#nowMs + ms;
    await settle();
    for (;;) {
      const next = this.#waiting
        .filter(({ atMs }) => atMs <= until)
        .sort((a, b) => a.atMs - b.atMs || a.order - b.order)[0];
      if (!next) {
        break;
      }
      this.#waiting = this.#waiting.filter((other) => other !== next);
      this.#nowMs = Math.max(this.#nowMs, next.atMs);
      next.callback();
      await settle();
    }
    this.#nowMs = until;
    await settle();
  }
}

/** Lets everything run that waits for nothing but promises. */
export async function settle(): Promise<void> {
  for (let turn = 0; turn < 20; turn += 1) {
    await new Promise((resolve) => {
      setImmediate(resolve);
    });
  }
}
