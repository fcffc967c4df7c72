import type { BandLayout, BlockArea, BlockRows } from './band-layout.js';
import { blockPixels } from './band-layout.js';
import type { PlacedGlyph } from './dot-text.js';
import { stripCellCount } from './strip-cells.js';

/** Blocks along the side of a macroblock. */
const mbBlocks = 4;

/** A row of four blocks repeated in all four rows of a macroblock. */
const allRows = 0x1111;

/**
 * The band as dots: 16 bits per macroblock, bit `4 * row + column` of its 4x4 blocks is one when the block is lit.
 * Macroblocks are in raster order. It indexes its array itself, because it is redrawn for every picture.
 */
export class DotPanel {
  readonly macroblocks: Uint16Array;
  readonly #layout: BandLayout;
  /** The strip cell that each column of blocks lies in. */
  readonly #cellOfColumn: Uint8Array;

  constructor(layout: BandLayout) {
    this.#layout = layout;
    this.macroblocks = new Uint16Array(layout.widthInMbs * layout.bandHeightInMbs);
    this.#cellOfColumn = Uint8Array.from({ length: layout.widthInMbs * mbBlocks }, (_, column) =>
      cellAt((column + 0.5) * blockPixels, layout.width),
    );
  }

  /** Shows what another panel of the same layout shows. */
  copyFrom(other: DotPanel): void {
    this.macroblocks.set(other.macroblocks);
  }

  /** Lights the white cells of a strip over the full width. */
  drawStrip(cells: readonly number[], rows: BlockRows): void {
    const { widthInMbs } = this.#layout;
    for (let mbX = 0; mbX < widthInMbs; mbX += 1) {
      const columns = this.#litColumns(cells, mbX) * allRows;
      for (let mbY = rows.start >> 2; mbY * mbBlocks < rows.end; mbY += 1) {
        const index = mbY * widthInMbs + mbX;
        this.macroblocks[index] = (this.macroblocks[index] ?? 0) | (columns & rowMask(rows, mbY));
      }
    }
  }

  /** Lights a rectangle of blocks. */
  fill({ columns, rows }: BlockArea): void {
    for (let y = rows.start; y < rows.end; y += 1) {
      for (let x = columns.start; x < columns.end; x += 1) {
        this.#lightBlock(x, y);
      }
    }
  }

  /** Lights the dots of glyphs in the text row; dots beyond the right edge are left out. */
  drawGlyphs(glyphs: readonly PlacedGlyph[]): void {
    for (const { x, glyph } of glyphs) {
      for (const [row, dots] of glyph.entries()) {
        for (let column = 0; column < dots.length; column += 1) {
          if (dots[column] === '#') {
            this.#lightDot(x + column, row);
          }
        }
      }
    }
  }

  #litColumns(cells: readonly number[], mbX: number): number {
    let columns = 0;
    for (let column = 0; column < mbBlocks; column += 1) {
      columns |= (cells[this.#cellOfColumn[mbX * mbBlocks + column] ?? 0] ?? 0) << column;
    }
    return columns;
  }

  #lightDot(x: number, row: number): void {
    const { dotBlocks, dotsAcross, text } = this.#layout;
    if (x < 0 || x >= dotsAcross) {
      return;
    }
    for (let dy = 0; dy < dotBlocks; dy += 1) {
      for (let dx = 0; dx < dotBlocks; dx += 1) {
        this.#lightBlock(x * dotBlocks + dx, text.start + row * dotBlocks + dy);
      }
    }
  }

  #lightBlock(x: number, y: number): void {
    const index = (y >> 2) * this.#layout.widthInMbs + (x >> 2);
    const bit = 1 << ((y & 3) * mbBlocks + (x & 3));
    this.macroblocks[index] = (this.macroblocks[index] ?? 0) | bit;
  }
}

/** The strip cell at a pixel; pixels that cropping takes away belong to the last one. */
function cellAt(pixel: number, width: number): number {
  return Math.min(stripCellCount - 1, Math.floor((pixel * stripCellCount) / width));
}

/** The bits of a row of macroblocks that lie in rows of blocks. */
function rowMask(rows: BlockRows, mbY: number): number {
  const first = Math.max(0, rows.start - mbY * mbBlocks);
  const end = Math.min(mbBlocks, rows.end - mbY * mbBlocks);
  return ((1 << (end * mbBlocks)) - 1) & ~((1 << (first * mbBlocks)) - 1);
}
