import { ByteWriter } from '@casement/bytes';
import { rtcpTypes } from './rtcp-feedback.js';

/** RFC 3550 section 6.5: an item's length is one byte. */
const maxCnameBytes = 255;
const itemCname = 1;

/**
 * Appends one RTCP packet (RFC 3550 section 6.4.1): header, body, zeros up to a multiple of 4 bytes.
 *
 * @param format report count, source count or feedback format, 0..31
 */
export function appendRtcpPacket(
  writer: ByteWriter,
  packetType: number,
  format: number,
  body: Uint8Array,
): void {
  const padding = (4 - (body.length % 4)) % 4;
  writer.u8(0x80 | format).u8(packetType);
  writer.u16((body.length + padding) / 4);
  writer.bytes(body).zeros(padding);
}

/**
 * Appends the source description that every compound packet must have (RFC 3550 section 6.1). The zeros
 * behind the CNAME are part of the chunk: at least one ends the list of items.
 */
export function appendSourceDescription(writer: ByteWriter, ssrc: number, cname: string): void {
  const name = Buffer.from(cname, 'utf8').subarray(0, maxCnameBytes);
  const chunk = new ByteWriter(16 + name.length).u32(ssrc).u8(itemCname).u8(name.length);
  chunk.bytes(name).u8(0);
  appendRtcpPacket(writer, rtcpTypes.sourceDescription, 1, chunk.toBytes());
}
