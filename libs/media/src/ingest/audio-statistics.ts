import { rtpDefects } from '../rtp/parse-rtp-packet.js';
import type { RtpDefect } from '../rtp/parse-rtp-packet.js';

/** What can be wrong with sound besides its RTP headers; the names under which defects are counted. */
export const audioDefects = [
  /** Dropped: a packet without a byte of sound, or an empty access unit in it. */
  'audio-empty',
  /** Dropped: AU headers that do not add up, in a stream that has them. */
  'au-headers-malformed',
  /** Dropped: more bytes than a frame can have. */
  'audio-frame-too-large',
  /** Dropped: the codec could not be told in time. */
  'audio-codec-unknown',
] as const;

/** One of {@link audioDefects}, or of an RTP header. */
export type AudioDefect = RtpDefect | (typeof audioDefects)[number];

/** All names under which an `AudioReceiver` counts defects. */
export const audioReceiverDefects: readonly AudioDefect[] = [...rtpDefects, ...audioDefects];

/** What an audio receiver counted since it was made. Numbers of packets (HTTP: parts) unless they say otherwise. */
export type AudioReceiverStatistics = {
  readonly packets: number;
  /** Bytes of all packets, RTP headers included. */
  readonly bytes: number;
  readonly bitsPerSecond: number;
  /** Missing in the sequence. */
  readonly lost: number;
  readonly reordered: number;
  readonly duplicates: number;
  readonly late: number;
  /** Not RTP, or RTP with an impossible header. */
  readonly malformed: number;
  /** Of another SSRC or far from the sequence, without a second packet to confirm a new start. */
  readonly strays: number;
  readonly restarts: number;
  /** Of another payload type than that of sound. */
  readonly otherPackets: number;
  /** Steps of the source's clock that were replaced. */
  readonly timestampJumps: number;
  /** Frames handed on. */
  readonly frames: number;
  /** How often the format changed in mid-stream. */
  readonly formatChanges: number;
  readonly defects: Readonly<Record<AudioDefect, number>>;
};
