/**
 * How far `to` is ahead of `from` on the circle of 16-bit sequence numbers, -32768..32767
 * (negative: behind).
 */
export function sequenceDistance(from: number, to: number): number {
  return ((to - from) << 16) >> 16;
}

/**
 * Turns 16-bit sequence numbers into numbers that never wrap, in the way of pion's unwrapper. Each
 * packet is placed within half the circle of the newest one, so a late packet gets a lower number.
 */
export class SequenceUnwrapper {
  #newest: number | undefined;

  /** The unwrapped number; the first one seen keeps its value. */
  unwrap(sequenceNumber: number): number {
    if (this.#newest === undefined) {
      this.#newest = sequenceNumber;
      return sequenceNumber;
    }
    const unwrapped = this.#newest + sequenceDistance(this.#newest, sequenceNumber);
    this.#newest = Math.max(this.#newest, unwrapped);
    return unwrapped;
  }

  /** Forgets everything: the next number starts anew. */
  reset(): void {
    this.#newest = undefined;
  }
}
