/** Long enough that no burst and no pause of a camera looks like a clock that is wrong. */
const windowMs = 5_000;

/** So many windows in a row in which timestamps run twice as fast as time, or half as fast. */
const wantedWindows = 2;

/**
 * Tells whether the timestamps of a source run with time at all. That pictures have a clock of 90 kHz is only inferred
 * (decision B22): one that counts something else, or runs backwards, is of no use. A network that stands still and then
 * catches up is slow once and fast once, and not believed to be a wrong clock.
 */
export class TimestampRate {
  readonly #windowTicks: number;
  #stepped = 0;
  #passed = 0;
  /** -1: timestamps ran too slowly in the window before, or back; 1: too fast; 0: neither. */
  #verdict = 0;
  #windows = 0;
  #isUsable = true;

  constructor(clockRateHz: number) {
    this.#windowTicks = (windowMs * clockRateHz) / 1000;
  }

  /** What the last windows say; `true` to begin with. */
  get isUsable(): boolean {
    return this.#isUsable;
  }

  /**
   * @param stepTicks from one timestamp to the next
   * @param passedTicks that passed at the receiver, not negative
   */
  note(stepTicks: number, passedTicks: number): void {
    this.#stepped += stepTicks;
    this.#passed += passedTicks;
    if (this.#passed >= this.#windowTicks) {
      this.#closeWindow();
    }
  }

  /** The source began anew. */
  restart(): void {
    this.#stepped = 0;
    this.#passed = 0;
    this.#verdict = 0;
    this.#windows = 0;
    this.#isUsable = true;
  }

  #closeWindow(): void {
    const isSlow = this.#stepped * 2 < this.#passed;
    const verdict = isSlow ? -1 : Number(this.#stepped > this.#passed * 2);
    this.#windows = verdict === this.#verdict ? this.#windows + 1 : 1;
    this.#verdict = verdict;
    if (verdict === 0 || this.#windows >= wantedWindows) {
      this.#isUsable = verdict === 0;
    }
    this.#stepped = 0;
    this.#passed = 0;
  }
}
