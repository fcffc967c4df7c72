/** RTCP packet types (RFC 3550 section 12.1, RFC 4585 section 6.1, RFC 3611 section 2). */
export const rtcpTypes = {
  senderReport: 200,
  receiverReport: 201,
  sourceDescription: 202,
  goodbye: 203,
  transportFeedback: 205,
  payloadFeedback: 206,
  extendedReport: 207,
} as const;

/** Feedback message types (RFC 4585 section 6, RFC 5104 section 4.3.1, REMB draft section 2.2). */
export const feedbackFormats = {
  nack: 1,
  pictureLoss: 1,
  fullIntra: 4,
  applicationLayer: 15,
} as const;

/** What a receiver says of one source (RFC 3550 section 6.4.1). */
export type ReportBlock = {
  readonly ssrc: number;
  /** 0..1, since the report before. */
  readonly fractionLost: number;
  /** Since the start; negative when there were more duplicates than losses. */
  readonly packetsLost: number;
  /** Wraps of the sequence number * 2^16 + the highest one received. */
  readonly highestSequence: number;
  /** In units of the RTP clock. */
  readonly jitter: number;
  /** LSR: middle 32 bits of our NTP time, 0 before the first sender report. */
  readonly lastSenderReport: number;
  /** DLSR, in 1/65,536 s. */
  readonly delaySinceLastSenderReport: number;
};

/** One entry of a full intra request (RFC 5104 section 4.3.1.1). */
export type FullIntraEntry = { readonly ssrc: number; readonly sequenceNumber: number };

/** Why a part of a compound packet says nothing to us. */
export type UnknownRtcpReason =
  /** A packet type or feedback format that is not used here. */
  | 'type'
  /** Not RTCP version 2. What follows cannot be read either. */
  | 'version'
  /** It announces more than is there. What follows cannot be read either. */
  | 'short'
  /** A padding count that cannot be. */
  | 'padding'
  /** More packets than a browser sends at once; the rest is left unread. */
  | 'too-many';

/** What a browser says about what it receives. */
export type RtcpFeedback =
  /** Of a receiver or sender report. */
  | {
      readonly kind: 'receiver-report';
      readonly senderSsrc: number;
      readonly blocks: readonly ReportBlock[];
    }
  /** Packets that are missing, as 16-bit sequence numbers, in the order asked for. */
  | {
      readonly kind: 'nack';
      readonly senderSsrc: number;
      readonly mediaSsrc: number;
      readonly sequenceNumbers: readonly number[];
      /** Sequence numbers beyond `maxNackedPackets` that were left out. */
      readonly leftOut: number;
    }
  /** A picture is lost. */
  | { readonly kind: 'pli'; readonly senderSsrc: number; readonly mediaSsrc: number }
  /** A random access unit is wanted. */
  | {
      readonly kind: 'fir';
      readonly senderSsrc: number;
      readonly entries: readonly FullIntraEntry[];
    }
  /** How much the network carries, as the receiver estimates it. */
  | {
      readonly kind: 'remb';
      readonly senderSsrc: number;
      readonly bitsPerSecond: number;
      readonly ssrcs: readonly number[];
    }
  | { readonly kind: 'bye'; readonly ssrcs: readonly number[] }
  | {
      readonly kind: 'unknown';
      readonly reason: UnknownRtcpReason;
      /** `undefined` when not even that could be read. */
      readonly packetType: number | undefined;
      /** The 5 bits that hold a count or a feedback format. */
      readonly format: number | undefined;
    };
