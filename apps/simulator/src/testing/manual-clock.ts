import type { Clock } from '../clock.js';

/** A clock that stands until a test turns it. */
export class ManualClock implements Clock {
  #nowMs: number;

  constructor(startMs = Date.UTC(2026, 10, 21, 7, 8, 9)) {
    this.#nowMs = startMs;
  }

  readonly nowMs = (): number => this.#nowMs;

  advance(ms: number): void {
    this.#nowMs += ms;
  }
}
