import { zigZag } from './block-transform.js';

/** Multiplication factors of forward quantisation by QP modulo 6, for the three kinds of places in a block of 4x4. */
const factors = [
  [13_107, 5_243, 8_066],
  [11_916, 4_660, 7_490],
  [10_082, 4_194, 6_554],
  [9_362, 3_647, 5_825],
  [8_192, 3_355, 5_243],
  [7_282, 2_893, 4_559],
];

/** normAdjust of ITU-T H.264 8.5.9, likewise. */
const scales = [
  [10, 16, 13],
  [11, 18, 14],
  [13, 20, 16],
  [14, 23, 18],
  [16, 25, 20],
  [18, 29, 23],
];

/** QPc from 30 on (table 8-15), as far as pictures here go. */
const chromaQps = [29, 30, 31, 32, 32, 33, 34, 34, 35, 35, 36, 36, 37, 37, 37, 38, 38, 38, 39, 39];

/** A step of QP 0 over the difference that nobody sees at it. */
const unseenPart = 40;

/** The quantisation parameter of colour for one of brightness, with chroma_qp_index_offset 0. */
export function chromaQpOf(qp: number): number {
  return qp < 30 ? qp : (chromaQps[qp - 30] ?? 39);
}

/** Transform coefficients to levels, and levels to what a decoder makes of them, at one QP from 12 to 51. */
export class Quantiser {
  /** A block whose differences sum up to less has no level but DC. */
  readonly least: number;
  /** Differences up to so much a dot, in the mean, are not worth a level. */
  readonly unseen: number;
  readonly #shift: number;
  readonly #round: number;
  readonly #left: number;
  readonly #factors: Int32Array;
  readonly #scales: Int32Array;

  constructor(qp: number) {
    this.#left = Math.floor(qp / 6);
    this.#shift = 15 + this.#left;
    // A third of a step, as encoders do it with intra blocks.
    this.#round = Math.floor(2 ** this.#shift / 3);
    const row = qp % 6;
    this.#factors = Int32Array.from({ length: 16 }, (_, at) => factors[row]?.[kindOf(at)] ?? 0);
    this.#scales = Int32Array.from({ length: 16 }, (_, at) => scales[row]?.[kindOf(at)] ?? 0);
    // Of the kinds of places: by how much a difference weighs at most there.
    const smallest = [1, 4, 2].map((weight, kind) => {
      const factor = weight * (factors[row]?.[kind] ?? 1);
      return (2 ** this.#shift - this.#round) / factor;
    });
    this.unseen = 2 ** (qp / 6) / unseenPart;
    this.least = Math.floor(Math.min(...smallest));
  }

  /**
   * The levels of the coefficients of a block but DC, in scan order.
   *
   * @returns how many are not 0
   */
  levels(coefficients: Int32Array, into: Int32Array, first: number): number {
    const weights = this.#factors;
    const [round, shift] = [this.#round, this.#shift];
    let count = 0;
    for (let index = 1; index < 16; index += 1) {
      const place = zigZag[index] ?? 0;
      const value = coefficients[place] ?? 0;
      const weighted = (value < 0 ? -value : value) * (weights[place] ?? 0) + round;
      const magnitude = weighted >> shift;
      into[first + index] = value < 0 ? -magnitude : magnitude;
      count += magnitude === 0 ? 0 : 1;
    }
    return count;
  }

  /** The coefficient that a decoder makes of a level (8.5.12.1). */
  coefficient(level: number, place: number): number {
    return (level * (this.#scales[place] ?? 0)) << this.#left;
  }

  /** The level of a DC value behind the second transform: of brightness half of what it gives, of colour all of it. */
  dcLevel(value: number): number {
    const magnitude =
      (Math.abs(value) * (this.#factors[0] ?? 0) + 2 * this.#round) >> (this.#shift + 1);
    return value < 0 ? -magnitude : magnitude;
  }

  /** DC of brightness from what the second transform gives of its levels (8.5.10). */
  lumaDc(value: number): number {
    return (value * (this.#scales[0] ?? 0)) << (this.#left - 2);
  }

  /** DC of colour, likewise (8.5.11.2). */
  chromaDc(value: number): number {
    return ((value * (this.#scales[0] ?? 0)) << this.#left) >> 1;
  }
}

function kindOf(place: number): number {
  const odd = (place & 1) + ((place >> 2) & 1);
  return odd === 2 ? 1 : odd === 0 ? 0 : 2;
}
