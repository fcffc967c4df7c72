import type { Playback } from '@casement/contract';

/** For so long after a picture the clock's own news are not shown, in milliseconds: the picture says it better. */
const pictureCountsMs = 1_500;
/** The picture of a clock that stands still is the last one before it, so close in milliseconds. */
const pictureOfMs = 500;
/** For so long after a seek was answered, pictures of the time before may still come, in milliseconds. */
const settleMs = 300;

/**
 * Where the playhead stands: at the picture that is shown; in a gap at the gateway's clock; right after a seek at its goal.
 * Instants in milliseconds since 1970.
 */
export class PlaybackHead {
  readonly #nowMs: () => number;
  #atMs: number;
  #goalMs: number | null = null;
  #goalUntilMs = Number.POSITIVE_INFINITY;
  #lastPictureMs = Number.NEGATIVE_INFINITY;
  #seeks = 0;

  /** @param nowMs milliseconds of any clock that only goes forward */
  constructor(atMs: number, nowMs: () => number = () => performance.now()) {
    this.#atMs = atMs;
    this.#nowMs = nowMs;
  }

  get atMs(): number {
    return this.#goalMs ?? this.#atMs;
  }

  /** Somebody asked for a time. @returns to be called when the gateway has answered */
  seek(atMs: number): () => void {
    this.#seeks += 1;
    const mine = this.#seeks;
    this.#goalMs = atMs;
    this.#atMs = atMs;
    this.#goalUntilMs = Number.POSITIVE_INFINITY;
    this.#lastPictureMs = Number.NEGATIVE_INFINITY;
    return () => {
      if (mine === this.#seeks) {
        this.#goalUntilMs = this.#nowMs() + settleMs;
      }
    };
  }

  /** A picture of the leading camera is on the screen. */
  picture(atMs: number): void {
    this.#settle();
    // The picture of the goal itself, or one close by, is news that may be shown at once.
    if (this.#goalMs === null || Math.abs(atMs - this.#goalMs) < 1_000) {
      this.#goalMs = null;
      this.#atMs = atMs;
      this.#lastPictureMs = this.#nowMs();
    }
  }

  /** The gateway told where its clock is. */
  clock({ position, state }: Pick<Playback, 'position' | 'state'>): void {
    this.#settle();
    const atMs = Date.parse(position);
    const pictureCounts =
      state === 'playing'
        ? this.#nowMs() - this.#lastPictureMs < pictureCountsMs
        : this.#isPictureOf(atMs);
    if (this.#goalMs === null && !pictureCounts && !Number.isNaN(atMs)) {
      this.#atMs = atMs;
    }
  }

  /** What is shown belongs to that place of the clock. */
  #isPictureOf(atMs: number): boolean {
    return Number.isFinite(this.#lastPictureMs) && Math.abs(atMs - this.#atMs) < pictureOfMs;
  }

  #settle(): void {
    if (this.#nowMs() >= this.#goalUntilMs) {
      this.#goalMs = null;
    }
  }
}
