import { RateWindow } from './rate-window.js';

/** Verifying costs 12 us: an attacker who knows the user name gets at most 0.6 ms per second. */
export const maxFailedChecksPerSecond = 50;
/**
 * Browsers check every 20 to 50 ms while they connect, on a few paths; later every 2.5 s. An answer costs 34 us
 * with its verification, so a viewer gets at most 7 ms per second.
 */
export const maxAnsweredChecksPerSecond = 200;

/** How many checks of one viewer are verified and answered within a second. */
export class CheckBudget {
  readonly #failed = new RateWindow(maxFailedChecksPerSecond);
  readonly #answered = new RateWindow(maxAnsweredChecksPerSecond);

  /** Whether a further check may cost an HMAC. */
  allows(nowMs: number): boolean {
    return !this.#failed.isSpent(nowMs) && !this.#answered.isSpent(nowMs);
  }

  failed(nowMs: number): void {
    this.#failed.count(nowMs);
  }

  answered(nowMs: number): void {
    this.#answered.count(nowMs);
  }
}
