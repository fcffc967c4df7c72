/** A track of pictures, as its initialisation segment describes it. */
export type VideoConfig = {
  readonly codec: 'h264' | 'h265';
  /** RFC 6381: `avc1.4d401f`, `hvc1.1.6.L93.B0`. */
  readonly codecString: string;
  readonly width: number;
  readonly height: number;
  /** The parameter sets of which it is made, in their order. */
  readonly parameterSets: readonly Uint8Array[];
  /** The `avc1` or `hvc1` box. */
  readonly sampleEntry: Uint8Array;
  /** Pictures decoded before and presented after another, as announced; `undefined`: not announced. */
  readonly maxReorder: number | undefined;
  /** Pictures per second, as announced. */
  readonly framesPerSecond: number | undefined;
};

/** A track of sound, as its initialisation segment describes it. */
export type AudioConfig = {
  readonly codec: 'aac' | 'opus';
  /** `mp4a.40.2`, `opus`. */
  readonly codecString: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** The `mp4a` or `Opus` box. */
  readonly sampleEntry: Uint8Array;
};
