import type { CatchUpPolicy, SharedRing, ViewerPlane } from '@casement/media';

/** A viewer as the live room knows it: something that can be given the pictures of a ring. */
export type LiveViewer = {
  readonly id: string;
  /** From now on the viewer gets the pictures of this ring, instead of those of the one before. */
  play(ring: SharedRing, catchUp: CatchUpPolicy): void;
  /** The camera is gone; `reason` in words. Resolves when the viewer is closed. */
  close(reason: string): Promise<void>;
};

/** One viewer's hold on a camera's live upstream. */
export type LiveWatch = {
  /** From now on the viewer gets pictures, first those since the last IDR. */
  start(viewer: LiveViewer): void;
  /** Lets go of the camera; the last one to go lets the upstream end after `live.lingerS`. Idempotent. */
  leave(): void;
};

/** A camera that can be watched. */
export type LiveCamera = {
  /**
   * Where viewers of this camera are to be opened.
   *
   * @throws {ProblemError} 503 while no media thread runs
   */
  plane(): ViewerPlane;
  /** Holds the upstream open (and opens it when this is the first viewer), whatever state it is in. */
  watch(): LiveWatch;
};

/**
 * What viewing needs of the live room. It is a class so that Nest can inject what implements it; see
 * live.module.ts.
 */
export abstract class LiveCameras {
  /** A camera, or which of the two is unknown. */
  abstract find(
    recorder: string,
    camera: number,
  ): LiveCamera | 'unknown-recorder' | 'unknown-camera';
}
