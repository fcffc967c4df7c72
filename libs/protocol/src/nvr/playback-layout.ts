import { ByteReader } from '@casement/bytes';

/** Largest body of `camera.cgi` that is read (PB13): a minute of a 4K camera in one GOP fits several times. */
export const MAX_PLAYBACK_BODY_BYTES = 64 * 1024 * 1024;

/** Largest body of `playaudio.cgi` that is read; about one second of sound has less than 100 KiB. */
export const MAX_PLAYBACK_SOUND_BODY_BYTES = 4 * 1024 * 1024;

/** Ids of the headers in playback bodies (NVR v1.4R1 3.3.1, layouts B.6 and B.8). */
export const chunkIds = {
  h264: 0xff15,
  h265: 0xff16,
  /** SOI; a COM segment follows, in which a decoder of JPEG passes over the information. */
  jpeg: 0xffd8,
  jpegComment: 0xfffe,
  stream: 0xff06,
  packet: 0xff05,
} as const;

/** Sizes of the fixed parts, in bytes. */
export const layout = {
  /** 0xFF15 or 0xFF16, and its length. */
  chunkHeader: 4,
  /** SOI, COM and its length. */
  jpegChunkHeader: 6,
  /** Between the information of the camera and the stream header; never interpreted (B30). */
  reserved: 12,
  /** 0xFF06, its length 0x0044, GOP and PIC information. */
  streamHeader: 68,
  /** 0xFF05, padding, length, 16 reserved. */
  packetHeader: 24,
  /** Pictures end at a multiple of this, with zeros. */
  pictureAlignment: 4,
  /** Bodies end at a multiple of this, with anything (B33). */
  bodyAlignment: 4096,
} as const;

/** The big-endian number at that place; `undefined` beyond the end. */
export function u16At(bytes: Uint8Array, at: number): number | undefined {
  return at >= 0 && at + 2 <= bytes.length ? new ByteReader(bytes, at).u16() : undefined;
}

/** Ids of the headers of recorded sound, and what stands where (3.3.2, layout B.9). */
export const soundLayout = {
  telephone: 0xff03,
  aac: 0xff13,
  aacHeader: 0xff12,
  aacBlock: 0xff14,
  /** Length of 0xFF12 with the row that v1.5R1 has lost, and without it (finding 5, AU03). */
  aacHeaderLength: 0x003c,
  telephoneHeaderBytes: 64,
  aacHeaderAt: 8,
  blockHeaderBytes: 8,
} as const;
