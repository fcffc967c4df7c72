const secondMs = 1_000;

/** How often a paced sender sends: pieces of a twentieth of a second. */
const turnsPerSecond = 20;

/** A rate that several senders share: each byte takes its time, one after the other. */
export class BytePace {
  readonly #bytesPerSecond: number | undefined;
  readonly #nowMs: () => number;
  /** When everything that was taken so far is through. */
  #freeMs = -Infinity;

  /** @param bytesPerSecond `undefined`: any rate */
  constructor(bytesPerSecond: number | undefined, nowMs: () => number = () => performance.now()) {
    this.#bytesPerSecond = bytesPerSecond;
    this.#nowMs = nowMs;
  }

  /** The largest piece to send at once. */
  get pieceBytes(): number {
    const large = 262_144;
    return this.#bytesPerSecond === undefined
      ? large
      : Math.min(large, Math.ceil(this.#bytesPerSecond / turnsPerSecond));
  }

  /** Takes so many bytes. @returns how long to wait before they are sent, in milliseconds */
  take(bytes: number): number {
    if (this.#bytesPerSecond === undefined) {
      return 0;
    }
    const nowMs = this.#nowMs();
    const startMs = Math.max(nowMs, this.#freeMs);
    this.#freeMs = startMs + (bytes * secondMs) / this.#bytesPerSecond;
    return startMs - nowMs;
  }
}
