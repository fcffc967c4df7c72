import { ByteWriter } from '@casement/bytes';
import { MediaError } from '../errors/media-error.js';
import { rtpHeaderBytes, rtpVersion } from './rtp-packet.js';
import type { RtpPacket } from './rtp-packet.js';

/** What only a sender decides. */
export type RtpSerializeOptions = {
  /** Bytes of padding behind the payload, 0..255, the count byte included. Default 0. */
  readonly paddingBytes?: number;
};

/**
 * Writes an RTP packet (RFC 3550 section 5.1), the counterpart of `parseRtpPacket`.
 *
 * @throws {MediaError} kind `option` when a field does not fit its bits.
 */
export function serializeRtpPacket(
  packet: RtpPacket,
  { paddingBytes = 0 }: RtpSerializeOptions = {},
): Uint8Array {
  const { csrcs = [], extension, payload } = packet;
  checkFields(packet, paddingBytes);
  const writer = new ByteWriter(rtpHeaderBytes + csrcs.length * 4 + payload.length + paddingBytes);
  const flags = (paddingBytes > 0 ? 0x20 : 0) | (extension ? 0x10 : 0);
  writer.u8((rtpVersion << 6) | flags | csrcs.length);
  writer.u8((packet.marker ? 0x80 : 0) | packet.payloadType);
  writer.u16(packet.sequenceNumber);
  writer.u32(packet.timestamp);
  writer.u32(packet.ssrc);
  for (const csrc of csrcs) {
    writer.u32(csrc);
  }
  if (extension) {
    writer.u16(extension.profile);
    writer.u16(extension.bytes.length / 4);
    writer.bytes(extension.bytes);
  }
  writer.bytes(payload);
  if (paddingBytes > 0) {
    writer.zeros(paddingBytes - 1);
    writer.u8(paddingBytes);
  }
  return writer.toBytes();
}

function checkFields(packet: RtpPacket, paddingBytes: number): void {
  const { csrcs = [], extension } = packet;
  checkRange('payload type', packet.payloadType, 0x7f);
  checkRange('sequence number', packet.sequenceNumber, 0xffff);
  checkRange('timestamp', packet.timestamp, 0xffff_ffff);
  checkRange('ssrc', packet.ssrc, 0xffff_ffff);
  checkRange('number of CSRCs', csrcs.length, 15);
  checkRange('padding', paddingBytes, 255);
  if (extension) {
    checkRange('extension profile', extension.profile, 0xffff);
    checkRange('extension length in words', extension.bytes.length / 4, 0xffff);
  }
}

function checkRange(field: string, value: number, max: number): void {
  if (!Number.isInteger(value) || value < 0 || value > max) {
    throw new MediaError('option', `RTP ${field} is ${value}; expected an integer 0..${max}`, {
      field,
      value,
      max,
    });
  }
}
