import type { AccessUnitSink } from '@casement/media';

/** One viewer's hold on a camera's live upstream. */
export type LiveWatch = {
  /** From now on the sink gets pictures, first those since the last IDR. */
  start(sink: AccessUnitSink): void;
  /** Gives the sink the pictures since the last IDR once more: its browser could not decode. */
  repeat(sink: AccessUnitSink): void;
  /** Lets go of the camera; the last one to go lets the upstream end after `live.lingerS`. Idempotent. */
  leave(): void;
};

/** A camera that can be watched. */
export type LiveCamera = {
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
