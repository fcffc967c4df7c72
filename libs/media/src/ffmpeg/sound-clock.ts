/** A piece of sound: where it is, how long it lasts, when it came. */
export type SoundMoment = {
  /** Position in samples of its own rate, unwrapped. */
  readonly timestamp: number;
  /** How many samples it has. */
  readonly samples: number;
  /** As in `MediaUnit`. */
  readonly arrivalMs: number;
};

/** Where made sound belongs. */
export type SoundPlace = {
  /** In samples of the made rate. */
  readonly timestamp: number;
  readonly arrivalMs: number;
};

/** Pieces that may be inside of a conversion at the same time: 20 s in pieces of 20 ms. */
const maxPieces = 1_024;

/** Missing sound up to so long is replaced by silence. */
const maxSilenceS = 1;

/** Of samples of the input: the positions of a recorder's packets are that exact. */
const toleranceSamples = 8;

type Piece = {
  /** Samples that went into the conversion before it. */
  readonly position: number;
  /** Its timestamp less its position. */
  readonly offset: number;
  readonly arrivalMs: number;
};

/**
 * Counts the samples that go into a conversion of sound and those that come out, so that what comes out has the
 * positions of what went in, for ever: no time stamp of the encoder is believed, nothing drifts.
 */
export class SoundClock {
  readonly #rateHz: number;
  readonly #madeRateHz: number;
  readonly #pieces: Piece[] = [];
  #position = 0;
  #offset: number | undefined;
  #made = 0;
  #lastMade = -Infinity;

  constructor(rateHz: number, madeRateHz: number) {
    this.#rateHz = rateHz;
    this.#madeRateHz = madeRateHz;
  }

  /**
   * Samples of silence that belong in front of this piece; 0 also when more is missing than silence should stand
   * for: then the made sound has the same gap. To be asked before `place`.
   */
  missing({ timestamp }: SoundMoment): number {
    const gap = this.#gap(timestamp);
    return gap > toleranceSamples && gap <= maxSilenceS * this.#rateHz ? gap : 0;
  }

  /** Silence goes into the conversion, in front of the piece that is placed next. */
  placeSilence(samples: number): void {
    this.#position += samples;
  }

  /** This piece goes into the conversion. */
  place({ timestamp, samples, arrivalMs }: SoundMoment): void {
    if (this.#offset === undefined || Math.abs(this.#gap(timestamp)) > toleranceSamples) {
      this.#offset = timestamp - this.#position;
    }
    this.#pieces.push({ position: this.#position, offset: this.#offset, arrivalMs });
    if (this.#pieces.length > maxPieces) {
      this.#pieces.shift();
    }
    this.#position += samples;
  }

  /** The encoder put so many samples of its own in front (its delay). */
  skip(samples: number): void {
    this.#made -= samples;
  }

  /** Where the next `samples` that came out belong; `undefined` when nothing was placed. */
  take(samples: number): SoundPlace | undefined {
    const ratio = this.#madeRateHz / this.#rateHz;
    const position = this.#made / ratio;
    this.#made += samples;
    while (this.#pieces.length > 1 && (this.#pieces[1]?.position ?? 0) <= position) {
      this.#pieces.shift();
    }
    const [piece] = this.#pieces;
    if (piece === undefined) {
      return undefined;
    }
    // What the recorder's clock does, nothing goes back.
    const wanted = Math.round(piece.offset * ratio) + this.#made - samples;
    const timestamp = Math.max(wanted, this.#lastMade + 1);
    this.#lastMade = timestamp;
    return { timestamp, arrivalMs: piece.arrivalMs };
  }

  /** Samples between where the sound so far ends and this position; negative: they overlap. */
  #gap(timestamp: number): number {
    return this.#offset === undefined ? 0 : timestamp - this.#offset - this.#position;
  }
}
