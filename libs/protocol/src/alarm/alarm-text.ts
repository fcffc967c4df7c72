import { EXTENSION_HEADER_BYTES, MAX_AREA_BYTES } from './alarm-layout.js';

/** NUL included, which ends every text (A9). */
const MAX_DATA_BYTES = MAX_AREA_BYTES - EXTENSION_HEADER_BYTES;
const UNIT_BYTES = 4;
/** What stands for a control character in a log or on a page (A10). */
const REPLACEMENT = '\ufffd';

/**
 * The text of an extension: one character per byte, up to the first NUL, or all of it where there is none; control
 * characters as U+FFFD (A9, A10). Not escaped for HTML. Never throws.
 */
export function readAlarmText(bytes: Uint8Array): string {
  const nul = bytes.indexOf(0);
  const text = nul < 0 ? bytes : bytes.subarray(0, nul);
  return text.some(isControl)
    ? Array.from(text, (byte) => (isControl(byte) ? REPLACEMENT : String.fromCharCode(byte))).join(
        '',
      )
    : Buffer.from(text.buffer, text.byteOffset, text.length).toString('latin1');
}

/**
 * The data of an extension: the text, at least one NUL, and NULs up to a multiple of four bytes (A9). `undefined` for a
 * text with controls, with characters beyond U+00FF, or of more than 503.
 */
export function writeAlarmText(text: string): Uint8Array | undefined {
  const bytes = Buffer.from(text, 'latin1');
  const isWritable =
    bytes.toString('latin1') === text &&
    bytes.length < MAX_DATA_BYTES &&
    !bytes.some((byte) => isControl(byte));
  if (!isWritable) {
    return undefined;
  }
  const data = new Uint8Array((Math.floor(bytes.length / UNIT_BYTES) + 1) * UNIT_BYTES);
  data.set(bytes);
  return data;
}

/** C0, delete and C1. */
function isControl(byte: number): boolean {
  return byte < 0x20 || (byte >= 0x7f && byte < 0xa0);
}
