import { ByteWriter } from '@casement/bytes';
import { feedbackFormats, rtcpTypes } from './rtcp-feedback.js';
import type { FullIntraEntry, ReportBlock } from './rtcp-feedback.js';
import { appendRtcpPacket } from './rtcp-writer.js';

/** A browser's side: a receiver report with at most 31 blocks (RFC 3550 section 6.4.2). */
export function serializeReceiverReport(
  senderSsrc: number,
  blocks: readonly ReportBlock[],
): Uint8Array {
  const body = new ByteWriter(4 + blocks.length * 24).u32(senderSsrc);
  for (const block of blocks) {
    const lost = Math.max(-0x80_0000, Math.min(0x7f_ffff, block.packetsLost));
    body.u32(block.ssrc);
    body.u8(Math.min(255, Math.floor(block.fractionLost * 256)));
    body.u8((lost >> 16) & 0xff).u16(lost & 0xffff);
    body.u32(block.highestSequence).u32(block.jitter);
    body.u32(block.lastSenderReport).u32(block.delaySinceLastSenderReport);
  }
  return packet(rtcpTypes.receiverReport, blocks.length, body);
}

/**
 * A browser's side: a generic NACK (RFC 4585 section 6.2.1). Numbers that follow one another within 16 share an
 * entry, so they are to be given in ascending order.
 */
export function serializeNack(
  senderSsrc: number,
  mediaSsrc: number,
  sequenceNumbers: readonly number[],
): Uint8Array {
  const body = new ByteWriter().u32(senderSsrc).u32(mediaSsrc);
  for (const { packetId, mask } of nackEntries(sequenceNumbers)) {
    body.u16(packetId).u16(mask);
  }
  return packet(rtcpTypes.transportFeedback, feedbackFormats.nack, body);
}

function nackEntries(sequenceNumbers: readonly number[]): { packetId: number; mask: number }[] {
  const entries: { packetId: number; mask: number }[] = [];
  for (const sequenceNumber of sequenceNumbers) {
    const last = entries.at(-1);
    const after = last === undefined ? 0 : (sequenceNumber - last.packetId) & 0xffff;
    if (last !== undefined && after >= 1 && after <= 16) {
      last.mask |= 1 << (after - 1);
    } else {
      entries.push({ packetId: sequenceNumber, mask: 0 });
    }
  }
  return entries;
}

/** A browser's side: picture loss indication (RFC 4585 section 6.3.1). */
export function serializePli(senderSsrc: number, mediaSsrc: number): Uint8Array {
  const body = new ByteWriter(8).u32(senderSsrc).u32(mediaSsrc);
  return packet(rtcpTypes.payloadFeedback, feedbackFormats.pictureLoss, body);
}

/** A browser's side: full intra request (RFC 5104 section 4.3.1). */
export function serializeFir(senderSsrc: number, entries: readonly FullIntraEntry[]): Uint8Array {
  const body = new ByteWriter(8 + entries.length * 8).u32(senderSsrc).u32(0);
  for (const { ssrc, sequenceNumber } of entries) {
    body.u32(ssrc).u8(sequenceNumber).zeros(3);
  }
  return packet(rtcpTypes.payloadFeedback, feedbackFormats.fullIntra, body);
}

function packet(packetType: number, format: number, body: ByteWriter): Uint8Array {
  const writer = new ByteWriter(4 + body.length);
  appendRtcpPacket(writer, packetType, format, body.toBytes());
  return writer.toBytes();
}
