/** Cells of a strip: sync, 32 bits, check, guard. The format is described in strip-reader.ts. */
export const stripCellCount = 48;

const sync = 0b1010;
const guard = 0b0101;
const checkModulus = 251;

/** The identity strip holds the camera's number above this many bits of the picture counter. */
const counterBits = 24;

/**
 * The cells of a strip as 48 zeros and ones.
 *
 * @param value taken modulo 2^32
 */
export function stripCells(value: number): number[] {
  const word = value >>> 0;
  return [
    ...bitsOf(sync, 4),
    ...bitsOf(word, 32),
    ...bitsOf(word % checkModulus, 8),
    ...bitsOf(guard, 4),
  ];
}

/** The value of the clock strip: milliseconds modulo 2^32, which wraps every 49.7 days. */
export function clockValue(wallClockMs: number): number {
  return modulo(Math.floor(wallClockMs), 2 ** 32);
}

/** The value of the identity strip. */
export function identityValue(camera: number, counter: number): number {
  return camera * 2 ** counterBits + modulo(counter, 2 ** counterBits);
}

function modulo(value: number, modulus: number): number {
  return ((value % modulus) + modulus) % modulus;
}

function bitsOf(value: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => (value >>> (count - 1 - index)) & 1);
}
