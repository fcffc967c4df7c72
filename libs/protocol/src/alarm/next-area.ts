import { readAlarmTime } from './alarm-time.js';
import {
  AREA_EXTENSION,
  AREA_HEADER_BYTES,
  AREA_IPV6,
  BASIC_BYTES,
  BASIC_TIME_AT,
  FLAG_AREAS,
  FLAG_AT,
  MAX_AREA_BYTES,
  PADDING_AT,
  TRAILER_BYTES,
  u16At,
} from './alarm-layout.js';

/**
 * What stands behind a message, or behind one of its areas.
 *
 * - `wait`: the next bytes decide
 * - `area`: one more area, which need not be there in full
 * - `trailer`: zeros that belong to nothing (A24)
 * - `message`: nothing that belongs to this message; the next one begins here
 * - `lost`: an area of less than its own header; nobody can say where the next one begins (AL11)
 */
export type NextArea = { readonly what: 'wait' } | { readonly what: 'message' } | FoundArea;

/** Something that belongs to the message, with its identifier (0 for zeros) and size in bytes. */
export type FoundArea = {
  readonly what: 'area' | 'trailer' | 'lost';
  readonly id: number;
  readonly size: number;
};

/** How much twenty bytes look like a basic part. */
export type BasicLooks = 'likely' | 'possible' | 'impossible';

const WAIT = { what: 'wait' } as const;
const MESSAGE = { what: 'message' } as const;

/** No device has an address that begins with zero, so up to here an identifier cannot be the begin of a message. */
const MAX_SURE_ID = 0xff;

/**
 * Decides what `bytes[at…]` is, behind the basic part or an area of a message whose length nobody has written (A23 to
 * A25). The answer depends on the bytes alone, not on how many of them came at once.
 *
 * @param hasEnded no more bytes will come: `wait` is no answer any more
 */
export function nextArea(bytes: Uint8Array, at: number, hasEnded: boolean): NextArea {
  const there = bytes.length - at;
  if (there < AREA_HEADER_BYTES) {
    return hasEnded ? restOf(bytes, at) : WAIT;
  }
  const id = u16At(bytes, at);
  const size = u16At(bytes, at + 2);
  if (id === 0 && size === 0) {
    return zerosAt(bytes, at, hasEnded);
  }
  if (isDocumented(id)) {
    return { what: size < AREA_HEADER_BYTES ? 'lost' : 'area', id, size };
  }
  if (size < AREA_HEADER_BYTES || size > MAX_AREA_BYTES) {
    return MESSAGE;
  }
  const verdict = id <= MAX_SURE_ID ? 'area' : unknownArea(bytes, at, size, hasEnded);
  return verdict === 'area' ? { what: 'area', id, size } : verdict === 'wait' ? WAIT : MESSAGE;
}

/**
 * Whether 20 bytes look like a basic part: `likely` with a time that exists and reserved bits as documented,
 * `impossible` with neither.
 */
export function basicLooks(bytes: Uint8Array, at: number): BasicLooks {
  const hasTime = readAlarmTime(bytes, null, at + BASIC_TIME_AT) !== null;
  const hasReserved =
    bytes[at + PADDING_AT] === 0 && ((bytes[at + FLAG_AT] ?? 0) & ~FLAG_AREAS) === 0;
  return hasTime && hasReserved ? 'likely' : hasTime || hasReserved ? 'possible' : 'impossible';
}

/** Extension, sender or IPv6 info. */
function isDocumented(id: number): boolean {
  return id >= AREA_EXTENSION && id <= AREA_IPV6;
}

/** The last one to three bytes: zeros, an area that was cut in its header, or a message that was. */
function restOf(bytes: Uint8Array, at: number): NextArea {
  const rest = bytes.subarray(at);
  if (rest.length > 0 && rest.every((byte) => byte === 0)) {
    return { what: 'trailer', id: 0, size: rest.length };
  }
  const id = rest.length >= 2 ? u16At(rest, 0) : 0;
  return isDocumented(id) ? { what: 'area', id, size: AREA_HEADER_BYTES } : MESSAGE;
}

/** Zeros where a sender info area belongs are passed over; else they are the address of a device with IPv6 only (A24). */
function zerosAt(bytes: Uint8Array, at: number, hasEnded: boolean): NextArea {
  const zeros = bytes.subarray(at, at + TRAILER_BYTES);
  if (!zeros.every((byte) => byte === 0)) {
    return MESSAGE;
  }
  return zeros.length === TRAILER_BYTES || hasEnded
    ? { what: 'trailer', id: 0, size: zeros.length }
    : WAIT;
}

/**
 * An area that no document knows, or the address of the next message: 192.168.0.100 reads as an area of 100 bytes. A
 * likely basic part is a message; else it is an area if what follows it can be read (A25).
 */
function unknownArea(
  bytes: Uint8Array,
  at: number,
  size: number,
  hasEnded: boolean,
): 'wait' | 'area' | 'message' {
  const there = bytes.length - at;
  if (there < BASIC_BYTES && !hasEnded) {
    return 'wait';
  }
  if (there >= BASIC_BYTES && basicLooks(bytes, at) === 'likely') {
    return 'message';
  }
  return isReadableAt(bytes, at + size, hasEnded);
}

function isReadableAt(
  bytes: Uint8Array,
  at: number,
  hasEnded: boolean,
): 'wait' | 'area' | 'message' {
  const there = bytes.length - at;
  if (there < AREA_HEADER_BYTES) {
    return !hasEnded ? 'wait' : there === 0 ? 'area' : 'message';
  }
  const id = u16At(bytes, at);
  const size = u16At(bytes, at + 2);
  if ((id === 0 && size === 0) || (isDocumented(id) && size >= AREA_HEADER_BYTES)) {
    return 'area';
  }
  if (there < BASIC_BYTES) {
    return hasEnded ? 'message' : 'wait';
  }
  return basicLooks(bytes, at) === 'likely' ? 'area' : 'message';
}
