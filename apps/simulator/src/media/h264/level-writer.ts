import { runBefore, totalZeros } from './cavlc-tables.js';
import type { NalUnitWriter } from './nal-unit-writer.js';
import { tokenTables } from './token-tables.js';

/** A code of at most 16 bits, ready to be written. */
type Code = { readonly value: number; readonly bits: number };

/** Which blocks are written: their coefficients, and tables 9-5, 9-7 to 9-9 for them. */
type BlockKind = {
  readonly tokens: readonly (readonly Code[])[];
  readonly zeros: readonly (readonly Code[])[];
};

/** Table 9-5, column nC = -1: `tokens[totalCoeff][trailingOnes]`. */
const chromaDcTokens = [
  ['01'],
  ['000111', '1'],
  ['000100', '000110', '001'],
  ['000011', '0000011', '0000010', '000101'],
  ['000010', '00000011', '00000010', '0000000'],
];

/** Table 9-9 (a): `zeros[totalCoeff - 1][total_zeros]`. */
const chromaDcZeros = [
  ['1', '01', '001', '000'],
  ['1', '01', '00'],
  ['1', '0'],
];

const none: Code = { value: 0, bits: 0 };

/** Blocks of 16 or 15 levels, by what nC is: 0 and 1, 2 and 3, 4 to 7, more. */
const blockKinds: readonly BlockKind[] = tokenTables.map((table) => ({
  tokens: packTable(table),
  zeros: packTable(totalZeros),
}));

/** The four DC levels of a chroma component. */
const chromaDcKind: BlockKind = {
  tokens: packTable(chromaDcTokens),
  zeros: packTable(chromaDcZeros),
};

const runs = packTable(runBefore);

/**
 * Writes residual_block_cavlc() (ITU-T H.264 7.3.5.3.2) straight into a NAL unit: as `residualBlockBits`, for pictures that
 * are drawn anew each time and have too many different blocks to keep their texts. `nC` (9.2.1) is the mean of how many
 * levels the blocks on the left and above have; each method says how many it wrote.
 */
export class LevelWriter {
  readonly #writer: NalUnitWriter;
  readonly #levels = new Int32Array(16);
  readonly #positions = new Int32Array(16);

  constructor(writer: NalUnitWriter) {
    this.#writer = writer;
  }

  /** The 16 levels of an Intra16x16 DC block in scan order. */
  lumaDc(levels: Int32Array, nC: number): number {
    return this.#block(kindFor(nC), levels, 0, 16);
  }

  /** The 15 levels of a block without DC, in scan order, the first one at a place. */
  withoutDc(levels: Int32Array, first: number, nC: number): number {
    return this.#block(kindFor(nC), levels, first, 15);
  }

  /** The 4 DC levels of a chroma component, in raster order. */
  chromaDc(levels: Int32Array): number {
    return this.#block(chromaDcKind, levels, 0, 4);
  }

  #block({ tokens, zeros }: BlockKind, levels: Int32Array, first: number, size: number): number {
    const count = this.#collect(levels, first, size);
    const ones = this.#trailingOnes(count);
    this.#code(tokens[count]?.[ones]);
    if (count === 0) {
      return count;
    }
    for (let index = 0; index < ones; index += 1) {
      this.#writer.bits((this.#levels[index] ?? 0) < 0 ? 1 : 0, 1);
    }
    this.#writeLevels(count, ones);
    // A full block has no zeros to tell.
    if (count < size) {
      this.#writeZeros(zeros, count);
    }
    return count;
  }

  /** The levels that are not zero, the highest frequency first; how many. */
  #collect(levels: Int32Array, first: number, size: number): number {
    let count = 0;
    for (let index = size - 1; index >= 0; index -= 1) {
      const level = levels[first + index] ?? 0;
      if (level !== 0) {
        this.#levels[count] = level;
        this.#positions[count] = index;
        count += 1;
      }
    }
    return count;
  }

  #trailingOnes(count: number): number {
    let ones = 0;
    while (ones < 3 && ones < count && Math.abs(this.#levels[ones] ?? 0) === 1) {
      ones += 1;
    }
    return ones;
  }

  /** 9.2.2, as in cavlc.ts. */
  #writeLevels(count: number, ones: number): void {
    let suffixLength = count > 10 && ones < 3 ? 1 : 0;
    for (let index = ones; index < count; index += 1) {
      const level = this.#levels[index] ?? 0;
      let code = level > 0 ? 2 * level - 2 : -2 * level - 1;
      if (index === ones && ones < 3) {
        code -= 2;
      }
      this.#writeLevel(code, suffixLength);
      suffixLength = Math.max(1, suffixLength);
      if (Math.abs(level) > 3 << (suffixLength - 1) && suffixLength < 6) {
        suffixLength += 1;
      }
    }
  }

  /** 9.2.2.1. */
  #writeLevel(code: number, suffixLength: number): void {
    const writer = this.#writer;
    if (suffixLength === 0 && code >= 14) {
      if (code < 30) {
        writer.bits(1, 15).bits(code - 14, 4);
      } else {
        writer.bits(1, 16).bits(code - 30, 12);
      }
      return;
    }
    const escape = 15 << suffixLength;
    if (suffixLength > 0 && code >= escape) {
      writer.bits(1, 16).bits(code - escape, 12);
      return;
    }
    writer.bits(1, (code >> suffixLength) + 1);
    writer.bits(code & ((1 << suffixLength) - 1), suffixLength);
  }

  /** 9.2.3. */
  #writeZeros(zeros: BlockKind['zeros'], count: number): void {
    let left = (this.#positions[0] ?? 0) + 1 - count;
    this.#code(zeros[count - 1]?.[left]);
    for (let index = 0; index < count - 1 && left > 0; index += 1) {
      const run = (this.#positions[index] ?? 0) - (this.#positions[index + 1] ?? 0) - 1;
      this.#code(runs[Math.min(left, 7) - 1]?.[run]);
      left -= run;
    }
  }

  #code({ value, bits }: Code = none): void {
    this.#writer.bits(value, bits);
  }
}

function kindFor(nC: number): BlockKind {
  const kind = nC < 2 ? 0 : nC < 4 ? 1 : nC < 8 ? 2 : 3;
  return blockKinds[kind] ?? chromaDcKind;
}

function packTable(table: readonly (readonly string[])[]): Code[][] {
  return table.map((row) =>
    row.map((text) => ({ value: Number.parseInt(text, 2), bits: text.length })),
  );
}
