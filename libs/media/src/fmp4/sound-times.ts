/** What is wrong by less is left alone: players dislike gaps more than being 5 ms off. */
const toleratedSeconds = 0.005;

/** How far a frame is moved at most, which nobody hears: a clock that is wrong by 2 % is followed. */
const maxStepSeconds = 0.0005;

/** What is wrong by more is a gap, or sound that came late for good. */
const maxErrorSeconds = 0.2;

/**
 * Decoding times of frames of sound, in samples: each where the one before ended, so that players hear no gaps,
 * though the common timeline moves a little. Drift is followed in small steps, a gap at once.
 */
export class SoundTimes {
  readonly #rateHz: number;
  #last = -1;
  #next: number | undefined;

  constructor(rateHz: number) {
    this.#rateHz = rateHz;
  }

  /** Where a frame goes. Times always grow and are never negative. */
  place(timeMs: number, samples: number): number {
    const wanted = Math.round((timeMs * this.#rateHz) / 1_000);
    const placed = Math.max(this.#last + 1, wanted + this.#correction(wanted));
    this.#last = placed;
    this.#next = placed + samples;
    return placed;
  }

  /** From where the frame should go to where it goes. */
  #correction(wanted: number): number {
    const error = wanted - (this.#next ?? wanted);
    const size = Math.abs(error);
    if (size > maxErrorSeconds * this.#rateHz) {
      return 0;
    }
    if (size <= toleratedSeconds * this.#rateHz) {
      return -error;
    }
    const step = Math.min(size, Math.floor(maxStepSeconds * this.#rateHz));
    return -error + Math.sign(error) * step;
  }
}
