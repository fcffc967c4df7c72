import type { RecorderInformation } from './recorder-information.js';
import type { Tlv } from './tlv.js';

/** Codec of a recorded picture, told by the chunk: 0xFF15, 0xFF16, 0xFFD8 (B38). */
export type RecordedCodec = 'h264' | 'h265' | 'jpeg';

/** A time of a GOP with the zone that stands beside it (B40); `timeZoneMinutes` is missing when it makes no sense. */
export type RecordedTime = {
  /** Milliseconds since 1970 (UTC), a multiple of 10. */
  readonly epochMs: number;
  readonly timeZoneMinutes?: number;
  readonly summerTime?: boolean;
};

/** One recorded picture. */
export type RecordedPicture = {
  /** PIC time: milliseconds since 1970 (UTC), a multiple of 10. */
  readonly epochMs: number;
  /** Annex B, 4-byte start codes, or a JPEG from SOI to EOI. A view of the body. */
  readonly data: Uint8Array;
  /** GOP information beside this picture; `undefined` for a bare 0xFF05 (B32). */
  readonly gop: { readonly start: RecordedTime; readonly end: RecordedTime } | undefined;
  /** Ids of another namespace than the recorder's (finding 7): kept raw. */
  readonly cameraInformation: readonly Tlv[];
};

/** The answer of `camera.cgi`: one GOP, or one JPEG (NVR v1.4R1 3.3.1, layouts B.6 and B.8). */
export type PlaybackBody = {
  readonly codec: RecordedCodec;
  readonly information: RecorderInformation;
  /** False: TLV 0x000C says that there is no picture, a gap (B36). */
  readonly isPresent: boolean;
  readonly pictures: readonly RecordedPicture[];
  /** The body ends within a picture; the pictures before are whole (PB06). */
  readonly isTruncated: boolean;
  /** What was odd, in words; never a reason to stop. */
  readonly defects: readonly string[];
};
