import { longestBehindMs } from './picture-lag.js';

/** What is seen with each picture of the screen. */
export type LagView = {
  readonly running: boolean;
  /** Of the clock: after a jump all begins anew. */
  readonly generation: number;
  /** How late the picture is that should be shown next, in milliseconds. */
  readonly behindMs: number;
  readonly nowMs: number;
};

/** It is told when it lasts this long, in milliseconds: what came late over the network is caught up with before. */
const lastingMs = 300;

/** It is taken back, or less is told, when it was less for this long; in milliseconds. */
const steadyMs = 3_000;

/** Decides when to say that a browser is behind the clock, so that the words do not flicker. */
export class LagWatch {
  #generation: number | undefined;
  #sinceMs: number | undefined;
  /** When it was last as much as it is told. */
  #reachedMs = 0;
  #seconds: number | null = null;

  /** @returns by how many seconds the browser is behind, as it is to be said; null: nothing is to be said */
  see({ running, generation, behindMs, nowMs }: LagView): number | null {
    if (!running || generation !== this.#generation) {
      this.#generation = generation;
      this.#sinceMs = undefined;
      this.#seconds = null;
    }
    const isBehind = behindMs > longestBehindMs;
    this.#sinceMs = isBehind ? (this.#sinceMs ?? nowMs) : undefined;
    const isLasting = this.#sinceMs !== undefined && nowMs - this.#sinceMs >= lastingMs;
    const seconds = isBehind ? Math.round(behindMs / 1000) : null;
    if (isLasting && (seconds ?? 0) >= (this.#seconds ?? 0)) {
      this.#seconds = seconds;
      this.#reachedMs = nowMs;
    } else if (nowMs - this.#reachedMs >= steadyMs) {
      this.#seconds = isLasting ? seconds : null;
      this.#reachedMs = nowMs;
    }
    return this.#seconds;
  }
}
