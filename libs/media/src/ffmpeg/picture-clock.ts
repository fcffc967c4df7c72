/** Where and when a picture was, before it was converted. */
export type PictureMoment = {
  /** Position on the 90 kHz clock of the ring it came from. */
  readonly timestamp: number;
  /** As in `MediaUnit`. */
  readonly arrivalMs: number;
};

/** Pictures that may be inside of a conversion at the same time. */
const maxPictures = 1_024;

/** A longer distance between pictures is a jump of the camera's clock, which nothing is gained from passing on. */
const maxStepMs = 5_000;

/** Then the next picture comes so much after the last one. */
const afterJumpMs = 40;

const ticksPerMs = 90;

/**
 * Gives pictures times that a conversion can work with, whole milliseconds from 0 without jumps, and finds what they
 * were for what comes out. So output times are those of the input to the tick.
 */
export class PictureClock {
  readonly #reorders: boolean;
  /** By time in milliseconds, the oldest first. */
  readonly #moments = new Map<number, PictureMoment>();
  #last: PictureMoment | undefined;
  #lastMs = 0;
  #highestMs = -1;

  /** @param reorders pictures come in another order than they are shown (B pictures) */
  constructor(reorders: boolean) {
    this.#reorders = reorders;
  }

  /** The time of the next picture; `undefined`: it was to be shown before the first one, leave it out. */
  place({ timestamp, arrivalMs }: PictureMoment): number | undefined {
    const last = this.#last;
    const stepMs = last === undefined ? 0 : (timestamp - last.timestamp) / ticksPerMs;
    const wanted = Math.round(this.#lastMs + stepMs);
    const isJump = Math.abs(stepMs) > maxStepMs || (stepMs < 0 && !this.#reorders);
    const timeMs = isJump ? this.#highestMs + afterJumpMs : this.#free(wanted);
    if (timeMs < 0) {
      return undefined;
    }
    this.#last = { timestamp, arrivalMs };
    // The exact time, so that roundings do not add up.
    this.#lastMs = isJump || wanted !== timeMs ? timeMs : this.#lastMs + stepMs;
    this.#highestMs = Math.max(this.#highestMs, timeMs);
    this.#remember(timeMs, { timestamp, arrivalMs });
    return timeMs;
  }

  /** What the picture with this time was; older ones are forgotten. `undefined`: nobody placed it. */
  find(timeMs: number): PictureMoment | undefined {
    const moment = this.#moments.get(timeMs);
    if (moment !== undefined) {
      for (const older of this.#moments.keys()) {
        if (older <= timeMs) {
          this.#moments.delete(older);
        }
      }
    }
    return moment;
  }

  /** Two pictures of one millisecond would be one to a decoder. */
  #free(wanted: number): number {
    if (!this.#reorders) {
      return Math.max(wanted, this.#highestMs + 1);
    }
    let timeMs = wanted;
    while (this.#moments.has(timeMs)) {
      timeMs += 1;
    }
    return timeMs;
  }

  #remember(timeMs: number, moment: PictureMoment): void {
    this.#moments.set(timeMs, moment);
    if (this.#moments.size > maxPictures) {
      const [oldest] = this.#moments.keys();
      this.#moments.delete(oldest ?? timeMs);
    }
  }
}
