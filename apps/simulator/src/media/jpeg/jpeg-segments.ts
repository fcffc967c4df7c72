import { ByteReader, BytesError } from '@casement/bytes';
import { FootageError } from '../footage-error.js';

/** Markers of a baseline JPEG (ITU-T T.81 table B.1). */
export const jpegMarkers = {
  soi: 0xd8,
  eoi: 0xd9,
  sof0: 0xc0,
  dht: 0xc4,
  dqt: 0xdb,
  dri: 0xdd,
  sos: 0xda,
  rst0: 0xd0,
  app0: 0xe0,
} as const;

/** One segment in front of the scan: its marker and what stands behind its length. */
export type JpegSegment = { readonly marker: number; readonly data: Uint8Array };

/** A JPEG cut into its header segments, the last one SOS, and the restart intervals of its scan. */
export type JpegParts = {
  readonly segments: readonly JpegSegment[];
  readonly intervals: readonly Uint8Array[];
};

/**
 * Cuts a JPEG of one scan apart (T.81 B.1.1, B.2).
 *
 * @throws FootageError `encoder` when it does not begin with SOI, or ends inside a segment or its scan
 */
export function splitJpeg(bytes: Uint8Array): JpegParts {
  try {
    const reader = new ByteReader(bytes);
    if (reader.u16() !== 0xff00 + jpegMarkers.soi) {
      throw broken('does not begin with SOI', bytes);
    }
    const segments: JpegSegment[] = [];
    for (let marker = 0; marker !== jpegMarkers.sos;) {
      const word = reader.u16();
      marker = word & 0xff;
      if (word >> 8 !== 0xff) {
        throw broken(`has ${word.toString(16)} where a marker is expected`, bytes);
      }
      segments.push({ marker, data: reader.bytes(Math.max(0, reader.u16() - 2)) });
    }
    return { segments, intervals: splitScan(bytes, reader.offset) };
  } catch (error) {
    if (error instanceof BytesError) {
      throw broken('ends inside its header', bytes, error);
    }
    throw error;
  }
}

/** Cuts a stream of JPEGs, one behind the other, as ffmpeg's `mjpeg` muxer writes them. */
export function splitJpegStream(bytes: Uint8Array): Uint8Array[] {
  const pictures: Uint8Array[] = [];
  let start = 0;
  // Inside a scan 0xFF is followed by 0 or RSTm, and no header of our encoder holds FF D9.
  for (let at = 0; at + 1 < bytes.length; at += 1) {
    if (bytes[at] === 0xff && bytes[at + 1] === jpegMarkers.eoi) {
      pictures.push(bytes.subarray(start, at + 2));
      start = at + 2;
    }
  }
  return pictures;
}

function splitScan(bytes: Uint8Array, from: number): Uint8Array[] {
  const intervals: Uint8Array[] = [];
  let start = from;
  for (let at = from; at + 1 < bytes.length; at += 1) {
    if (bytes[at] !== 0xff) {
      continue;
    }
    const marker = bytes[at + 1] ?? 0;
    if (marker === jpegMarkers.eoi) {
      return [...intervals, bytes.subarray(start, at)];
    }
    if (marker >= jpegMarkers.rst0 && marker < jpegMarkers.rst0 + 8) {
      intervals.push(bytes.subarray(start, at));
      start = at + 2;
    }
  }
  throw broken('has a scan without end', bytes);
}

function broken(what: string, bytes: Uint8Array, cause?: unknown): FootageError {
  return new FootageError(
    'encoder',
    `A JPEG of the footage (${String(bytes.length)} bytes) ${what}`,
    { length: bytes.length },
    { cause },
  );
}
