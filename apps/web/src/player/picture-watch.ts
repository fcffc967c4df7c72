/** The part of a video element that the watch needs. */
export type WatchedVideo = {
  requestVideoFrameCallback?: HTMLVideoElement['requestVideoFrameCallback'];
  cancelVideoFrameCallback?: HTMLVideoElement['cancelVideoFrameCallback'];
};

export type PictureWatchOptions = {
  readonly video: WatchedVideo;
  readonly nowMs: () => number;
  /** A new picture was shown; told at once for the first and then at most twice a second. */
  readonly onPicture: (intervalMs: number | null) => void;
};

/** How often a moving picture is reported, in milliseconds: the tile needs to know that it moves, not every frame. */
const reportEveryMs = 500;

/** Weight of the newest interval in the mean. */
const newestWeight = 0.2;

/**
 * Sees whether pictures really change. The browser tells of every frame it shows
 * (`requestVideoFrameCallback`); where it cannot, or while nothing is drawn, the count of decoded frames
 * stands in. Does nothing per frame but note the time.
 */
export class PictureWatch {
  readonly #options: PictureWatchOptions;
  #handle: number | undefined;
  #lastMs: number | null = null;
  #reportedMs: number | null = null;
  #intervalMs: number | null = null;
  #framesDecoded: number | null = null;
  #running = false;

  constructor(options: PictureWatchOptions) {
    this.#options = options;
  }

  /** Begins with a new stream; nothing of the one before counts. */
  start(): void {
    this.stop();
    this.#running = true;
    this.#lastMs = null;
    this.#reportedMs = null;
    this.#intervalMs = null;
    this.#framesDecoded = null;
    this.#next();
  }

  stop(): void {
    this.#running = false;
    if (this.#handle !== undefined) {
      this.#options.video.cancelVideoFrameCallback?.(this.#handle);
      this.#handle = undefined;
    }
  }

  /**
   * The count of decoded frames, about once a second.
   *
   * @param drawn whether the browser draws the element now, so that it would tell of new frames itself
   */
  decoded(framesDecoded: number, drawn: boolean): void {
    const before = this.#framesDecoded;
    this.#framesDecoded = framesDecoded;
    const tellsItself = drawn && this.#options.video.requestVideoFrameCallback !== undefined;
    if (this.#running && !tellsItself && framesDecoded > (before ?? 0)) {
      this.#picture(this.#options.nowMs(), framesDecoded - (before ?? 0));
    }
  }

  #next(): void {
    this.#handle = this.#options.video.requestVideoFrameCallback?.(() => {
      if (this.#running) {
        this.#picture(this.#options.nowMs(), 1);
        this.#next();
      }
    });
  }

  #picture(nowMs: number, frames: number): void {
    if (this.#lastMs !== null) {
      const interval = (nowMs - this.#lastMs) / frames;
      this.#intervalMs =
        this.#intervalMs === null
          ? interval
          : this.#intervalMs * (1 - newestWeight) + interval * newestWeight;
    }
    this.#lastMs = nowMs;
    if (this.#reportedMs === null || nowMs - this.#reportedMs >= reportEveryMs) {
      this.#reportedMs = nowMs;
      this.#options.onPicture(this.#intervalMs);
    }
  }
}
