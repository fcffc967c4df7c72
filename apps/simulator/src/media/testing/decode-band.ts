import { BitReader } from '@casement/bytes';
import { removeEmulationPrevention } from '@casement/media';
import { readResidualBlock } from './read-residual-block.js';

/** Zig-zag scan as (column, row), ITU-T H.264 figure 6-12. */
const scan = [
  [0, 0],
  [1, 0],
  [0, 1],
  [0, 2],
  [1, 1],
  [2, 0],
  [3, 0],
  [2, 1],
  [1, 2],
  [0, 3],
  [1, 3],
  [2, 2],
  [3, 1],
  [3, 2],
  [2, 3],
  [3, 3],
] as const;

const hadamard = [
  [1, 1, 1, 1],
  [1, 1, -1, -1],
  [1, -1, -1, 1],
  [1, -1, 1, -1],
] as const;

/** LevelScale4x4(QP % 6, 0, 0) with flat scaling (8.5.9). */
const levelScale = [160, 176, 208, 224, 256, 288];

/** The luma plane of a band's slice; whole macroblocks. */
export type DecodedBand = {
  readonly luma: Uint8Array;
  readonly width: number;
  readonly height: number;
};

/**
 * Decodes the slice of a band by the decoding process of ITU-T H.264: a second opinion beside ffmpeg's. It knows
 * only Intra16x16 macroblocks without AC and chroma coefficients, and fails on everything else.
 *
 * @param headerBits length of the slice header
 */
export function decodeBand(
  nalUnit: Uint8Array,
  options: {
    readonly headerBits: number;
    readonly qp: number;
    readonly widthInMbs: number;
    readonly heightInMbs: number;
  },
): DecodedBand {
  const { headerBits, qp, widthInMbs, heightInMbs } = options;
  const reader = new BitReader(removeEmulationPrevention(nalUnit), 1);
  for (let bit = 0; bit < headerBits; bit += 1) {
    reader.bit();
  }
  const width = widthInMbs * 16;
  const luma = new Uint8Array(width * heightInMbs * 16);
  for (let address = 0; address < widthInMbs * heightInMbs; address += 1) {
    const place = { x: (address % widthInMbs) * 16, y: Math.floor(address / widthInMbs) * 16 };
    decodeMacroblock(reader, { luma, width, qp, ...place });
  }
  expectValue('rbsp_stop_one_bit', reader.bit(), 1);
  expectValue('padding', reader.bits(reader.bitsRemaining), 0);
  return { luma, width, height: heightInMbs * 16 };
}

type Target = {
  readonly luma: Uint8Array;
  readonly width: number;
  readonly qp: number;
  readonly x: number;
  readonly y: number;
};

function decodeMacroblock(reader: BitReader, target: Target): void {
  const mode = reader.ue() - 1;
  if (mode < 0 || mode > 2) {
    throw new Error(`mb_type is ${String(mode + 1)}; expected 1 to 3`);
  }
  expectValue('intra_chroma_pred_mode', reader.ue(), 0);
  expectValue('mb_qp_delta', reader.se(), 0);
  const residual = blockResiduals(readResidualBlock(reader), target.qp);
  for (let dy = 0; dy < 16; dy += 1) {
    for (let dx = 0; dx < 16; dx += 1) {
      const value = predict(target, mode, dx, dy) + (residual[(dy >> 2) * 4 + (dx >> 2)] ?? 0);
      if (value < 0 || value > 255) {
        throw new Error(`luma ${String(value)} would be clipped`);
      }
      target.luma[(target.y + dy) * target.width + target.x + dx] = value;
    }
  }
}

/** 8.3.3; the DC mode only where nothing is available. */
function predict({ luma, width, x, y }: Target, mode: number, dx: number, dy: number): number {
  if (mode === 2) {
    expectValue('DC prediction at', x + y, 0);
    return 128;
  }
  const at = mode === 0 ? (y - 1) * width + x + dx : (y + dy) * width + x - 1;
  if (mode === 0 ? y === 0 : x === 0) {
    throw new Error(
      `prediction ${String(mode)} from outside the slice at ${String(x)},${String(y)}`,
    );
  }
  return luma[at] ?? -1;
}

/** 8.5.10 and, for blocks with nothing but a DC value, 8.5.12. */
function blockResiduals(levels: readonly number[], qp: number): number[] {
  const c = [0, 0, 0, 0].map(() => [0, 0, 0, 0]);
  for (const [index, [column, row]] of scan.entries()) {
    c[row]![column] = levels[index] ?? 0;
  }
  const f = multiply(multiply(hadamard, c), hadamard);
  const scale = levelScale[qp % 6] ?? 0;
  const shift = Math.floor(qp / 6);
  return f.flat().map((value) => {
    const dc =
      qp >= 36
        ? (value * scale) << (shift - 6)
        : (value * scale + (1 << (5 - shift))) >> (6 - shift);
    return (dc + 32) >> 6;
  });
}

function multiply(
  a: readonly (readonly number[])[],
  b: readonly (readonly number[])[],
): number[][] {
  return a.map((row) =>
    [0, 1, 2, 3].map((column) =>
      row.reduce((sum, value, index) => sum + value * (b[index]?.[column] ?? 0), 0),
    ),
  );
}

function expectValue(field: string, value: number, expected: number): void {
  if (value !== expected) {
    throw new Error(`${field} is ${String(value)}; expected ${String(expected)}`);
  }
}
