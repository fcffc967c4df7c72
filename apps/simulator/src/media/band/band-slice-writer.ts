import type { NalUnitWriter } from '../h264/nal-unit-writer.js';
import type { PackedBits } from '../h264/packed-bits.js';
import type { DotPanel } from './dot-panel.js';
import type { MacroblockCodes } from './macroblock-codes.js';
import { predictionModes } from './macroblock-codes.js';

const { vertical, horizontal, dc } = predictionModes;

/** A nibble in all four rows: the column predicted from above. */
const allRows = 0x1111;

/**
 * Writes the slice of a picture's band: an I slice from the first macroblock on that shows the dots of a
 * panel. The pixels are exactly `darkLuma` and `litLuma` with grey chroma; see dot-levels.ts.
 */
export class BandSliceWriter {
  readonly #widthInMbs: number;
  readonly #codes: MacroblockCodes;
  readonly #writer: NalUnitWriter;

  /** @param options `codes` and `writer` may be shared by any number of band slice writers */
  constructor(options: {
    readonly widthInMbs: number;
    readonly codes: MacroblockCodes;
    readonly writer: NalUnitWriter;
  }) {
    this.#widthInMbs = options.widthInMbs;
    this.#codes = options.codes;
    this.#writer = options.writer;
  }

  /**
   * The slice as a NAL unit, a new array.
   *
   * @param nalHeader first byte of the picture's other slices
   * @param sliceHeader see `intraSliceHeaderBits`, with `dotQp`
   */
  write(nalHeader: number, sliceHeader: PackedBits, panel: DotPanel): Uint8Array {
    this.#writer.begin(nalHeader).packed(sliceHeader);
    const { macroblocks } = panel;
    for (let index = 0; index < macroblocks.length; index += 1) {
      this.#writer.packed(this.#macroblock(macroblocks, index));
    }
    return this.#writer.finish();
  }

  #macroblock(macroblocks: Uint16Array, index: number): PackedBits {
    const dots = macroblocks[index] ?? 0;
    const above =
      index >= this.#widthInMbs ? (macroblocks[index - this.#widthInMbs] ?? 0) : undefined;
    const left = index % this.#widthInMbs > 0 ? (macroblocks[index - 1] ?? 0) : undefined;
    if (above === undefined && left === undefined) {
      return this.#codes.code(dc, 0, dots);
    }
    if (above === undefined) {
      return this.#codes.code(horizontal, rightColumn(left ?? 0), dots);
    }
    const lowest = above >> 12;
    const fromAbove = this.#codes.code(vertical, lowest, dots);
    if (left === undefined || lowest * allRows === dots) {
      return fromAbove;
    }
    const fromLeft = this.#codes.code(horizontal, rightColumn(left), dots);
    return fromLeft.length < fromAbove.length ? fromLeft : fromAbove;
  }
}

/** The rightmost block of each row, as four bits from the top. */
function rightColumn(dots: number): number {
  return ((dots >> 3) & 1) | ((dots >> 6) & 2) | ((dots >> 9) & 4) | ((dots >> 12) & 8);
}
