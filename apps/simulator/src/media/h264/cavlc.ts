import { unsignedBits } from './bit-text.js';
import { coeffTokens, runBefore, totalZeros } from './cavlc-tables.js';

/** Coefficients of a 4x4 block, and so of the Intra16x16 DC levels of a macroblock. */
const blockCoefficients = 16;

/** level_suffix of an escaped level has 12 bits (ITU-T H.264 9.2.2.1, level_prefix 15). */
const escapeBits = 12;

/**
 * residual_block_cavlc() of 16 levels in scan order (ITU-T H.264 7.3.5.3.2) with nC = 0: the
 * neighbours have no coefficients, or are not counted.
 *
 * @returns the code as a text of `0` and `1`
 * @throws RangeError for another number of levels, or a level beyond the 12-bit escape
 */
export function residualBlockBits(levels: readonly number[]): string {
  if (levels.length !== blockCoefficients) {
    throw new RangeError(`A block has ${String(levels.length)} levels; expected 16`);
  }
  const positions = [...levels.keys()].filter((index) => levels[index] !== 0).reverse();
  // From here on the highest frequency comes first, as CAVLC has it.
  const nonZero = positions.map((index) => levels[index] ?? 0);
  const trailingOnes = countTrailingOnes(nonZero);
  const token = coeffTokens[nonZero.length]?.[trailingOnes] ?? '';
  if (nonZero.length === 0) {
    return token;
  }
  return (
    token +
    nonZero
      .slice(0, trailingOnes)
      .map((level) => (level < 0 ? '1' : '0'))
      .join('') +
    levelBits(nonZero, trailingOnes) +
    zeroBits(positions)
  );
}

/** At most three levels of +1 or -1 at the end of the scan need only a sign. */
function countTrailingOnes(nonZero: readonly number[]): number {
  const end = nonZero.slice(0, 3).findIndex((level) => Math.abs(level) !== 1);
  return end < 0 ? Math.min(3, nonZero.length) : end;
}

/** The levels after the trailing ones (9.2.2). */
function levelBits(nonZero: readonly number[], trailingOnes: number): string {
  let suffixLength = nonZero.length > 10 && trailingOnes < 3 ? 1 : 0;
  let text = '';
  for (const [index, level] of nonZero.slice(trailingOnes).entries()) {
    let levelCode = level > 0 ? 2 * level - 2 : -2 * level - 1;
    if (index === 0 && trailingOnes < 3) {
      // It cannot be +-1, which would have been a trailing one.
      levelCode -= 2;
    }
    text += oneLevelBits(levelCode, suffixLength);
    suffixLength = Math.max(1, suffixLength);
    if (Math.abs(level) > 3 << (suffixLength - 1) && suffixLength < 6) {
      suffixLength += 1;
    }
  }
  return text;
}

/** level_prefix and level_suffix (9.2.2.1). */
function oneLevelBits(levelCode: number, suffixLength: number): string {
  if (suffixLength === 0 && levelCode >= 14) {
    return levelCode < 30
      ? prefixBits(14) + unsignedBits(levelCode - 14, 4)
      : prefixBits(15) + unsignedBits(levelCode - 30, escapeBits);
  }
  const escape = 15 << suffixLength;
  if (suffixLength > 0 && levelCode >= escape) {
    return prefixBits(15) + unsignedBits(levelCode - escape, escapeBits);
  }
  const suffix = levelCode & ((1 << suffixLength) - 1);
  return prefixBits(levelCode >> suffixLength) + unsignedBits(suffix, suffixLength);
}

function prefixBits(zeros: number): string {
  return `${'0'.repeat(zeros)}1`;
}

/** total_zeros and run_before (9.2.3); `positions` are scan positions, the highest first. */
function zeroBits(positions: readonly number[]): string {
  const last = positions[0] ?? 0;
  let zerosLeft = last + 1 - positions.length;
  // A full block has no zeros, and no table row either.
  let text = totalZeros[positions.length - 1]?.[zerosLeft] ?? '';
  for (const [index, position] of positions.slice(0, -1).entries()) {
    if (zerosLeft === 0) {
      break;
    }
    const run = position - (positions[index + 1] ?? 0) - 1;
    text += runBefore[Math.min(zerosLeft, 7) - 1]?.[run] ?? '';
    zerosLeft -= run;
  }
  return text;
}
