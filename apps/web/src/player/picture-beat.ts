import type { WatchedVideo } from './picture-watch.js';

type Callback = VideoFrameRequestCallback;

/** Tells a `PictureWatch` of pictures that are drawn by hand, the way a video element tells of its own. */
export class PictureBeat implements WatchedVideo {
  #waiting: Callback | undefined;

  /** A new picture is on the screen. */
  beat(): void {
    const callback = this.#waiting;
    this.#waiting = undefined;
    // The watch looks at the RTP timestamp only, which these pictures do not have.
    callback?.(0, {} as VideoFrameCallbackMetadata);
  }

  readonly requestVideoFrameCallback = (callback: Callback): number => {
    this.#waiting = callback;
    return 0;
  };

  readonly cancelVideoFrameCallback = (): void => {
    this.#waiting = undefined;
  };
}
