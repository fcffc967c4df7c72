/** Pieces that may be inside of a conversion at the same time: 20 s in pieces of 20 ms. */
const maxPieces = 1_024;
/** Missing sound up to so long is replaced by silence. */
const maxSilenceS = 1;
/** Of samples of the input: the positions of a recorder's packets are that exact. */
const toleranceSamples = 8;
/**
 * Counts the samples that go into a conversion of sound and those that come out, so that what comes out has the
 * positions of what went in, for ever: no time stamp of the encoder is believed, nothing drifts.
 */
export class SoundClock {
    #rateHz;
    #madeRateHz;
    #pieces = [];
    #position = 0;
    #offset;
    #made = 0;
    #lastMade = -Infinity;
    constructor(rateHz, madeRateHz) {
        this.#rateHz = rateHz;
        this.#madeRateHz = madeRateHz;
    }
    /**
     * Samples of silence that belong in front of this piece; 0 also when more is missing than silence should stand
     * for: then the made sound has the same gap. To be asked before `place`.
     */
    missing({ timestamp }) {
        const gap = this.#gap(timestamp);
        return gap > toleranceSamples && gap <= maxSilenceS * this.#rateHz ? gap : 0;
    }
    /** Silence goes into the conversion, in front of the piece that is placed next. */
    placeSilence(samples) {
        this.#position += samples;
    }
    /** This piece goes into the conversion. */
    place({ timestamp, samples, arrivalMs }) {
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
    skip(samples) {
        this.#made -= samples;
    }
    /** Where the next `samples` that came out belong; `undefined` when nothing was placed. */
    take(samples) {
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
    #gap(timestamp) {
        return this.#offset === undefined ? 0 : timestamp - this.#offset - this.#position;
    }
}
