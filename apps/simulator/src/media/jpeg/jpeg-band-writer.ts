import { darkLuma, litLuma } from '../band/dot-levels.js';
import type { DotPanel } from '../band/dot-panel.js';
import { FootageError } from '../footage-error.js';
import type { PackedBits } from '../h264/packed-bits.js';
import { packBits } from '../h264/packed-bits.js';
import type { JpegBitWriter } from './jpeg-bit-writer.js';
import type { JpegTables } from './jpeg-tables.js';

/** Zigzag order of an 8x8 block as raster indices (ITU-T T.81 figure A.6). */
const zigZag = [
  0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48, 41, 34, 27, 20,
  13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51, 58, 59, 52,
  45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
];

/** A block of 8x8 pixels has four dots of 4x4: 16 patterns. */
const patterns = 16;

/** Zero run of 16, and "no more coefficients" (T.81 F.1.2.2). */
const zeroRun = 0xf0;
const endOfBlock = 0x00;

/**
 * Writes the rows of a JPEG's band: 4:2:0 with one restart interval per row of macroblocks, so that a row depends
 * on nothing else. Levels are those of the band in the other codecs, as exactly as the quantiser allows.
 */
export class JpegBandWriter {
  readonly #widthInMbs: number;
  readonly #writer: JpegBitWriter;
  /** Code of the DC difference, `patterns * before + now`; a row begins with `before` 16, value 0. */
  readonly #dc: readonly PackedBits[];
  readonly #ac: readonly PackedBits[];
  /** Both chroma blocks of a macroblock: as grey as the ones before. */
  readonly #chroma: PackedBits;

  /** @param writer may be shared */
  constructor(widthInMbs: number, tables: JpegTables, writer: JpegBitWriter) {
    this.#widthInMbs = widthInMbs;
    this.#writer = writer;
    const blocks = Array.from({ length: patterns }, (_, pattern) =>
      quantise(dotPixels(pattern), tables.quantiser),
    );
    this.#ac = blocks.map((block) => packBits(acBits(block, tables.lumaAc)));
    const dcOf = (index: number): number => blocks[index]?.[0] ?? 0;
    this.#dc = Array.from({ length: patterns * (patterns + 1) }, (_, index) => {
      const before = Math.floor(index / patterns);
      return packBits(valueBits(dcOf(index % patterns) - dcOf(before), 0, tables.lumaDc));
    });
    const greyBlock = codeOf(tables.chromaDc, 0) + codeOf(tables.chromaAc, endOfBlock);
    this.#chroma = packBits(greyBlock + greyBlock);
  }

  /**
   * The restart intervals of a panel's rows from the first row of the picture on, then `darkRows` dark ones, each
   * with the marker behind it; a new array.
   */
  write(panel: DotPanel, darkRows: number): Uint8Array {
    this.#writer.begin();
    const { macroblocks } = panel;
    const rows = macroblocks.length / this.#widthInMbs;
    for (let row = 0; row < rows + darkRows; row += 1) {
      this.#row(macroblocks, row * this.#widthInMbs);
      this.#writer.restart(row);
    }
    return this.#writer.bytes();
  }

  #row(macroblocks: Uint16Array, from: number): void {
    let before = patterns;
    for (let index = from; index < from + this.#widthInMbs; index += 1) {
      const dots = macroblocks[index] ?? 0;
      for (let block = 0; block < 4; block += 1) {
        const pattern = blockPattern(dots, block);
        this.#writer.packed(this.#dc[before * patterns + pattern] ?? this.#chroma);
        this.#writer.packed(this.#ac[pattern] ?? this.#chroma);
        before = pattern;
      }
      this.#writer.packed(this.#chroma);
    }
  }
}

/** The four dots of one of a macroblock's four blocks, from the top left, two of the upper row first. */
function blockPattern(dots: number, block: number): number {
  const shift = (block >> 1) * 8 + (block & 1) * 2;
  return ((dots >> shift) & 3) | (((dots >> (shift + 4)) & 3) << 2);
}

function dotPixels(pattern: number): number[] {
  return Array.from({ length: 64 }, (_, at) => {
    const dot = (at >> 5) * 2 + ((at >> 2) & 1);
    return ((pattern >> dot) & 1) === 1 ? litLuma : darkLuma;
  });
}

/** Forward DCT and quantiser, zigzag order (T.81 A.3.3, A.3.4). */
function quantise(pixels: readonly number[], quantiser: readonly number[]): number[] {
  return zigZag.map((raster, index) => {
    const [v, u] = [raster >> 3, raster & 7];
    let sum = 0;
    for (const [at, pixel] of pixels.entries()) {
      const [y, x] = [at >> 3, at & 7];
      sum += (pixel - 128) * basis(x, u) * basis(y, v);
    }
    return Math.round(sum / 4 / (quantiser[index] ?? 1)) + 0;
  });
}

function basis(position: number, frequency: number): number {
  const scale = frequency === 0 ? Math.SQRT1_2 : 1;
  return scale * Math.cos(((2 * position + 1) * frequency * Math.PI) / 16);
}

function acBits(block: readonly number[], codes: ReadonlyMap<number, string>): string {
  let text = '';
  let run = 0;
  for (const value of block.slice(1)) {
    if (value === 0) {
      run += 1;
      continue;
    }
    for (; run >= 16; run -= 16) {
      text += codeOf(codes, zeroRun);
    }
    text += valueBits(value, run, codes);
    run = 0;
  }
  return run > 0 ? text + codeOf(codes, endOfBlock) : text;
}

/** Run and size as a Huffman code, then the value in as many bits (T.81 F.1.2.1, F.1.2.2). */
function valueBits(value: number, run: number, codes: ReadonlyMap<number, string>): string {
  const size = value === 0 ? 0 : Math.abs(value).toString(2).length;
  const bits = value > 0 ? value : value + 2 ** size - 1;
  return codeOf(codes, run * 16 + size) + (size === 0 ? '' : bits.toString(2).padStart(size, '0'));
}

function codeOf(codes: ReadonlyMap<number, string>, symbol: number): string {
  const code = codes.get(symbol);
  if (code === undefined) {
    throw new FootageError(
      'encoder',
      `The JPEGs of the footage have no Huffman code for ${String(symbol)}`,
      { symbol },
    );
  }
  return code;
}
