/** As many packets as may overtake one another; the smallest window that RFC 3711 section 3.3.2 allows. */
export const replayWindowPackets = 64;

/** Which of the newest 64 indexes have been seen already (RFC 3711 section 3.3.2). */
export class ReplayWindow {
  #newest = -1;
  // Bit i stands for `newest - i`; 32 bits each, because JS has no fast 64-bit integers.
  #low = 0;
  #high = 0;

  /** Whether a packet with this index may be accepted: it is new, and not older than the window. */
  isFresh(index: number): boolean {
    const age = this.#newest - index;
    if (age < 0) {
      return true;
    }
    if (age >= replayWindowPackets) {
      return false;
    }
    return age < 32 ? ((this.#low >>> age) & 1) === 0 : ((this.#high >>> (age - 32)) & 1) === 0;
  }

  /** Remembers an index that was fresh. Only for packets whose tag was right. */
  accept(index: number): void {
    const age = this.#newest - index;
    if (age < 0) {
      this.#moveBy(-age);
      this.#newest = index;
      this.#low |= 1;
    } else if (age < 32) {
      this.#low |= 1 << age;
    } else if (age < replayWindowPackets) {
      this.#high |= 1 << (age - 32);
    }
  }

  #moveBy(steps: number): void {
    if (steps >= replayWindowPackets) {
      this.#low = 0;
      this.#high = 0;
    } else if (steps >= 32) {
      this.#high = this.#low << (steps - 32);
      this.#low = 0;
    } else {
      this.#high = (this.#high << steps) | (this.#low >>> (32 - steps));
      this.#low <<= steps;
    }
  }
}
