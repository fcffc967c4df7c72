/** Most retransmissions of one viewer within {@link windowMs}. */
export const maxRetransmissionsPerWindow = 200;
const windowMs = 100;

/**
 * What one viewer may have repeated: at most as much as it was sent in the first place, and at most 200
 * packets within 100 ms. A browser that asks for more has a network that more packets make worse, or means
 * no good.
 */
export class RetransmissionBudget {
  #credit = 0;
  #windowBeganMs = Number.NEGATIVE_INFINITY;
  #spentInWindow = 0;

  /** So many packets were sent for the first time. */
  earn(packets: number): void {
    this.#credit = Math.min(maxRetransmissionsPerWindow, this.#credit + packets);
  }

  /** Whether one more packet may be repeated now. */
  spend(nowMs: number): boolean {
    if (nowMs - this.#windowBeganMs >= windowMs) {
      this.#windowBeganMs = nowMs;
      this.#spentInWindow = 0;
    }
    if (this.#credit === 0 || this.#spentInWindow >= maxRetransmissionsPerWindow) {
      return false;
    }
    this.#credit -= 1;
    this.#spentInWindow += 1;
    return true;
  }
}
