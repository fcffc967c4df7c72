/** What a stream of pictures is, in whatever codec: enough to choose how it can be shown. */
export type VideoDescription = {
  readonly codec: 'h264' | 'h265' | 'jpeg';
  /** Pixels across, after cropping. */
  readonly width: number;
  /** Pixels down, after cropping. */
  readonly height: number;
  /** As in `VideoDecoder.isConfigSupported` (RFC 6381): `avc1.4d401f`, `hvc1.1.6.L93.B0`; `jpeg` for JPEG. */
  readonly codecString: string;
  /**
   * Pictures are shown in another order than they are sent. H.264: B pictures were seen and the SPS does not
   * rule reordering out. H.265: sps_max_num_reorder_pics is above 0 and a picture was seen whose picture order
   * count is below that of one before it. Encoders that announce reordering without using it stay `false`.
   */
  readonly reorders: boolean;
  /** As the stream announces it; absent when it does not. */
  readonly framesPerSecond?: number;
  /** In words: "High", "Main 10", "Baseline". */
  readonly profile: string;
};
