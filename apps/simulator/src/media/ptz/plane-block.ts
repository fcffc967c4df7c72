import { forward4x4, hadamard2x2, hadamard4x4, inverse4x4, zigZag } from './block-transform.js';
import type { Plane } from './plane.js';
import type { Quantiser } from './quantiser.js';

/** Levels of a block of 4x4. */
const blockLevels = 16;

/**
 * What a macroblock has of one plane: 16x16 dots of brightness, or 8x8 of a colour difference, as blocks of 4x4. The
 * prediction is put in, then `code` makes levels of what is missing, and of the prediction what a decoder gets.
 */
export class PlaneBlock {
  /** Blocks along a side: 4 or 2. */
  readonly side: number;
  /** Dots along a side. */
  readonly size: number;
  /** The prediction, then what a decoder gets before it filters, in raster order. */
  readonly shown: Uint8Array;
  /** Levels of the DC values, of brightness in scan order, of colour in raster order. */
  readonly dc: Int32Array;
  /** Levels of each block, in scan order; the first of each is its DC, and 0. */
  readonly ac: Int32Array;
  readonly #values: Int32Array;
  readonly #counts: Uint8Array;
  readonly #work = new Int32Array(blockLevels);

  constructor(side: 4 | 2) {
    this.side = side;
    this.size = 4 * side;
    this.shown = new Uint8Array(this.size * this.size);
    this.dc = new Int32Array(side * side);
    this.ac = new Int32Array(side * side * blockLevels);
    this.#values = new Int32Array(side * side);
    this.#counts = new Uint8Array(side * side);
  }

  /** Whether some DC level is not zero. */
  hasDc = false;

  /** Whether some other level is not zero. */
  hasAc = false;

  /** Nothing is missing in the prediction. */
  clear(): void {
    this.hasAc = false;
    this.hasDc = false;
    this.dc.fill(0);
    this.ac.fill(0);
  }

  /** Codes the dots of a plane whose first one is at a place. */
  code(plane: Plane, at: number, quantiser: Quantiser): void {
    this.clear();
    const unseen = quantiser.unseen * blockLevels;
    for (let block = 0; block < this.#values.length; block += 1) {
      this.#counts[block] = 0;
      const missing = this.#subtract(plane, at, block);
      if (missing <= unseen) {
        this.#values[block] = 0;
      } else if (missing < quantiser.least) {
        this.#values[block] = this.#sumOfWork();
      } else {
        forward4x4(this.#work);
        this.#values[block] = this.#work[0] ?? 0;
        const count = quantiser.levels(this.#work, this.ac, block * blockLevels);
        this.#counts[block] = count;
        this.hasAc ||= count > 0;
      }
    }
    this.#codeDc(quantiser);
    for (let block = 0; block < this.#values.length; block += 1) {
      this.#add(block, quantiser);
    }
  }

  /** What the picture differs from the prediction, and by how much in all. */
  #subtract({ data, columns }: Plane, at: number, block: number): number {
    const work = this.#work;
    const { shown, size } = this;
    let own = this.#firstOf(block);
    let other = at + 4 * ((block / this.side) | 0) * columns + 4 * (block & (this.side - 1));
    let sum = 0;
    for (let index = 0; index < blockLevels; index += 4) {
      const a = (data[other] ?? 0) - (shown[own] ?? 0);
      const b = (data[other + 1] ?? 0) - (shown[own + 1] ?? 0);
      const c = (data[other + 2] ?? 0) - (shown[own + 2] ?? 0);
      const d = (data[other + 3] ?? 0) - (shown[own + 3] ?? 0);
      work[index] = a;
      work[index + 1] = b;
      work[index + 2] = c;
      work[index + 3] = d;
      sum += (a < 0 ? -a : a) + (b < 0 ? -b : b) + (c < 0 ? -c : c) + (d < 0 ? -d : d);
      own += size;
      other += columns;
    }
    return sum;
  }

  /** The DC value that the transform would give. */
  #sumOfWork(): number {
    let sum = 0;
    const work = this.#work;
    for (let index = 0; index < blockLevels; index += 1) {
      sum += work[index] ?? 0;
    }
    return sum;
  }

  #codeDc(quantiser: Quantiser): void {
    const values = this.#values;
    const isLuma = this.side === 4;
    const transform = isLuma ? hadamard4x4 : hadamard2x2;
    transform(values);
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? 0;
      const level = quantiser.dcLevel(isLuma ? value >> 1 : value);
      values[index] = level;
      this.hasDc ||= level !== 0;
    }
    for (let index = 0; index < values.length; index += 1) {
      this.dc[index] = values[isLuma ? (zigZag[index] ?? 0) : index] ?? 0;
    }
    transform(values);
    for (let index = 0; index < values.length; index += 1) {
      const value = values[index] ?? 0;
      values[index] = isLuma ? quantiser.lumaDc(value) : quantiser.chromaDc(value);
    }
  }

  /** Adds to the prediction what the levels say. */
  #add(block: number, quantiser: Quantiser): void {
    const work = this.#work;
    const dc = this.#values[block] ?? 0;
    if (this.#counts[block] === 0) {
      if (dc !== 0) {
        work.fill((dc + 32) >> 6);
        this.#show(block);
      }
      return;
    }
    const first = block * blockLevels;
    for (let index = 1; index < blockLevels; index += 1) {
      const place = zigZag[index] ?? 0;
      work[place] = quantiser.coefficient(this.ac[first + index] ?? 0, place);
    }
    work[0] = dc;
    inverse4x4(work);
    for (let index = 0; index < blockLevels; index += 1) {
      work[index] = ((work[index] ?? 0) + 32) >> 6;
    }
    this.#show(block);
  }

  #show(block: number): void {
    const { shown, size } = this;
    const work = this.#work;
    let own = this.#firstOf(block);
    for (let index = 0; index < blockLevels; index += 4) {
      for (let column = 0; column < 4; column += 1) {
        const value = (shown[own + column] ?? 0) + (work[index + column] ?? 0);
        shown[own + column] = value < 0 ? 0 : value > 255 ? 255 : value;
      }
      own += size;
    }
  }

  /** The place of a block's first dot. */
  #firstOf(block: number): number {
    return 4 * ((block / this.side) | 0) * this.size + 4 * (block & (this.side - 1));
  }
}
