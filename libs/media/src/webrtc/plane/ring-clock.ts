/** Of so many milliseconds the least delayed unit counts, and of as many before. */
const windowMs = 2_000;

/** Farther off than any network delays packets: the time line of the camera has jumped. */
const jumpMs = 1_000;

/**
 * Which position of a ring's time line belongs to an instant. Units come earlier or later than they should, by
 * what the network and the recorder had to wait for; the least delayed one of the last two to four seconds tells
 * the relation, so that jitter does not show in it and a camera's clock that runs at another speed is followed.
 * Pictures and sound of one recorder, both placed so, are in step.
 */
export class RingClock {
  readonly #ticksPerMs: number;
  /** Arrival minus position, in milliseconds: the smallest in this window and in the one before. */
  #current = Number.POSITIVE_INFINITY;
  #before = Number.POSITIVE_INFINITY;
  #windowBeganMs = 0;

  /** @param clockRateHz ticks per second of the ring's timestamps */
  constructor(clockRateHz: number) {
    this.#ticksPerMs = clockRateHz / 1_000;
  }

  /** A unit came: its timestamp, and when its first byte did. The same one may be told of several times. */
  take(timestamp: number, arrivalMs: number): void {
    const offset = arrivalMs - timestamp / this.#ticksPerMs;
    if (Math.abs(offset - Math.min(this.#current, this.#before)) > jumpMs) {
      this.#current = offset;
      this.#before = Number.POSITIVE_INFINITY;
      this.#windowBeganMs = arrivalMs;
    } else if (arrivalMs - this.#windowBeganMs >= windowMs) {
      this.#before = this.#current;
      this.#current = offset;
      this.#windowBeganMs = arrivalMs;
    } else {
      this.#current = Math.min(this.#current, offset);
    }
  }

  /** The position at an instant, in ticks with a fraction; `undefined` before the first unit. */
  positionAt(nowMs: number): number | undefined {
    const offset = Math.min(this.#current, this.#before);
    return Number.isFinite(offset) ? (nowMs - offset) * this.#ticksPerMs : undefined;
  }
}
