/**
 * Position of the first `needle` in `haystack` at or after `from`, or -1.
 * An empty needle is found at `from`, as with strings.
 */
export function findBytes(haystack: Uint8Array, needle: Uint8Array, from = 0): number {
  const view = Buffer.from(haystack.buffer, haystack.byteOffset, haystack.length);
  // Buffer.indexOf counts a negative start from the end; here it means the beginning.
  return view.indexOf(needle, Math.max(0, from));
}

/** True when `bytes` has exactly the bytes of `prefix` at `offset`. */
export function hasBytesAt(bytes: Uint8Array, prefix: Uint8Array, offset = 0): boolean {
  if (offset < 0 || offset + prefix.length > bytes.length) {
    return false;
  }
  return prefix.every((byte, index) => bytes[offset + index] === byte);
}
