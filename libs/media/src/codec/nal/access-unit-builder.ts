import type { RtpPacket } from '../../rtp/rtp-packet.js';
import type { RtpAccessUnit } from './access-unit-assembler.js';

/** Puts the pieces that a depacketizer finds in packets together to access units, one at a time. */
export type AccessUnitBuilder = {
  /** Whether `begin` was called since the last `finish` or `clear`. */
  readonly open: boolean;
  /** Whether nothing was appended yet. */
  readonly empty: boolean;
  /** The timestamp of the open access unit, as on the wire. */
  readonly timestamp: number;
  /** A limit was hit: further pieces are ignored until `clear`. */
  readonly overflowed: boolean;
  /**
   * Opens an access unit with its first packet.
   *
   * @param lossBefore whether something is missing in front of it
   */
  begin(packet: RtpPacket, arrivalMs: number, lossBefore: boolean): void;
  /** Takes the extension of a further packet when the ones before had none. */
  noteExtension(packet: RtpPacket): void;
  /** Says that the access unit has another timestamp than its first packet. */
  moveTo(timestamp: number): void;
  /** Appends bytes to the NAL unit that is being written. A view of a packet. */
  append(piece: Uint8Array): void;
  /** Ends the NAL unit that is being written. */
  endNalUnit(): void;
  /** Ends the access unit; `undefined` from a builder that has handed it on already. */
  finish(lossBefore: boolean): RtpAccessUnit | undefined;
  /** Drops the open access unit. */
  clear(): void;
};
