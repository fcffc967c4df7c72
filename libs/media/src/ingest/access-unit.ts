import type { NalCodec } from '../codec/nal/nal-syntax.js';
import type { MediaTime } from '../rtp/media-time.js';

/** All NAL units of one picture. The bytes belong to the access unit and are never changed. */
export type AccessUnit = {
  readonly codec: NalCodec;
  /** In decoding order, without start codes, access unit delimiters and filler. */
  readonly nalUnits: readonly Uint8Array[];
  /** Position on the stream's own clock, which starts at 0. */
  readonly time: MediaTime;
  /** When its first packet was received, in milliseconds on the receiver's monotonic clock. */
  readonly arrivalMs: number;
  /** Decoding may start here: an IDR (H.265: IRAP) picture with the parameter sets it needs. */
  readonly randomAccess: boolean;
  /** The first RTP header extension among its packets: the recorder's TLVs (NVR 2.3.1). */
  readonly extension?: Uint8Array | undefined;
  /** Pictures are missing between the access unit handed over before and this one. */
  readonly discontinuity: boolean;
};
