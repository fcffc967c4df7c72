/** The header extension of RFC 3550 section 5.3.1; `bytes` is a whole number of 32-bit words. */
export type RtpExtension = {
  /** The 16 bits "defined by profile". Recorders document 0; other values mean the same (RT14). */
  readonly profile: number;
  readonly bytes: Uint8Array;
};

/** One RTP packet. `payload` and `extension.bytes` are views of the bytes it was parsed from. */
export type RtpPacket = {
  /** 0..127. */
  readonly payloadType: number;
  readonly marker: boolean;
  /** 0..65535, as on the wire. */
  readonly sequenceNumber: number;
  /** 0..2^32-1 in ticks of the payload format's clock, as on the wire. */
  readonly timestamp: number;
  readonly ssrc: number;
  /** Contributing sources, at most 15. Absent when there are none, which is the usual case. */
  readonly csrcs?: readonly number[] | undefined;
  readonly extension?: RtpExtension | undefined;
  /** Without the padding. */
  readonly payload: Uint8Array;
};

/** The fixed part of the header. */
export const rtpHeaderBytes = 12;

/** The only version of RTP there is. */
export const rtpVersion = 2;
