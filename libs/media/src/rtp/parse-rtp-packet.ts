import { ByteReader, toHex } from '@casement/bytes';
import { MediaError } from '../errors/media-error.js';
import type { MediaErrorContext } from '../errors/media-error.js';
import { rtpHeaderBytes, rtpVersion } from './rtp-packet.js';
import type { RtpExtension, RtpPacket } from './rtp-packet.js';

/** What can be wrong with an RTP header; the `defect` in the context of an `rtp-header` error. */
export const rtpDefects = [
  'rtp-too-short',
  'rtp-version',
  'rtp-csrc-overrun',
  'rtp-extension-overrun',
  'rtp-padding',
] as const;

/** One of {@link rtpDefects}. */
export type RtpDefect = (typeof rtpDefects)[number];

/** How many bytes of a refused packet an error shows: the fixed header and a first extension TLV. */
const shownBytes = 24;

/**
 * Parses one RTP packet without copying (RFC 3550 section 5.1).
 *
 * ```text
 *  0                   1                   2                   3
 *  0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1 2 3 4 5 6 7 8 9 0 1
 * |V=2|P|X|  CC   |M|     PT      |       sequence number         |
 * |                           timestamp                           |
 * |           synchronization source (SSRC) identifier            |
 * |            contributing source (CSRC) identifiers             |
 * |      defined by profile       |           length              |
 * ```
 *
 * @throws {MediaError} kind `rtp-header`; `context.defect` is an {@link RtpDefect}.
 */
export function parseRtpPacket(bytes: Uint8Array): RtpPacket {
  if (bytes.length < rtpHeaderBytes) {
    throw defect('rtp-too-short', `${bytes.length} bytes; expected at least 12`, bytes, {});
  }
  const reader = new ByteReader(bytes);
  const first = reader.u8();
  const second = reader.u8();
  if (first >> 6 !== rtpVersion) {
    throw defect('rtp-version', `version ${first >> 6}; expected 2`, bytes, {});
  }
  const sequenceNumber = reader.u16();
  const timestamp = reader.u32();
  const ssrc = reader.u32();
  const csrcs = (first & 0x0f) === 0 ? undefined : readCsrcs(reader, first & 0x0f, sequenceNumber);
  const extension = (first & 0x10) === 0 ? undefined : readExtension(reader, sequenceNumber);
  const padding = (first & 0x20) === 0 ? 0 : readPadding(reader, sequenceNumber);
  return {
    payloadType: second & 0x7f,
    marker: (second & 0x80) !== 0,
    sequenceNumber,
    timestamp,
    ssrc,
    csrcs,
    extension,
    payload: reader.bytes(reader.remaining - padding),
  };
}

function readCsrcs(reader: ByteReader, count: number, sequenceNumber: number): readonly number[] {
  if (reader.remaining < count * 4) {
    throw overrun('rtp-csrc-overrun', `${count} CSRCs`, count * 4, reader, sequenceNumber);
  }
  return Array.from({ length: count }, () => reader.u32());
}

function readExtension(reader: ByteReader, sequenceNumber: number): RtpExtension {
  if (reader.remaining < 4) {
    throw overrun('rtp-extension-overrun', 'an extension header', 4, reader, sequenceNumber);
  }
  const profile = reader.u16();
  const length = reader.u16() * 4;
  if (reader.remaining < length) {
    throw overrun('rtp-extension-overrun', 'an extension', length, reader, sequenceNumber);
  }
  return { profile, bytes: reader.bytes(length) };
}

function readPadding(reader: ByteReader, sequenceNumber: number): number {
  const { remaining } = reader;
  const padding = remaining === 0 ? 0 : reader.peekU8(remaining - 1);
  if (padding === 0 || padding > remaining) {
    throw new MediaError(
      'rtp-header',
      `RTP packet announces ${padding} bytes of padding; expected 1..${remaining} (seq ${sequenceNumber})`,
      { defect: 'rtp-padding', sequenceNumber, padding, remaining },
    );
  }
  return padding;
}

function overrun(
  name: RtpDefect,
  what: string,
  wanted: number,
  { offset, remaining }: ByteReader,
  sequenceNumber: number,
): MediaError {
  return new MediaError(
    'rtp-header',
    `RTP packet announces ${what} of ${wanted} bytes at offset ${offset}; only ${remaining} are left (seq ${sequenceNumber})`,
    { defect: name, sequenceNumber, offset, wanted, remaining },
  );
}

function defect(
  name: RtpDefect,
  text: string,
  bytes: Uint8Array,
  context: MediaErrorContext,
): MediaError {
  return new MediaError('rtp-header', `RTP packet has ${text}: ${toHex(bytes, shownBytes)}`, {
    defect: name,
    length: bytes.length,
    ...context,
  });
}
