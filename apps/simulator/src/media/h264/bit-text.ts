/**
 * Bit strings as text of `0` and `1`, most significant first: how the tables of ITU-T H.264 are
 * printed. Slow but readable; what is written for every picture is packed once with `packBits`.
 */

/** `value` as an unsigned number of `count` bits, u(n). @throws RangeError when it does not fit */
export function unsignedBits(value: number, count: number): string {
  const text = value.toString(2);
  if (!Number.isInteger(value) || value < 0 || text.length > count) {
    if (value !== 0 || count !== 0) {
      throw new RangeError(`${String(value)} does not fit into ${String(count)} unsigned bits`);
    }
    return '';
  }
  return text.padStart(count, '0');
}

/** Unsigned Exp-Golomb code, ue(v) (H.264 9.1). @throws RangeError below 0 */
export function ueBits(value: number): string {
  const code = unsignedBits(value + 1, 32).replace(/^0+/, '');
  return '0'.repeat(code.length - 1) + code;
}

/** Signed Exp-Golomb code, se(v) (H.264 9.1.1). */
export function seBits(value: number): string {
  return ueBits(value > 0 ? 2 * value - 1 : -2 * value);
}
