import { FootageError } from '../footage-error.js';

/** ADTS header without a check sum (ISO/IEC 14496-3 1.A.2.2). */
const headerBytes = 7;

/**
 * Cuts an ADTS stream into its access units.
 *
 * @throws FootageError `encoder` where no frame begins, or the last one is not complete
 */
export function splitAdts(bytes: Uint8Array): Uint8Array[] {
  const units: Uint8Array[] = [];
  for (let at = 0; at < bytes.length;) {
    const header = bytes.subarray(at, at + headerBytes);
    const isFrame =
      header.length === headerBytes && header[0] === 0xff && ((header[1] ?? 0) & 0xf7) === 0xf1;
    const length =
      (((header[3] ?? 0) & 3) << 11) | ((header[4] ?? 0) << 3) | ((header[5] ?? 0) >> 5);
    if (!isFrame || length <= headerBytes || at + length > bytes.length) {
      throw new FootageError(
        'encoder',
        `No ADTS frame at byte ${String(at)} of ${String(bytes.length)}; expected one up to the end`,
        { at, length: bytes.length },
      );
    }
    units.push(bytes.subarray(at + headerBytes, at + length));
    at += length;
  }
  return units;
}
