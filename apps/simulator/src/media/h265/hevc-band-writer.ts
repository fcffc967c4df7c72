import type { DotPanel } from '../band/dot-panel.js';
import type { NalUnitWriter } from '../h264/nal-unit-writer.js';
import type { PackedBits } from '../h264/packed-bits.js';
import { CabacEncoder } from './cabac-encoder.js';
import { contexts } from './cabac-tables.js';

/** QP of the band's slices: with it one small level of a DC coefficient is more than black is from white. */
export const hevcBandQp = 51;

/**
 * coeff_abs_level_remaining of the level that saturates every pixel, by ITU-T H.265 8.6.4.2: a step is worth 7,296 in a
 * 4x4 block and 1,824 in a 16x16 block, a level of 5 and of 18 reach the limit of 32,767, and that is 256 grey
 * levels after the transform (8.6.4.2, 8.6.2). Clipping then leaves exactly 0 or 255, whatever was predicted.
 * As bins of Rice parameter 0 (9.3.3.11): the code and its length.
 */
const remaining4 = { value: 0b110, bits: 3 };
const remaining16 = { high: 0b1111110, highBits: 7, low: 0b101, lowBits: 3 };

/** 16 blocks of 4x4 pixels in z-order: rows and columns of quarters, then of blocks in them. */
const zOrder = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15];

const allDots = 0xffff;
/** The rightmost column of a macroblock. */
const rightColumn = 0x8888;

/**
 * Writes the slices of a picture's band in H.265: one I slice per row of coding tree blocks of 16x16 pixels, black and
 * white dots on grey chroma. All blocks are predicted by DC mode; where the prediction is not the wanted level already,
 * one coefficient drives it into the limit. It needs the parameter sets that `readHevcParameters` asks for.
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
      cabac.bin(contexts.lastX16, 0);
      cabac.bin(contexts.lastY16, 0);
      this.#level(dots === 0);
      cabac.bypass(remaining16.high, remaining16.highBits);
      cabac.bypass(remaining16.low, remaining16.lowBits);
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
        cabac.bin(contexts.lastX4, 0);
        cabac.bin(contexts.lastY4, 0);
        this.#level(lit === 0);
        cabac.bypass(remaining4.value, remaining4.bits);
      }
    }
  }

  /** A single coefficient above 2, and its sign (7.3.8.11). */
  #level(isNegative: boolean): void {
    this.#cabac.bin(contexts.greater1, 1);
    this.#cabac.bin(contexts.greater2, 1);
    this.#cabac.bypass(isNegative ? 1 : 0, 1);
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
