/** When a picture is decoded and presented, in ticks. */
export type PictureTime = {
  readonly decodeTime: number;
  /** Presentation minus decoding. */
  readonly compositionOffset: number;
  readonly duration: number;
};

/** No codec reorders more (H.264 annex A.3, H.265 annex A.4). */
const maxReorderLimit = 16;

/** The duration of a picture is the middle of so many distances before it. */
const rememberedDistances = 5;

/** A longer distance is a pause, not how long pictures are shown: 2 s. */
const maxDurationSeconds = 2;

/** What is assumed before there are two pictures. */
const assumedPerSecond = 25;

/**
 * Decoding times and durations for pictures of which only the presentation time is known, one at a time: nothing
 * waits for the next picture.
 *
 * Without reordering both times are equal. With it, the decoding time of a picture is the presentation time of the
 * one that is presented as many pictures before as decoders hold back (the usual construction: the n-th smallest
 * presentation time, moved by that number). When a stream reorders more than it announced, the number grows and a
 * few offsets are negative.
 */
export class PictureTimes {
  readonly #ticksPerSecond: number;
  readonly #mayReorder: boolean;
  #reorder: number;
  /** The newest presentation times, ascending; one more than pictures are held back. */
  readonly #held: number[] = [];
  #lastPresentation: number | undefined;
  /** The next picture cannot be decoded earlier. */
  #earliest: number;
  #last: number | undefined;
  readonly #distances: number[] = [];
  #duration: number;

  /**
   * @param maxReorder as the parameter sets announce it; `undefined`: they are silent
   * @param framesPerSecond as the parameter sets announce it
   * @param earliest decoding time that is possible for the first picture
   */
  constructor(
    ticksPerSecond: number,
    maxReorder: number | undefined,
    framesPerSecond: number | undefined,
    earliest = 0,
  ) {
    this.#earliest = earliest;
    this.#ticksPerSecond = ticksPerSecond;
    this.#mayReorder = maxReorder !== 0;
    this.#reorder = Math.min(maxReorder ?? 0, maxReorderLimit);
    this.#duration = Math.round(ticksPerSecond / (framesPerSecond ?? assumedPerSecond));
  }

  /** The next picture cannot be decoded earlier. */
  get earliest(): number {
    return this.#earliest;
  }

  /** Places the next picture in the order of decoding. Decoding times always grow and are never negative. */
  place(presentation: number): PictureTime {
    // A timestamp that stands still is no reordering.
    const isStill = presentation === this.#lastPresentation;
    this.#lastPresentation = presentation;
    const presented =
      this.#mayReorder && !isStill ? presentation : Math.max(presentation, this.#earliest);
    const decodeTime = Math.max(this.#earliest, this.#decodeTime(presented));
    this.#measure(decodeTime);
    this.#last = decodeTime;
    this.#earliest = decodeTime + 1;
    return {
      decodeTime,
      compositionOffset: presented - decodeTime,
      duration: this.#duration,
    };
  }

  #decodeTime(presentation: number): number {
    if (!this.#mayReorder) {
      return presentation;
    }
    if (this.#held.length === 0) {
      for (let before = this.#reorder; before > 0; before -= 1) {
        this.#held.push(presentation - before * this.#duration);
      }
    }
    if (presentation < this.#earliest && this.#reorder < maxReorderLimit) {
      this.#reorder += 1;
    }
    insert(this.#held, presentation);
    if (this.#held.length > this.#reorder + 1) {
      this.#held.shift();
    }
    return this.#held[0] ?? presentation;
  }

  #measure(decodeTime: number): void {
    const distance = decodeTime - (this.#last ?? Number.NEGATIVE_INFINITY);
    if (distance > this.#ticksPerSecond * maxDurationSeconds) {
      return;
    }
    this.#distances.push(distance);
    if (this.#distances.length > rememberedDistances) {
      this.#distances.shift();
    }
    const sorted = [...this.#distances].sort((a, b) => a - b);
    this.#duration = sorted[sorted.length >> 1] ?? this.#duration;
  }
}

function insert(ascending: number[], value: number): void {
  const at = ascending.findIndex((other) => other > value);
  ascending.splice(at < 0 ? ascending.length : at, 0, value);
}
