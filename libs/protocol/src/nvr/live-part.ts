import { ByteReader } from '@casement/bytes';
import type { MultipartPart } from '../http/multipart-part.js';

/** Audio codecs of a recorder. Which law G.711 has is not transmitted (B47). */
export type LiveAudioCodec = 'aac' | 'g711' | 'g726';

/** One part of a live HTTP stream, told apart by its Content-Type (NVR v1.4R1 2.3.3 to 2.3.7). */
export type LivePart =
  /** 2.3.3, 2.3.4: exactly one RTP packet (B19); its payload type tells the codec (B17). */
  | { readonly kind: 'rtp'; readonly bytes: Uint8Array }
  /** 2.3.7: elementary stream without RTP and AU headers. */
  | {
      readonly kind: 'audio';
      readonly codec: LiveAudioCodec;
      readonly clockRateHz: number;
      /** Where the Content-Type tells it, as for G.726. */
      readonly bitsPerSecond?: number;
      readonly bytes: Uint8Array;
      /** What was odd; the bytes are usable all the same. */
      readonly defect?: string;
    }
  /** 2.3.5: a JPEG with chunks of recorder and camera information in front. */
  | { readonly kind: 'jpeg'; readonly bytes: Uint8Array }
  /** Something that no chapter describes. */
  | { readonly kind: 'unknown'; readonly contentType: string };

const CODECS: readonly (readonly [RegExp, LiveAudioCodec])[] = [
  [/aac/u, 'aac'],
  [/g\.?726/u, 'g726'],
  [/g\.?711/u, 'g711'],
];

/** G.711 and G.726 know no other rate; the number in `g.726-32k` is their bit rate. */
const TELEPHONE_CLOCK_RATE_HZ = 8000;
const DEFAULT_AAC_CLOCK_RATE_HZ = 48000;
/** Rates that "…k" abbreviates by dropping digits. */
const ABBREVIATED_RATES = new Map([
  [44, 44100],
  [22, 22050],
  [11, 11025],
]);

/** Says what a part of a live stream is. Never throws and copies nothing. */
export function classifyLivePart(part: MultipartPart): LivePart {
  const contentType = part.headers.get('content-type') ?? '';
  const type = contentType.replace(/;.*$/su, '').trim().toLowerCase();
  if (type === 'application/octet-stream') {
    return { kind: 'rtp', bytes: part.body };
  }
  if (type === 'image/jpeg') {
    return { kind: 'jpeg', bytes: part.body };
  }
  const codec = type.startsWith('audio/')
    ? CODECS.find(([pattern]) => pattern.test(type))?.[1]
    : undefined;
  return codec === undefined ? { kind: 'unknown', contentType } : audioPart(codec, type, part.body);
}

function audioPart(codec: LiveAudioCodec, type: string, body: Uint8Array): LivePart {
  const thousands = Number(/(\d{1,3})k/u.exec(type)?.[1] ?? 0);
  return {
    kind: 'audio',
    codec,
    ...(codec === 'aac'
      ? { clockRateHz: aacClockRate(thousands) }
      : {
          clockRateHz: TELEPHONE_CLOCK_RATE_HZ,
          ...(thousands > 0 ? { bitsPerSecond: thousands * 1000 } : {}),
        }),
    ...(codec === 'aac' && startsWithAuHeader(body) ? { bytes: body } : withoutLeadingZero(body)),
  };
}

function aacClockRate(thousands: number): number {
  return thousands === 0
    ? DEFAULT_AAC_CLOCK_RATE_HZ
    : (ABBREVIATED_RATES.get(thousands) ?? thousands * 1000);
}

/**
 * Whether AU headers add up to the body as it is (B.9): then a 0x00 in front is the first byte of their length, or
 * of the size of a short AU, and no byte that was added.
 */
function startsWithAuHeader(body: Uint8Array): boolean {
  if (body.length < 2) {
    return false;
  }
  const reader = new ByteReader(body);
  const first = reader.u16();
  const isSize = first > 0 && first % 8 === 0 && first >> 3 === reader.remaining;
  return isSize || sizesAddUp(reader, first / 16);
}

/** RFC 3640 3.2.1: as many headers of 16 bits, each with a size of 13, and then just so many bytes. */
function sizesAddUp(reader: ByteReader, headers: number): boolean {
  if (!Number.isInteger(headers) || headers === 0 || reader.remaining < 2 * headers) {
    return false;
  }
  let bytes = 0;
  for (let header = 0; header < headers; header += 1) {
    bytes += reader.u16() >> 3;
  }
  return bytes === reader.remaining;
}

/** 2.3.7 puts one byte 0x00 in front of the data: exactly that one goes (B46). */
function withoutLeadingZero(body: Uint8Array): { bytes: Uint8Array; defect?: string } {
  if (body.length === 0) {
    return { bytes: body, defect: 'audio part without data' };
  }
  const first = new ByteReader(body).u8();
  return first === 0
    ? { bytes: body.subarray(1) }
    : { bytes: body, defect: `audio part begins with ${String(first)}; expected 0` };
}
