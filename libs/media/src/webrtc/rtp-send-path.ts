import type { PacketizedUnit } from '../gop/packetized-unit.js';

/** What went out to one viewer. */
export type SendStatistics = {
  readonly packets: number;
  /** Payload bytes, without headers. */
  readonly bytes: number;
  readonly failed: number;
};

/**
 * The way from an access unit to one viewer's socket: per packet only a header, encryption and the send.
 * The payloads are shared by all viewers of a camera: an implementation never changes them.
 */
export type RtpSendPath = {
  readonly statistics: SendStatistics;
  /** Sends every payload of the unit, with the marker on the last one. Synchronous; never throws. */
  send(unit: PacketizedUnit, rtpTimestamp: number): void;
  /** Idempotent. */
  close(): void;
};
