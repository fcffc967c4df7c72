import { maskUid } from './uid.js';

/** House rule: what is dumped into a message is at most 64 bytes. */
const MAX_EXCERPT_BYTES = 64;

/** Digit runs as long as this may be a UID that stands where no UID belongs. */
const POSSIBLE_UID = /\d{3,}/gu;

/**
 * Text from outside as it may appear in an error message: quoted, at most 64 bytes, every character
 * outside of printable ASCII as a dot.
 */
export function excerpt(text: string): string {
  const start = text.slice(0, MAX_EXCERPT_BYTES).replace(/[^\x20-\x7e]/gu, '.');
  return text.length > MAX_EXCERPT_BYTES ? `"${start}"…` : `"${start}"`;
}

/** As `excerpt`, for pieces of a URL, in which any longer number may be a UID: those are masked. */
export function excerptOfUrl(text: string): string {
  return excerpt(text.replace(POSSIBLE_UID, (digits) => maskUid(digits).replace('…', '*')));
}
