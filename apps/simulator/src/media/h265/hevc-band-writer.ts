import type { DotPanel } from '../band/dot-panel.js';
import type { NalUnitWriter } from '../h264/nal-unit-writer.js';
import type { PackedBits } from '../h264/packed-bits.js';
import { CabacEncoder } from './cabac-encoder.js';
import { contexts } from './cabac-tables.js';

/** QP of the band's slices: with it seven small levels turn a 4x4 block from black to white. */
export const hevcBandQp = 46;

/**
 * Intra blocks of 4x4 pixels have a sine transform, whose lowest basis function is not flat (ITU-T H.265 8.6.4.2). These
 * levels in the first row and the first column of the block, all of one sign, drive every pixel by at least 254 grey
 * levels, so that clipping leaves 0 or 255, off by one at most, whatever was predicted: found by trying all small
 * levels with the transform of 8.6.4.2.
 *
 * | 8 3 2 1 | 3 0 0 0 | 2 0 0 0 | 1 0 0 0 |
 *
 * In the reverse of the diagonal scan, from column 3 of row 0 on: 1, 0, 0, 1, 2, 0, 2, 3, 3, 8.
 */
const lastColumn = 3;
/** sig_coeff_flag behind the last coefficient, and its context (ctxIdxMap of 9.3.4.2.5). */
const significance = [
  { flag: 0, context: 4 },
  { flag: 0, context: 6 },
  { flag: 1, context: 7 },
  { flag: 1, context: 4 },
  { flag: 0, context: 3 },
  { flag: 1, context: 6 },
  { flag: 1, context: 1 },
  { flag: 1, context: 2 },
  { flag: 1, context: 0 },
];
/** coeff_abs_level_greater1_flag of the seven levels, and greater1Ctx (9.3.4.2.6). */
const greaterThanOne = [
  { flag: 0, context: 1 },
  { flag: 0, context: 2 },
  { flag: 1, context: 3 },
  { flag: 1, context: 0 },
  { flag: 1, context: 0 },
  { flag: 1, context: 0 },
  { flag: 1, context: 0 },
];
const levelCount = greaterThanOne.length;
/** coeff_abs_level_remaining 0, 1, 1 and 6 with Rice parameter 0 (9.3.3.11). */
const remaining4 = [
  { value: 0b01010, bits: 5 },
  { value: 0b11111000, bits: 8 },
];
/**
 * In a 16x16 block, which has a cosine transform, a step of the DC coefficient is worth 1,024: 32 of them reach the limit
 * of 32,767, which is 256 grey levels. coeff_abs_level_remaining is 29.
 */
const remaining16 = [
  { value: 0b11111110, bits: 8 },
  { value: 0b1011, bits: 4 },
];

/** 16 blocks of 4x4 pixels in z-order: rows and columns of quarters, then of blocks in them. */
const zOrder = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15];

const allDots = 0xffff;
/** The rightmost column of a macroblock. */
const rightColumn = 0x8888;

/**
 * Writes the slices of a picture's band in H.265: one I slice per row of coding tree blocks of 16x16 pixels, black and
 * white dots on grey chroma. All blocks are predicted by DC mode; where the prediction is not the wanted level already,
 * coefficients drive it into the limit. It needs the parameter sets that `readHevcParameters` asks for.
 */
export class HevcBandWriter {
  readonly #widthInCtbs: number;
  readonly #writer: NalUnitWriter;
  readonly #cabac: CabacEncoder;

  /** @param writer may be shared */
  constructor(widthInCtbs: number, writer: NalUnitWriter) {
    this.#widthInCtbs = widthInCtbs;
    this.#writer = writer;
    this.#cabac = new CabacEncoder(writer);
  }

  /**
   * The slices as NAL units, new arrays.
   *
   * @param nalHeader both bytes of the picture's other slices
   * @param headers slice headers with {@link hevcBandQp} and their byte alignment, one for each row
   */
  write(nalHeader: number, headers: readonly PackedBits[], panel: DotPanel): Uint8Array[] {
    return headers.map((header, row) => {
      this.#writer.begin(nalHeader >> 8).bits(nalHeader & 0xff, 8);
      this.#writer.packed(header);
      this.#cabac.begin(hevcBandQp);
      this.#row(panel.macroblocks, row * this.#widthInCtbs);
      return this.#writer.finish();
    });
  }

