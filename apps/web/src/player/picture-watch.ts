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
 * A picture has to be at least this much newer than the one shown before it, in ticks of the 90 kHz RTP clock (5 ms).
 * A browser that misses pictures asks for a key frame every three seconds, and a gateway whose camera has
 * gone silent can only repeat its last pictures, with timestamps a tick apart: those move nothing.
 */
const minStepTicks = 450;

/** RTP timestamps wrap at 32 bits. */
const rtpWrap = 2 ** 32;

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
  #firstMs: number | null = null;
  #confirmMs = 0;
  #rtpTimestamp: number | undefined;

  constructor(options: PictureWatchOptions) {
    this.#options = options;
  }

  /**
   * Begins with a new stream; nothing of the one before counts.
   *
   * @param confirmMs for how long pictures must go on before the first is told, in milliseconds. A gateway
   *   greets with the pictures it has, and those of a camera that is gone are old.
   */
  start(confirmMs = 0): void {
    this.stop();
    this.#running = true;
    this.#firstMs = null;
    this.#confirmMs = confirmMs;
    this.#rtpTimestamp = undefined;
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
    this.#handle = this.#options.video.requestVideoFrameCallback?.((_now, { rtpTimestamp }) => {
      if (this.#running) {
        if (this.#isNew(rtpTimestamp)) {
          this.#picture(this.#options.nowMs(), 1);
        }
        this.#next();
      }
    });
  }

  #isNew(rtpTimestamp: number | undefined): boolean {
    const before = this.#rtpTimestamp;
    this.#rtpTimestamp = rtpTimestamp;
    if (before === undefined || rtpTimestamp === undefined) {
      return true;
    }
    return (rtpTimestamp - before + rtpWrap) % rtpWrap >= minStepTicks;
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
    // The first picture of a connection begins the wait; only one that comes after it proves life.
    if (this.#firstMs === null) {
      this.#firstMs = nowMs;
    }
    if (nowMs - this.#firstMs < this.#confirmMs) {
      return;
    }
    if (this.#reportedMs === null || nowMs - this.#reportedMs >= reportEveryMs) {
      this.#reportedMs = nowMs;
      this.#options.onPicture(this.#intervalMs);
    }
  }
}
