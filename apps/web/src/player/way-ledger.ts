import type { DeliveryWay } from '@casement/contract';

/** How often a way in use may fail before the next one is taken. */
const allowedFailures = 2;

/** After this long a way that failed gets another chance, in milliseconds. */
export const forgiveAfterMs = 5 * 60 * 1000;

type Record = { readonly failures: number; readonly words: string; readonly atMs: number };

/** What one tile has seen fail. */
export class WayLedger {
  readonly #nowMs: () => number;
  readonly #records = new Map<DeliveryWay, Record>();

  constructor(nowMs: () => number) {
    this.#nowMs = nowMs;
  }

  /** Ways not to be taken for the time being, and why. */
  get failed(): ReadonlyMap<DeliveryWay, string> {
    const sinceMs = this.#nowMs() - forgiveAfterMs;
    return new Map(
      [...this.#records]
        .filter(([, { failures, atMs }]) => failures >= allowedFailures && atMs > sinceMs)
        .map(([way, { words }]) => [way, words]),
    );
  }

  /** A way that had shown pictures broke: once may happen. */
  broke(way: DeliveryWay, words: string): void {
    this.#count(way, words, 1);
  }

  /** A way showed nothing at all. */
  showedNothing(way: DeliveryWay, words: string): void {
    this.#count(way, words, allowedFailures);
  }

  /** Pictures come again and went on for a while, or a person wants to try everything anew. */
  forgive(way?: DeliveryWay): void {
    if (way === undefined) {
      this.#records.clear();
    } else {
      this.#records.delete(way);
    }
  }

  #count(way: DeliveryWay, words: string, by: number): void {
    const before = this.#records.get(way);
    const recent = before && this.#nowMs() - before.atMs < forgiveAfterMs ? before.failures : 0;
    this.#records.set(way, { failures: recent + by, words, atMs: this.#nowMs() });
  }
}
