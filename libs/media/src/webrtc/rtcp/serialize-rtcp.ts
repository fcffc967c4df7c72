import { ByteWriter } from '@casement/bytes';
import type { NtpTime } from './ntp-time.js';
import { rtcpTypes } from './rtcp-feedback.js';
import { appendRtcpPacket, appendSourceDescription } from './rtcp-writer.js';

/** What a sender says of its stream. */
export type SenderReport = {
  readonly ssrc: number;
  /** The same instant twice: on the wall clock ... */
  readonly ntp: NtpTime;
  /** ... and on the RTP clock, so that the receiver can play sound and picture in step. */
  readonly rtpTimestamp: number;
  /** Since the start; both are sent mod 2^32. Payload bytes only. */
  readonly packetCount: number;
  readonly octetCount: number;
  readonly cname: string;
};

/** A sender that ends. */
export type Goodbye = {
  /** The pictures' first; at most 31 count. */
  readonly ssrcs: readonly [number, ...number[]];
  readonly cname: string;
};

const maxSources = 31;

/**
 * Sender reports and the source description that belongs to them, in one compound (RFC 3550 sections 6.1, 6.4.1
 * and 6.5): all speak of the same instant. At most 31; empty without any.
 */
export function serializeSenderReports(reports: readonly SenderReport[]): Uint8Array {
  const told = reports.slice(0, maxSources);
  const compound = new ByteWriter(told.length * (28 + 56));
  for (const report of told) {
    appendRtcpPacket(compound, rtcpTypes.senderReport, 0, senderInfo(report));
  }
  if (told.length > 0) {
    appendSourceDescription(compound, told);
  }
  return compound.toBytes();
}

function senderInfo(report: SenderReport): Uint8Array {
  return new ByteWriter(24)
    .u32(report.ssrc)
    .u32(report.ntp.seconds)
    .u32(report.ntp.fraction)
    .u32(report.rtpTimestamp >>> 0)
    .u32(report.packetCount >>> 0)
    .u32(report.octetCount >>> 0)
    .toBytes();
}

/**
 * A goodbye (RFC 3550 section 6.6). It is no compound packet without a report and a CNAME in front
 * (section 6.1), so an empty report comes first.
 */
export function serializeBye({ ssrcs, cname }: Goodbye): Uint8Array {
  const [ssrc] = ssrcs;
  const sources = ssrcs.slice(0, maxSources);
  const body = new ByteWriter(sources.length * 4);
  for (const source of sources) {
    body.u32(source);
  }
  const compound = new ByteWriter(64);
  appendRtcpPacket(compound, rtcpTypes.receiverReport, 0, new ByteWriter(4).u32(ssrc).toBytes());
  appendSourceDescription(compound, [{ ssrc, cname }]);
  appendRtcpPacket(compound, rtcpTypes.goodbye, sources.length, body.toBytes());
  return compound.toBytes();
}
