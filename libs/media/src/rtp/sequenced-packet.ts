import type { RtpPacket } from './rtp-packet.js';

/** A packet in its place in the sequence. */
export type SequencedPacket = {
  readonly packet: RtpPacket;
  /** When it was received, in milliseconds on the caller's monotonic clock. */
  readonly arrivalMs: number;
  /** How many packets are missing between the one handed over before and this one. */
  readonly lostBefore: number;
};
