/** Codec of recorded sound. The law of G.711 and the bit order of G.726 are configured (B47). */
export type RecordedSoundCodec = 'g711' | 'g726' | 'aac';

/** The answer of `playaudio.cgi`: about one second of sound (NVR v1.4R1 3.3.2, layout B.9). */
export type PlaybackSoundBody = {
  readonly codec: RecordedSoundCodec;
  readonly camera: number;
  /** Milliseconds since 1970 (UTC); whole seconds in the document. */
  readonly startMs: number;
  readonly endMs: number;
  /** G.711 and G.726: one element, without the leading 0x00. AAC: one element per access unit, without AU header (B.9). */
  readonly frames: readonly Uint8Array[];
  readonly defects: readonly string[];
};
