import { ByteWriter } from '@casement/bytes';
import { rtcpTypes } from './rtcp-feedback.js';

/** RFC 3550 section 6.5: an item's length is one byte. */
const maxCnameBytes = 255;
const itemCname = 1;
const itemHeaderBytes = 2;

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

/** What a source is called. */
export type SourceName = { readonly ssrc: number; readonly cname: string };

/**
 * Appends the source description that every compound packet must have (RFC 3550 sections 6.1 and 6.5), with a
 * chunk for each of at most 31 sources. The zeros behind a CNAME are part of its chunk: at least one ends the list
 * of items, and chunks are whole words.
 */
export function appendSourceDescription(writer: ByteWriter, sources: readonly SourceName[]): void {
  const chunks = new ByteWriter(sources.length * 48);
  for (const { ssrc, cname } of sources) {
    const name = Buffer.from(cname, 'utf8').subarray(0, maxCnameBytes);
    chunks.u32(ssrc).u8(itemCname).u8(name.length).bytes(name);
    chunks.zeros(4 - ((itemHeaderBytes + name.length) % 4));
  }
  appendRtcpPacket(writer, rtcpTypes.sourceDescription, sources.length, chunks.toBytes());
}
