/** How long late arrivals must last before they are believed to be missing sound: a stalled connection catches up. */
const windowMs = 1_000;

/** Lateness beyond this is missing sound; below it is the network. */
const gapMs = 500;

/** The clock of a recorder may drift: half a millisecond per second is followed, 500 ppm. */
const followedMsPerWindow = 0.5;

/**
 * Places sound that carries no usable time by counting its samples. It goes on without a seam through late
 * arrivals, bursts and the drift of the sender's clock; only when sound stays away for good (all of a second comes
 * more than 500 ms late), it leaves a gap.
 */
export class SampleClock {
  readonly #sampleRateHz: number;
  #next = 0;
  #gap = false;
  /** Arrival in milliseconds that belongs to sample 0; `undefined` before the first frame. */
  #origin: number | undefined;
  #windowStartMs = 0;
  #windowLag = Number.POSITIVE_INFINITY;

  constructor(sampleRateHz: number) {
    this.#sampleRateHz = sampleRateHz;
  }

  /** The frame placed last begins behind a gap. */
  get gap(): boolean {
    return this.#gap;
  }

  /** The sample at which a frame of `samples` begins that arrived at `arrivalMs`. */
  place(samples: number, arrivalMs: number): number {
    if (this.#origin === undefined) {
      this.#origin = arrivalMs - this.#msOf(this.#next);
      this.#openWindow(arrivalMs);
    }
    this.#gap = false;
    const lag = arrivalMs - this.#origin - this.#msOf(this.#next);
    this.#windowLag = Math.min(this.#windowLag, lag);
    if (arrivalMs - this.#windowStartMs >= windowMs) {
      this.#closeWindow(arrivalMs);
    }
    const at = this.#next;
    this.#next += samples;
    return at;
  }

  /** Goes on at `position`: what was counted so far does not matter any more. */
  moveTo(position: number): void {
    this.#next = position;
    this.#origin = undefined;
  }

  #openWindow(arrivalMs: number): void {
    this.#windowStartMs = arrivalMs;
    this.#windowLag = Number.POSITIVE_INFINITY;
  }

  #closeWindow(arrivalMs: number): void {
    const lag = this.#windowLag;
    if (lag > gapMs) {
      this.#next += Math.round((lag * this.#sampleRateHz) / 1000);
      this.#gap = true;
    } else {
      this.#origin = (this.#origin ?? 0) + Math.min(lag, followedMsPerWindow);
    }
    this.#openWindow(arrivalMs);
  }

  #msOf(samples: number): number {
    return (samples * 1000) / this.#sampleRateHz;
  }
}
