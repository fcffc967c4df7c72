/**
 * Sizes, places and limits of notifications (alarm protocol 2.2, layouts B.1 to B.3, decisions A8, A20, A28). All numbers
 * are big-endian (A4), all sizes in bytes; the size of an area counts its own header.
 */

/** The basic part, which is all of a message of version 1. */
export const BASIC_BYTES = 20;
/** Where the six bytes of the time are in the basic part. */
export const BASIC_TIME_AT = 6;
export const TIME_BYTES = 6;
/** Where the flag is that announces areas; only its highest bit counts (A7). */
export const FLAG_AT = 15;
export const FLAG_AREAS = 0x80;
/** The padding of the basic part. */
export const PADDING_AT = 14;

/** Identifier and size. */
export const AREA_HEADER_BYTES = 4;
/** Of extension and IPv6 info: identifier, size, category, message id, padding. */
export const EXTENSION_HEADER_BYTES = 8;
export const SENDER_BYTES = 24;
export const IPV6_BYTES = 16;
export const MAX_AREA_BYTES = 512;
/** A device may end a message with as many zeros as a sender info area has bytes (A24). */
export const TRAILER_BYTES = SENDER_BYTES;

export const AREA_EXTENSION = 1;
export const AREA_SENDER = 2;
export const AREA_IPV6 = 3;

/** Message id of the IPv6 info area. */
export const IPV6_MESSAGE_ID = 0xff;

/** No device sends more than 512 + 512 + 16 * 24 and its basic part; what is longer is no message (A28). */
export const MAX_MESSAGE_BYTES = 4096;
/** A chain of devices that is longer is a loop (A28). */
export const MAX_SENDERS = 16;
/** One packet of Ethernet; what is longer is not passed on (E.8). */
export const MAX_RELAYED_BYTES = 1460;

/** The number of two bytes at this place; bytes behind the end count as zero. */
export function u16At(bytes: Uint8Array, at: number): number {
  return ((bytes[at] ?? 0) << 8) | (bytes[at + 1] ?? 0);
}
