/** `00` to `FF`. */
const HEX = Array.from({ length: 256 }, (_, byte) =>
  byte.toString(16).toUpperCase().padStart(2, '0'),
);
const MAC = /^[0-9a-f]{2}([:-]?)[0-9a-f]{2}(?:\1[0-9a-f]{2}){4}$/iu;

/** The six bytes from `at` on as this library writes a MAC address, upper-case: `00:80:45:0D:12:34`. */
export function formatMac(bytes: Uint8Array, at = 0): string {
  const hex = (place: number): string => HEX[bytes[at + place] ?? 0] ?? '';
  return `${hex(0)}:${hex(1)}:${hex(2)}:${hex(3)}:${hex(4)}:${hex(5)}`;
}

/**
 * The same from a text of either case, with colons, hyphens (as getinfo writes it) or nothing between its bytes;
 * `undefined` for any other text.
 */
export function normaliseMac(text: string): string | undefined {
  return MAC.test(text) ? formatMac(Buffer.from(text.replace(/[:-]/gu, ''), 'hex')) : undefined;
}

/** Its six bytes; `undefined` for a text that is none. */
export function macBytes(text: string): Uint8Array | undefined {
  return MAC.test(text)
    ? Uint8Array.from(Buffer.from(text.replace(/[:-]/gu, ''), 'hex'))
    : undefined;
}
