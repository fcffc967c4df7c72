import { ByteReader } from '@casement/bytes';
import { parseRecorderInformation } from './recorder-information.js';
import type { RecorderInformation } from './recorder-information.js';
import { parseTlvs } from './tlv.js';
import type { Tlv } from './tlv.js';

/** A live JPEG part, taken apart (NVR v1.4R1 2.3.5, layout B.8). */
export type LiveJpeg = {
  /** The picture itself, from its SOI to the end of the part; a view of the part. */
  readonly jpeg: Uint8Array;
  /** Of the chunk of the recorder; missing when the part has none. */
  readonly recorder?: RecorderInformation;
  /** Of the chunk of the camera, whose ids mean other things than the recorder's (finding 7). */
  readonly camera?: readonly Tlv[];
  /** What was odd; the picture may be usable all the same. */
  readonly defect?: string;
};

const SOI = 0xffd8;
/** COM: what a chunk hides in, so that a standard decoder passes over it (B23). */
const CHUNK_MARKER = 0xfffe;
/** SOI, marker and the length. */
const CHUNK_HEADER_BYTES = 6;
const TLV_HEADER_BYTES = 4;
/** One of the recorder, one of the camera (B26). */
const MAX_CHUNKS = 2;
/** Camera number and codec: with either of them the recorder's information begins (B26). */
const FIRST_RECORDER_IDS: readonly number[] = [0x0004, 0x0005];

type Chunk = { readonly tlvBytes: Uint8Array; readonly rest: Uint8Array; readonly defect?: string };

/**
 * Takes the chunks of recorder and camera information off a live JPEG part: none, one or two (B26). A part
 * without them, or whose chunks make no sense, is handed back whole (JP03, JP04): a decoder may know what to do
 * with it. Never throws and copies nothing.
 */
export function splitJpegPart(bytes: Uint8Array): LiveJpeg {
  const defects: string[] = [];
  let found: Omit<LiveJpeg, 'jpeg' | 'defect'> = {};
  let jpeg = bytes;
  for (let chunks = 0; chunks < MAX_CHUNKS; chunks += 1) {
    const chunk = readChunk(jpeg);
    if (typeof chunk === 'string') {
      defects.push(chunk);
    }
    if (chunk === undefined || typeof chunk === 'string') {
      break;
    }
    const read = readInformation(chunk.tlvBytes);
    found = { ...read.information, ...found };
    defects.push(...[chunk.defect, read.defect].filter((each) => each !== undefined));
    jpeg = chunk.rest;
  }
  if (u16At(jpeg, 0) !== SOI) {
    defects.push('JPEG part without SOI');
  }
  return { jpeg, ...found, ...(defects.length > 0 ? { defect: defects.join('; ') } : {}) };
}

/** The chunk in front; `undefined` when there is none, words when what is there makes no sense. */
function readChunk(bytes: Uint8Array): Chunk | string | undefined {
  if (u16At(bytes, 0) !== SOI || u16At(bytes, 2) !== CHUNK_MARKER) {
    return undefined;
  }
  const length = u16At(bytes, 4) ?? 0;
  const end = 2 + length;
  if (length < CHUNK_HEADER_BYTES - 2 + TLV_HEADER_BYTES || end > bytes.length) {
    return `JPEG chunk of length ${length} in a part of ${bytes.length} bytes`;
  }
  const tlvBytes = bytes.subarray(CHUNK_HEADER_BYTES, end);
  if (!startsWithTlv(tlvBytes)) {
    // The comment of a picture that somebody else made.
    return undefined;
  }
  const next = nextSoi(bytes, length);
  return next === undefined
    ? 'JPEG chunk without a picture behind it'
    : {
        tlvBytes: bytes.subarray(CHUNK_HEADER_BYTES, Math.min(end, next)),
        rest: bytes.subarray(next),
        ...(next === end ? {} : { defect: `SOI at byte ${next}, expected at byte ${end}` }),
      };
}

/** The next SOI is at 2 + Length; other readings of the document come after that, and a search last (B25). */
function nextSoi(bytes: Uint8Array, length: number): number | undefined {
  const places = [2 + length, length, 4 + length];
  const place = places.find((at) => at >= CHUNK_HEADER_BYTES && isPictureAt(bytes, at));
  return place ?? searchSoi(bytes, CHUNK_HEADER_BYTES);
}

function searchSoi(bytes: Uint8Array, from: number): number | undefined {
  for (let at = bytes.indexOf(0xff, from); at >= 0; at = bytes.indexOf(0xff, at + 1)) {
    if (isPictureAt(bytes, at)) {
      return at;
    }
  }
  return undefined;
}

/** SOI and the first byte of another marker. */
function isPictureAt(bytes: Uint8Array, at: number): boolean {
  return u16At(bytes, at) === SOI && bytes[at + 2] === 0xff;
}

/** The first item has an id, and fits. */
function startsWithTlv(bytes: Uint8Array): boolean {
  const id = u16At(bytes, 0) ?? 0;
  const length = u16At(bytes, 2) ?? 0;
  return id > 0 && length >= TLV_HEADER_BYTES && length <= bytes.length;
}

function readInformation(tlvBytes: Uint8Array): {
  readonly information: Omit<LiveJpeg, 'jpeg' | 'defect'>;
  readonly defect?: string | undefined;
} {
  const firstId = u16At(tlvBytes, 0);
  if (firstId !== undefined && FIRST_RECORDER_IDS.includes(firstId)) {
    const recorder = parseRecorderInformation(tlvBytes);
    return { information: { recorder }, defect: recorder.defects[0] };
  }
  const { tlvs, defect } = parseTlvs(tlvBytes);
  return { information: { camera: tlvs }, defect };
}

/** Big endian; `undefined` beyond the end. */
function u16At(bytes: Uint8Array, at: number): number | undefined {
  return at + 2 <= bytes.length ? new ByteReader(bytes.subarray(at, at + 2)).u16() : undefined;
}
