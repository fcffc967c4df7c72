/** When the pictures of a camera are due. */
export type PictureClockOptions = {
  readonly fps: number;
  readonly picturesPerGop: number;
  /** When picture 0 was due, in milliseconds of the clock whose times are passed in later. */
  readonly startMs: number;
  /** How far behind pictures are still made up for; beyond, they are left out. Default 1,000. */
  readonly maxBehindMs?: number;
};

/**
 * Says which pictures are due: picture n at `startMs + n * 1000 / fps`, so nothing drifts however late
 * the calls come. Pictures a little late come in a burst; after a long stall the clock goes on with the
 * next random access picture, because what follows a hole cannot be decoded. Pure.
 */
export class PictureClock {
  readonly #options: Required<PictureClockOptions>;
  #next = 0;
  #skipped = 0;

  constructor(options: PictureClockOptions) {
    this.#options = { maxBehindMs: 1_000, ...options };
  }

  /** Pictures left out after stalls. */
  get skipped(): number {
    return this.#skipped;
  }

  /** The next picture is the first one that is not due before now. */
  resume(nowMs: number): void {
    this.#next = this.#dueFrom(nowMs);
  }

  /** The number of the next picture when it is due, else `undefined`; call it until then. */
  pull(nowMs: number): number | undefined {
    if (nowMs - this.dueMs(this.#next) > this.#options.maxBehindMs) {
      this.#skip(nowMs);
    }
    if (this.dueMs(this.#next) > nowMs) {
      return undefined;
    }
    this.#next += 1;
    return this.#next - 1;
  }

  /** Milliseconds until the next picture is due, at least 0. */
  waitMs(nowMs: number): number {
    return Math.max(0, this.dueMs(this.#next) - nowMs);
  }

  /** When a picture is due. */
  dueMs(picture: number): number {
    return this.#options.startMs + (picture * 1000) / this.#options.fps;
  }

  #dueFrom(nowMs: number): number {
    const { startMs, fps } = this.#options;
    return Math.max(0, Math.ceil(((nowMs - startMs) * fps) / 1000));
  }

  #skip(nowMs: number): void {
    const { picturesPerGop } = this.#options;
    const next = Math.ceil(this.#dueFrom(nowMs) / picturesPerGop) * picturesPerGop;
    this.#skipped += next - this.#next;
    this.#next = next;
  }
}
