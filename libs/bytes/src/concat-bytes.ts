/** One new array with the contents of `list` in order; the parts are copied and not changed. */
export function concatBytes(list: readonly Uint8Array[]): Uint8Array {
  const result = new Uint8Array(list.reduce((sum, part) => sum + part.length, 0));
  let offset = 0;
  for (const part of list) {
    result.set(part, offset);
    offset += part.length;
  }
  return result;
}
