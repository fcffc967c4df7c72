/** A source of numbers in [0, 1), such as `Math.random`. */
export type Random = () => number;

/**
 * A seeded source of numbers (mulberry32): the same seed gives the same losses, identifiers and
 * start values, so a run that failed can be repeated.
 */
export function createRandom(seed: number): Random {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 0x1_0000_0000;
  };
}

/** A whole number in [0, limit). */
export function randomInteger(random: Random, limit: number): number {
  return Math.floor(random() * limit);
}

/** A string of `count` random hexadecimal digits. */
export function randomHex(random: Random, count: number): string {
  return Array.from({ length: count }, () => randomInteger(random, 16).toString(16)).join('');
}
