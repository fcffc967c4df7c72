import type {
  AudioCodec,
  CatchUpPolicy,
  MediaUnit,
  SharedRing,
  VideoCodec,
  ViewerPlane,
} from '@casement/media';

/** What pictures a source of pictures has. A new object whenever it changes. */
export type VideoFormat = {
  readonly codec: VideoCodec;
  readonly width: number;
  readonly height: number;
  /** Pictures are shown in another order than they are sent (B pictures): not for WebRTC. */
  readonly reorders: boolean;
  /** `avc1.4d401f`, `hvc1.1.6.L93.B0`, `jpeg`. */
  readonly codecString: string;
};

/** What sound a source of sound has. A new object whenever it changes. */
export type AudioFormat = {
  readonly codec: AudioCodec;
  readonly sampleRateHz: number;
  readonly channels: number;
};

/** A viewer as the live room knows it: something that can be given the pictures of a ring. */
export type LiveViewer = {
  readonly id: string;
  /** From now on the viewer gets the pictures of this ring, instead of those of the one before. */
  play(ring: SharedRing, catchUp: CatchUpPolicy): void;
  /** The camera is gone; `reason` in words. Resolves when the viewer is closed. */
  close(reason: string): Promise<void>;
};

/** Takes units as they come, whole. Called within the turn of the event loop in which they came; must not throw. */
export type UnitConsumer = {
  unit(unit: MediaUnit): void;
};

/**
 * Pictures, or sound, of one kind: what comes from the recorder, or what a conversion makes of it. Whoever
 * takes from it keeps it going.
 */
export type MediaSupply<Format> = {
  /** `undefined` until something came. Remembered while nothing comes. */
  readonly format: Format | undefined;
  /** Why nothing comes, in words; `undefined` when it comes, or is about to. */
  readonly reason: string | undefined;
  /** The format or the reason changed. Returns what ends the listening. */
  onChange(listener: () => void): () => void;
  /**
   * The ring, now and whenever there is another one (`undefined`: none for the time being). For a viewer on a
   * plane. Returns what ends it; idempotent.
   */
  ring(listener: (ring: SharedRing | undefined, catchUp: CatchUpPolicy) => void): () => void;
  /**
   * Whole units: of pictures, those since the newest random access unit first, then each as it comes. Returns what
   * ends it; idempotent.
   */
  units(consumer: UnitConsumer): () => void;
};

/** One viewer's hold on a camera's live upstream. */
export type LiveWatch = {
  /** What the recorder sends. */
  readonly video: MediaSupply<VideoFormat>;
  /** What the recorder sends; it is asked for sound while somebody takes from this. */
  readonly audio: MediaSupply<AudioFormat>;
  /** From now on the viewer gets pictures, first those since the last IDR. */
  start(viewer: LiveViewer): void;
  /** Lets go of the camera; the last one to go lets the upstream end after `live.lingerS`. Idempotent. */
  leave(): void;
};

/** A camera that can be watched. */
export type LiveCamera = {
  readonly recorder: string;
  readonly number: number;
  /**
   * What its pictures were last, without opening anything: remembered over restarts of the stream, `undefined` when
   * nothing came since the gateway started and nothing is configured.
   */
  readonly lastVideo: Pick<VideoFormat, 'codec' | 'reorders'> | undefined;
  /** `no`: the camera has no sound, as configured or as found by trying. */
  readonly hasAudio: 'yes' | 'no' | 'unknown';
  /**
   * Where viewers of this camera are to be opened.
   *
   * @throws {ProblemError} 503 while no media thread runs, 404 when the recorder was removed
   */
  plane(): ViewerPlane;
  /**
   * Holds the upstream open (and opens it when this is the first viewer), whatever state it is in. When the recorder was
   * removed nothing comes, and the viewer is closed with that reason.
   *
   * @param options.counts whether somebody looks at it: a conversion does not. Default true
   */
  watch(options?: { readonly counts?: boolean }): LiveWatch;
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
