import type { Clock, Timer } from '../net/clock.js';

/** Wakes somebody at the earliest of the times that were asked for since the last look. */
export class WakeTimer {
  readonly #clock: Clock;
  readonly #wake: () => void;
  #timer: Timer | undefined;
  #dueMs: number | undefined;

  constructor(clock: Clock, wake: () => void) {
    this.#clock = clock;
    this.#wake = wake;
  }

  /** Milliseconds on the monotonic clock; a moment later when that is past. */
  at(atMs: number): void {
    const nowMs = this.#clock.nowMs();
    if (this.#dueMs === undefined || atMs < this.#dueMs || this.#dueMs <= nowMs) {
      this.#timer?.cancel();
      this.#dueMs = atMs;
      this.#timer = this.#clock.after(Math.max(1, atMs - nowMs), () => {
        this.#dueMs = undefined;
        this.#wake();
      });
    }
  }

  /** Nobody has to be woken. */
  clear(): void {
    this.#timer?.cancel();
    this.#dueMs = undefined;
  }
}
