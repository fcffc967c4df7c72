import { hasBytesAt } from '@casement/bytes';

/** Whether two NAL units are equal, byte by byte. */
export function sameBytes(a: Uint8Array, b: Uint8Array | undefined): boolean {
  return b?.length === a.length && hasBytesAt(a, b);
}
