import { h264Defects } from '../codec/h264/h264-defect.js';
import type { H264Defect } from '../codec/h264/h264-defect.js';
import { h265Defects } from '../codec/h265/h265-defect.js';
import type { H265Defect } from '../codec/h265/h265-defect.js';
import type { NalCodec } from '../codec/nal/nal-syntax.js';
import { rtpDefects } from '../rtp/parse-rtp-packet.js';
import type { RtpDefect } from '../rtp/parse-rtp-packet.js';
import { gateDefects } from './gate-defect.js';
import type { GateDefect } from './gate-defect.js';
import { jpegDefects } from './jpeg-defect.js';
import type { JpegDefect } from './jpeg-defect.js';
import type { Rates } from './rate-meter.js';

/** Every defect that a receiver counts by name. */
export type ReceiverDefect =
  RtpDefect | H264Defect | H265Defect | GateDefect | JpegDefect | 'access-unit-not-pulled';

/** Packets of payload types that are known but are not H.264; those of H.265 are pictures too. */
export type OtherPackets = {
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
  /** By payload type; neither video nor sound. */
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
  /**
   * Access units handed over that may be shown before one handed over earlier: B pictures of H.264, pictures of
   * H.265 whose picture order count goes back.
   */
  readonly bPictures: number;
  /** Of the pictures that come now; `undefined` before the first packet. */
  readonly codec: NalCodec | 'jpeg' | undefined;
  /** How often the pictures changed their codec in mid-stream. */
  readonly codecChanges: number;
  /** Grows whenever a VPS, SPS or PPS is new or changes. */
  readonly parameterSetsVersion: number;
  readonly defects: Readonly<Record<ReceiverDefect, number>>;
};

/** All names under which receivers count defects. */
const receiverDefects: readonly ReceiverDefect[] = [
  ...rtpDefects,
  ...h264Defects,
  ...h265Defects,
  ...gateDefects,
  ...jpegDefects,
  'access-unit-not-pulled',
];

/** Adds up counts by name; names that none of them has are 0. */
export function sumDefects(
  counts: readonly Readonly<Partial<Record<ReceiverDefect, number>>>[],
): Record<ReceiverDefect, number> {
  const sums = receiverDefects.map((name) => [
    name,
    counts.reduce((sum, count) => sum + (count[name] ?? 0), 0),
  ]);
  // The names are exactly those of the type, see above.
  return Object.fromEntries(sums) as Record<ReceiverDefect, number>;
}

/** A receiver that got nothing yet. */
export const nothingReceived: ReceiverStatistics = {
  bitsPerSecond: 0,
  fps: 0,
  packets: 0,
  bytes: 0,
  lost: 0,
  reordered: 0,
  duplicates: 0,
  late: 0,
  malformed: 0,
  strays: 0,
  restarts: 0,
  timestampJumps: 0,
  unknownPayloadType: new Map(),
  otherPackets: { h265: 0, audio: 0 },
  lastPayloadType: undefined,
  accessUnits: 0,
  randomAccessUnits: 0,
  discardedAccessUnits: 0,
  bPictures: 0,
  codec: undefined,
  codecChanges: 0,
  parameterSetsVersion: 0,
  defects: sumDefects([]),
};
