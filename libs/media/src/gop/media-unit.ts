import type { RingCodec } from './ring-codec.js';

/**
 * One picture, or one piece of sound, whole. Made once per camera and shared by everybody who takes it: nobody
 * changes it.
 */
export type MediaUnit = {
  readonly codec: RingCodec;
  /**
   * H.264 and H.265: the NAL units in decoding order, without start codes, with the parameter sets where decoding
   * may start. JPEG: one element, the picture from SOI to EOI. Sound: one element, a frame (AAC, Opus) or some
   * samples (G.711, G.726).
   */
  readonly parts: readonly Uint8Array[];
  /** Unwrapped position on the clock of the ring. */
  readonly timestamp: number;
  /** Ticks per second of `timestamp`: 90,000 for pictures, the sample rate for sound (48,000 for Opus). */
  readonly clockRateHz: number;
  /** Of sound; 0 for pictures. */
  readonly channels: number;
  /** When its first byte was received, in milliseconds on the monotonic clock of the process. */
  readonly arrivalMs: number;
  /** Decoding may start here. Always for JPEG and sound. */
  readonly randomAccess: boolean;
  /** Units are missing between the one before and this one. */
  readonly discontinuity: boolean;
};
