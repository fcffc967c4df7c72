import { BytesError } from './bytes-error.js';

/** More of a message than this only fills a log (house rule: dumps are capped at 64 bytes). */
const DEFAULT_MAX_BYTES = 64;

/**
 * Bytes as lower-case hexadecimal text for logs and error messages.
 *
 * @param maxBytes how many bytes to show, default 64; what is left out is counted behind: `00ff…(+3 bytes)`
 */
export function toHex(bytes: Uint8Array, maxBytes: number = DEFAULT_MAX_BYTES): string {
  const shown = bytes.subarray(0, Math.max(0, maxBytes));
  const text = Buffer.from(shown.buffer, shown.byteOffset, shown.length).toString('hex');
  const hidden = bytes.length - shown.length;
  return hidden > 0 ? `${text}…(+${String(hidden)} bytes)` : text;
}

/**
 * Bytes from hexadecimal text of either case; white space between bytes is allowed.
 *
 * @throws BytesError `malformed` for an odd number of digits or a character that is not a digit
 */
export function fromHex(text: string): Uint8Array {
  const digits = text.replace(/\s+/gu, '');
  const odd = digits.search(/[^0-9a-f]/iu);
  if (odd >= 0 || digits.length % 2 !== 0) {
    throw new BytesError(
      'malformed',
      odd >= 0
        ? `character ${JSON.stringify(digits.charAt(odd))} at digit ${String(odd)}; expected a hexadecimal digit`
        : `${String(digits.length)} hexadecimal digits; expected an even number`,
      { offset: Math.max(odd, 0), wanted: digits.length + 1, available: digits.length },
    );
  }
  return Uint8Array.from(Buffer.from(digits, 'hex'));
}
