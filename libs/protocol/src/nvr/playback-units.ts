import { ByteReader, findBytes, hasBytesAt } from '@casement/bytes';
import { chunkIds, layout, u16At } from './playback-layout.js';
import { readHundredths, readRecordedTime } from './recorded-time.js';
import type { RecordedTime } from './recorded-time.js';

/**
 * Where the unit of a picture lies in a body (layout B.6): information of the camera, 12 reserved bytes, stream header
 * 0xFF06, packet header 0xFF05, picture.
 */
export type UnitPlace = {
  /** TLVs in front of the reserved bytes. */
  readonly informationBytes: Uint8Array;
  /** Of the stream header; `undefined` for a packet without one (B32). */
  readonly streamAt: number | undefined;
  readonly packetAt: number;
};

/** GOP and PIC information. */
export type StreamHeader = {
  readonly epochMs: number;
  readonly start: RecordedTime;
  readonly end: RecordedTime;
  readonly defects: readonly string[];
};

/** What a packet header leads to: the picture and the place behind it, or why there is none. */
export type Packet =
  | {
      readonly kind: 'picture';
      readonly data: Uint8Array;
      readonly end: number;
      readonly defect?: string;
    }
  | { readonly kind: 'cut' | 'malformed'; readonly defect: string };

const STREAM_HEADER = Uint8Array.of(0xff, 0x06, 0x00, 0x44);
const MIN_TLV_BYTES = 4;
/** No item of a camera is longer, so that a walk through other bytes ends soon (B31). */
const MAX_TLV_BYTES = 1024;
/** Real cameras send five. */
const MAX_TLVS = 64;
const MAX_ZERO_PADDING = 3;
/** So many stream headers without a packet behind them are made to keep a search busy. */
const MAX_SEARCH_HITS = 4096;

/**
 * The unit that begins exactly at `from` (B31 steps 1 to 3, B32). `'cut'` when the body ends within its headers.
 *
 * @param mayBeBare whether a packet without information and stream header is one
 */
export function unitAt(
  body: Uint8Array,
  from: number,
  mayBeBare: boolean,
): UnitPlace | 'cut' | undefined {
  let at = from;
  for (let tlvs = 0; tlvs <= MAX_TLVS; tlvs += 1) {
    // Tested before each TLV: the reserved bytes may look like one (PB08).
    const streamAt = at + layout.reserved;
    if (hasBytesAt(body, STREAM_HEADER, streamAt)) {
      const found = unitWithStream(body, from, streamAt);
      if (found !== undefined) {
        return found;
      }
    }
    if (at === from && mayBeBare && u16At(body, at) === chunkIds.packet) {
      return { informationBytes: body.subarray(at, at), streamAt: undefined, packetAt: at };
    }
    const length = u16At(body, at + 2) ?? 0;
    if (length < MIN_TLV_BYTES || length > MAX_TLV_BYTES || at + length > body.length) {
      return undefined;
    }
    at += length;
  }
  return undefined;
}

/** The first unit at or behind `from`, wherever it begins (B31 step 4). */
export function searchUnit(body: Uint8Array, from: number): UnitPlace | undefined {
  let at = findBytes(body, STREAM_HEADER, from + layout.reserved);
  for (let hits = 0; at >= 0 && hits < MAX_SEARCH_HITS; hits += 1) {
    const found = (at - from) % 2 === 0 ? unitWithStream(body, from, at) : undefined;
    if (found !== undefined && found !== 'cut') {
      return found;
    }
    at = findBytes(body, STREAM_HEADER, at + 1);
  }
  return undefined;
}

/** Reads GOP and PIC information; the end of the GOP stands before its start (B41). */
export function readStreamHeader(body: Uint8Array, streamAt: number): StreamHeader {
  const reader = new ByteReader(body, streamAt, streamAt + layout.streamHeader);
  reader.skip(4 + 16);
  const end = readRecordedTime(reader);
  const start = readRecordedTime(reader);
  reader.skip(16);
  const picture = readHundredths(reader);
  const isBackwards = end.time.epochMs < start.time.epochMs;
  return {
    epochMs: picture.epochMs,
    start: start.time,
    end: end.time,
    defects: [
      ...end.defects,
      ...start.defects,
      ...picture.defects,
      ...(isBackwards ? ['a GOP ends before it starts'] : []),
    ],
  };
}

/** Reads a packet: its length, its padding and the picture (B34, PB06, PB07, PB11). */
export function readPacket(body: Uint8Array, packetAt: number): Packet {
  const where = `packet at byte ${String(packetAt)}`;
  if (packetAt + layout.packetHeader > body.length) {
    return { kind: 'cut', defect: `the body ends within the header of the ${where}` };
  }
  const reader = new ByteReader(body, packetAt + 2);
  const padding = reader.u16();
  const length = reader.u32();
  if (length < layout.packetHeader) {
    return {
      kind: 'malformed',
      defect: `length ${String(length)}; expected at least ${String(layout.packetHeader)} (${where})`,
    };
  }
  const end = packetAt + length;
  if (end > body.length) {
    return {
      kind: 'cut',
      defect: `length ${String(length)}; expected at most ${String(body.length - packetAt)} (${where})`,
    };
  }
  const padded = body.subarray(packetAt + layout.packetHeader, end);
  const isPadding =
    padding <= Math.min(MAX_ZERO_PADDING, padded.length) &&
    padded.subarray(padded.length - padding).every((byte) => byte === 0);
  return isPadding
    ? { kind: 'picture', data: padded.subarray(0, padded.length - padding), end }
    : {
        kind: 'picture',
        data: padded,
        end,
        defect: `padding ${String(padding)}; expected 0 to ${String(MAX_ZERO_PADDING)} bytes 0, left in place (${where})`,
      };
}

/** The unit whose stream header begins there, when a packet header follows it. */
function unitWithStream(
  body: Uint8Array,
  from: number,
  streamAt: number,
): UnitPlace | 'cut' | undefined {
  const packetAt = streamAt + layout.streamHeader;
  if (packetAt + 2 > body.length) {
    return 'cut';
  }
  return u16At(body, packetAt) === chunkIds.packet
    ? { informationBytes: body.subarray(from, streamAt - layout.reserved), streamAt, packetAt }
    : undefined;
}