  #row(macroblocks: Uint16Array, from: number): void {
    let left = -1;
    for (let column = 0; column < this.#widthInCtbs; column += 1) {
      const dots = macroblocks[from + column] ?? 0;
      this.#codingUnit(dots, left);
      left = dots;
      this.#cabac.terminate(column === this.#widthInCtbs - 1 ? 1 : 0);
    }
  }

  /** coding_unit() of 16x16 pixels (7.3.8.5); `left` is -1 at the start of the row. */
  #codingUnit(dots: number, left: number): void {
    const cabac = this.#cabac;
    cabac.bin(contexts.partMode, 1); // PART_2Nx2N
    cabac.bin(contexts.prevIntraLumaPredFlag, 1);
    cabac.bypass(0b10, 2); // mpm_idx 1: neighbours are DC or missing, so that DC is the second candidate
    cabac.bin(contexts.intraChromaPredMode, 0); // as luma
    if (dots === 0 || dots === allDots) {
      this.#wholeUnit(dots, left);
    } else {
      this.#splitUnit(dots, left);
    }
  }

  #wholeUnit(dots: number, left: number): void {
    const cabac = this.#cabac;
    cabac.bin(contexts.splitTransformFlag + 1, 0);
    cabac.bin(contexts.cbfChroma, 0);
    cabac.bin(contexts.cbfChroma, 0);
    // Nothing is above, so that the left column stands for it.
    const isPredicted = left >= 0 && (left & rightColumn) === (dots & rightColumn);
    cabac.bin(contexts.cbfLuma + 1, isPredicted ? 0 : 1);
    if (!isPredicted) {
      this.#residual16(dots === 0);
    }
  }

  #splitUnit(dots: number, left: number): void {
    const cabac = this.#cabac;
    cabac.bin(contexts.splitTransformFlag + 1, 1);
    cabac.bin(contexts.cbfChroma, 0);
    cabac.bin(contexts.cbfChroma, 0);
    for (let index = 0; index < zOrder.length; index += 1) {
      if (index % 4 === 0) {
        cabac.bin(contexts.splitTransformFlag + 2, 1);
      }
      const block = zOrder[index] ?? 0;
      const lit = (dots >> block) & 1;
      const isPredicted = isPredictedAs(lit, block, dots, left);
      cabac.bin(contexts.cbfLuma, isPredicted ? 0 : 1);
      if (!isPredicted) {
        this.#residual4(lit === 0);
      }
    }
  }

  /** residual_coding() of the one DC coefficient of a 16x16 block (7.3.8.11). */
  #residual16(isNegative: boolean): void {
    const cabac = this.#cabac;
    cabac.bin(contexts.lastX16, 0);
    cabac.bin(contexts.lastY16, 0);
    cabac.bin(contexts.greater1 + 1, 1);
    cabac.bin(contexts.greater2, 1);
    cabac.bypass(isNegative ? 1 : 0, 1);
    this.#bypassAll(remaining16);
  }

  /** residual_coding() of a 4x4 block. */
  #residual4(isNegative: boolean): void {
    const cabac = this.#cabac;
    for (let bin = 0; bin < lastColumn; bin += 1) {
      cabac.bin(contexts.lastX4 + bin, 1);
    }
    cabac.bin(contexts.lastY4, 0);
    for (const { flag, context } of significance) {
      cabac.bin(contexts.significant + context, flag);
    }
    for (const { flag, context } of greaterThanOne) {
      cabac.bin(contexts.greater1 + context, flag);
    }
    cabac.bin(contexts.greater2, 0);
    cabac.bypass(isNegative ? 2 ** levelCount - 1 : 0, levelCount);
    this.#bypassAll(remaining4);
  }

  #bypassAll(codes: readonly { readonly value: number; readonly bits: number }[]): void {
    for (const { value, bits } of codes) {
      this.#cabac.bypass(value, bits);
    }
  }
}

/**
 * Whether DC prediction gives exactly the level of a 4x4 block: when all its neighbours have it. A missing neighbour
 * is replaced by the other one (8.4.4.2.2); with none the prediction is grey.
 */
function isPredictedAs(lit: number, block: number, dots: number, left: number): boolean {
  const above = block >= 4 ? (dots >> (block - 4)) & 1 : undefined;
  const before =
    (block & 3) > 0 ? (dots >> (block - 1)) & 1 : left >= 0 ? (left >> (block + 3)) & 1 : undefined;
  return (above ?? before) === lit && (before ?? above) === lit;
}
