import type { PlaneBlock } from './plane-block.js';
import type { Plane } from './plane.js';

/** How much a macroblock differs from its neighbours. */
export type BorderDistances = { readonly fromAbove: number; readonly fromLeft: number };

/**
 * What the macroblocks above and on the left left behind in one plane: the dots at the border, from which the next one is
 * predicted, and how many levels their blocks have (ITU-T H.264 8.3.3, 9.2.1).
 */
export class MacroblockBorders {
  readonly #block: PlaneBlock;
  readonly #above: Uint8Array;
  readonly #left: Uint8Array;
  readonly #countsAbove: Uint8Array;
  readonly #countsLeft: Uint8Array;
  readonly #counts: Uint8Array;

  constructor(widthInMbs: number, block: PlaneBlock) {
    this.#block = block;
    this.#above = new Uint8Array(widthInMbs * block.size);
    this.#left = new Uint8Array(block.size);
    this.#countsAbove = new Uint8Array(widthInMbs * block.side);
    this.#countsLeft = new Uint8Array(block.side);
    this.#counts = new Uint8Array(block.side * block.side);
  }

  /** Predicts the same value everywhere. */
  predictFlat(value: number): void {
    this.#block.shown.fill(value);
  }

  /** Predicts that all goes on from above, or from the left. */
  predict(mbX: number, isVertical: boolean): void {
    const { shown, size } = this.#block;
    const above = this.#above;
    const first = mbX * size;
    if (isVertical) {
      for (let column = 0; column < size; column += 1) {
        const value = above[first + column] ?? 0;
        for (let at = column; at < size * size; at += size) {
          shown[at] = value;
        }
      }
      return;
    }
    for (let row = 0; row < size; row += 1) {
      shown.fill(this.#left[row] ?? 0, row * size, (row + 1) * size);
    }
  }

  /** By how much a picture differs from what is above and on the left by the sum over its dots. */
  compare({ data, columns }: Plane, at: number, mbX: number): BorderDistances {
    const { size } = this.#block;
    const above = this.#above;
    const first = mbX * size;
    let fromAbove = 0;
    let fromLeft = 0;
    for (let row = 0; row < size; row += 1) {
      const left = this.#left[row] ?? 0;
      const from = at + row * columns;
      for (let column = 0; column < size; column += 1) {
        const here = data[from + column] ?? 0;
        const across = here - left;
        const down = here - (above[first + column] ?? 0);
        fromLeft += across < 0 ? -across : across;
        fromAbove += down < 0 ? -down : down;
      }
    }
    return { fromAbove, fromLeft };
  }

  /** Forgets how many levels the blocks of a macroblock had: none were written. */
  clearCounts(): void {
    this.#counts.fill(0);
  }

  /** Notes how many levels were written of a block. */
  setCount(block: number, count: number): void {
    this.#counts[block] = count;
  }

  /** nC of a block, whose neighbours in the slice are those above unless `mbY` is 0, and on the left unless `mbX` is. */
  nC(block: number, mbX: number, mbY: number): number {
    const { side } = this.#block;
    const column = block & (side - 1);
    const row = (block / side) | 0;
    const hasLeft = mbX > 0 || column > 0;
    const hasAbove = mbY > 0 || row > 0;
    const left = (column > 0 ? this.#counts[block - 1] : this.#countsLeft[row]) ?? 0;
    const above =
      (row > 0 ? this.#counts[block - side] : this.#countsAbove[mbX * side + column]) ?? 0;
    if (hasLeft && hasAbove) {
      return (left + above + 1) >> 1;
    }
    return hasLeft ? left : hasAbove ? above : 0;
  }

  /** Remembers the macroblock that is done. */
  keep(mbX: number): void {
    const { shown, size, side } = this.#block;
    for (let index = 0; index < size; index += 1) {
      this.#above[mbX * size + index] = shown[(size - 1) * size + index] ?? 0;
      this.#left[index] = shown[index * size + size - 1] ?? 0;
    }
    for (let index = 0; index < side; index += 1) {
      this.#countsAbove[mbX * side + index] = this.#counts[(side - 1) * side + index] ?? 0;
      this.#countsLeft[index] = this.#counts[index * side + side - 1] ?? 0;
    }
  }
}
