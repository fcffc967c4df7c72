import { ueBits } from '../h264/bit-text.js';
import { residualBlockBits } from '../h264/cavlc.js';
import type { PackedBits } from '../h264/packed-bits.js';
import { packBits } from '../h264/packed-bits.js';
import { stepsPerDot } from './dot-levels.js';

/**
 * Intra16x16 prediction modes (ITU-T H.264 table 8-4): from the row above, from the column on the left,
 * or the mean of both, which is 128 where a slice begins.
 */
export const predictionModes = { vertical: 0, horizontal: 1, dc: 2 } as const;

/** One of `predictionModes`. */
export type PredictionMode = (typeof predictionModes)[keyof typeof predictionModes];

/**
 * Codes kept. A camera's panel needs a few hundred to a few thousand (strip cells, digits and their
 * neighbours); 16 cameras with different names stayed below 12,000, about 5 MB.
 */
const maxCodes = 32_768;

/** Zig-zag scan of a 4x4 block as raster indices (table 8-2, frame scan). */
const zigZag = [0, 1, 4, 8, 5, 2, 3, 6, 9, 12, 13, 10, 7, 11, 14, 15];

/**
 * Codes of macroblocks whose 16 blocks of 4x4 pixels are each dark or lit: Intra16x16 without AC and chroma
 * coefficients, so that neighbours count as empty and a code depends on nothing but the dots and
 * the edge they are predicted from. Therefore each is made once and kept.
 *
 * Dots are 16 bits, bit `4 * row + column`; an edge is 4 bits, the dots of the neighbour's nearest row
 * or column. Chroma is predicted as 128 everywhere.
 */
export class MacroblockCodes {
  readonly #codes = new Map<number, PackedBits>();

  /** The bits of one macroblock. `edge` is ignored by the DC mode, which is for a slice's first macroblock. */
  code(mode: PredictionMode, edge: number, dots: number): PackedBits {
    const key = (((mode << 4) | edge) << 16) | dots;
    return this.#codes.get(key) ?? this.#make(key, mode, edge, dots);
  }

  /** Codes kept at the moment. */
  get size(): number {
    return this.#codes.size;
  }

  #make(key: number, mode: PredictionMode, edge: number, dots: number): PackedBits {
    if (this.#codes.size >= maxCodes) {
      this.#codes.clear();
    }
    const code = packBits(macroblockBits(mode, dotSteps(mode, edge, dots)));
    this.#codes.set(key, code);
    return code;
  }
}

/** macroblock_layer() of I_16x16_<mode>_0_0 in an I slice (7.3.5, table 7-11). */
function macroblockBits(mode: PredictionMode, steps: readonly number[]): string {
  const mbType = ueBits(1 + mode);
  const intraChromaPredMode = ueBits(0);
  const mbQpDelta = ueBits(0);
  return mbType + intraChromaPredMode + mbQpDelta + residualBlockBits(scanLevels(steps));
}

/** What must be added to the prediction of each 4x4 block, in steps, in raster order. */
function dotSteps(mode: PredictionMode, edge: number, dots: number): number[] {
  return Array.from({ length: 16 }, (_, block) => {
    const lit = (dots >> block) & 1;
    if (mode === predictionModes.dc) {
      return (lit - 0.5) * stepsPerDot;
    }
    const from = mode === predictionModes.vertical ? block & 3 : block >> 2;
    return (lit - ((edge >> from) & 1)) * stepsPerDot;
  });
}

/**
 * The levels whose inverse transform (8.5.10) are the steps. The Hadamard matrix is four times its own
 * inverse, so the forward transform is the same one divided by 16.
 */
function scanLevels(steps: readonly number[]): number[] {
  const rows = [0, 1, 2, 3].flatMap((row) => hadamard(steps.slice(4 * row, 4 * row + 4)));
  const columns = [0, 1, 2, 3].map((column) =>
    hadamard([0, 1, 2, 3].map((row) => rows[4 * row + column] ?? 0)),
  );
  return zigZag.map((index) => (columns[index & 3]?.[index >> 2] ?? 0) / 16);
}

function hadamard([a = 0, b = 0, c = 0, d = 0]: readonly number[]): number[] {
  return [a + b + c + d, a + b - c - d, a - b - c + d, a - b + c - d];
}
