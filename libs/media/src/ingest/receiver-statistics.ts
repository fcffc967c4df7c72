import type { H264Defect } from '../codec/h264/h264-defect.js';
import type { RtpDefect } from '../rtp/parse-rtp-packet.js';
import type { GateDefect } from './gate-defect.js';
import type { Rates } from './rate-meter.js';

/** Every defect that a receiver counts by name. */
export type ReceiverDefect = RtpDefect | H264Defect | GateDefect | 'access-unit-not-pulled';

/** Packets of payload types that are known but are not H.264. */
export type OtherPackets = {
  /** More than a few, and no H.264: this camera sends H.265. */
  readonly h265: number;
  readonly audio: number;
};

/** What a receiver counted since it was made. All are numbers of packets unless they say otherwise. */
export type ReceiverStatistics = Rates & {
  /** All packets pushed, good or bad. */
  readonly packets: number;
  /** Bytes of all packets pushed, RTP headers included. */
  readonly bytes: number;
  /** Missing in the sequence. */
  readonly lost: number;
  /** Came out of sequence and were put back. */
  readonly reordered: number;
  readonly duplicates: number;
  /** Came after they had been given up; they are among the lost ones too. */
  readonly late: number;
  /** Not RTP, or RTP with an impossible header. */
  readonly malformed: number;
  /** Of another SSRC or far from the sequence, without a second packet to confirm a new start. */
  readonly strays: number;
  /** New starts of the source: another SSRC or another sequence. */
  readonly restarts: number;
  /** Jumps of the source's clock that the timeline bridged. */
  readonly timestampJumps: number;
  /** By payload type; neither H.264 nor one of `otherPackets`. */
  readonly unknownPayloadType: ReadonlyMap<number, number>;
  readonly otherPackets: OtherPackets;
  /** Of the last packet with a good header, whatever it was. */
  readonly lastPayloadType: number | undefined;
  /** Access units handed over. */
  readonly accessUnits: number;
  /** Access units handed over where decoding may start. */
  readonly randomAccessUnits: number;
  /** Access units received in part or as a whole and not handed over. */
  readonly discardedAccessUnits: number;
  /** Access units handed over that are B pictures: they may be shown in another order. */
  readonly bPictures: number;
  /** Grows whenever an SPS or PPS is new or changes. */
  readonly parameterSetsVersion: number;
  readonly defects: Readonly<Record<ReceiverDefect, number>>;
};
