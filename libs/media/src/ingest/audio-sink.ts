/** Codecs of sound as recorders send it; `g726` is G.726 at 32 kbit/s. */
export type ReceivedAudioCodec = 'pcmu' | 'pcma' | 'g726' | 'aac';

/** What the frames of sound are. */
export type AudioFormat = {
  readonly codec: ReceivedAudioCodec;
  /** Samples per second and channel; also the clock of the timestamps. */
  readonly sampleRateHz: number;
  readonly channels: number;
};

/** Takes the sound of an `AudioReceiver`. Called within its `push` and `tick`; must not throw. */
export type AudioSink = {
  /** Before the first frame, and whenever frames of another format follow. The timestamps then begin anew. */
  format(format: AudioFormat): void;
  /**
   * A frame of sound: one AAC access unit without any header, or the samples of one packet. G.726 has the first
   * sample in the upper half of each byte, as ffmpeg's `g726`.
   *
   * @param bytes a view of what was pushed, to be copied within the call
   * @param timestamp of its first sample, in samples; unwrapped, from 0 on, strictly increasing
   * @param arrivalMs when its packet was received, in milliseconds on the receiver's monotonic clock
   * @param discontinuity sound is missing in front of it
   */
  frame(bytes: Uint8Array, timestamp: number, arrivalMs: number, discontinuity: boolean): void;
};
