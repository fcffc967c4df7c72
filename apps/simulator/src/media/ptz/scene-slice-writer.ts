import { LevelWriter } from '../h264/level-writer.js';
import type { NalUnitWriter } from '../h264/nal-unit-writer.js';
import type { PackedBits } from '../h264/packed-bits.js';
import type { BorderDistances } from './macroblock-borders.js';
import { MacroblockBorders } from './macroblock-borders.js';
import type { Plane } from './plane.js';
import { PlaneBlock } from './plane-block.js';
import { chromaQpOf, Quantiser } from './quantiser.js';
import type { Raster } from './raster.js';

/** Intra16x16 prediction modes (ITU-T H.264 table 8-4). */
const lumaModes = { vertical: 0, horizontal: 1, dc: 2 };

/** Chroma prediction modes (table 8-5). */
const chromaModes = { vertical: 2, horizontal: 1, dc: 0 };

/** mb_type of Intra16x16 in an I slice: this, the mode, the two parts below (table 7-11). */
const intra16 = 1;
const perChromaPattern = 4;
const withAc = 12;
/** In a P slice intra macroblocks come behind the five kinds of P (table 7-13). */
const behindP = 5;

/** What the first macroblock is predicted from. */
const middle = 128;

/** Blocks of brightness in the order of the standard (figure 6-10), as raster indices. */
const lumaOrder = [0, 1, 4, 5, 2, 3, 6, 7, 8, 9, 12, 13, 10, 11, 14, 15];
const chromaOrder = [0, 1, 2, 3];

/** How a slice is written. */
export type SceneSlice = {
  readonly nalHeader: number;
  /** Of an I slice, or of a P slice, in which every macroblock is intra all the same. */
  readonly header: PackedBits;
  readonly isP: boolean;
  /** The QP that the header says. */
  readonly qp: number;
};

/** One plane of a macroblock and what is beside it. */
type Part = { readonly block: PlaneBlock; readonly borders: MacroblockBorders };

/**
 * Writes the slice of a drawn scene, as Intra16x16 macroblocks. What is flat, or goes on from above or from the left, costs
 * a few bits and hardly any time: most of a drawing is so.
 */
export class SceneSliceWriter {
  readonly #writer: NalUnitWriter;
  readonly #levels: LevelWriter;
  readonly #widthInMbs: number;
  readonly #luma: Part;
  readonly #chroma: readonly [Part, Part];
  readonly #quantisers = new Map<
    number,
    { readonly luma: Quantiser; readonly chroma: Quantiser }
  >();

  constructor(widthInMbs: number, writer: NalUnitWriter) {
    this.#widthInMbs = widthInMbs;
    this.#writer = writer;
    this.#levels = new LevelWriter(writer);
    const part = (side: 4 | 2): Part => {
      const block = new PlaneBlock(side);
      return { block, borders: new MacroblockBorders(widthInMbs, block) };
    };
    this.#luma = part(4);
    this.#chroma = [part(2), part(2)];
  }

  /** The slice as a NAL unit, a new array. */
  write({ nalHeader, header, isP, qp }: SceneSlice, raster: Raster): Uint8Array {
    this.#writer.begin(nalHeader).packed(header);
    const heightInMbs = raster.rows / 16;
    const quantisers = this.#quantisersOf(qp);
    for (let mbY = 0; mbY < heightInMbs; mbY += 1) {
      for (let mbX = 0; mbX < this.#widthInMbs; mbX += 1) {
        const lumaMode = this.#codeLuma(raster, mbX, mbY, quantisers.luma);
        const chromaMode = this.#codeChroma(raster, mbX, mbY, quantisers.chroma);
        this.#macroblock({ mbX, mbY, isP, lumaMode, chromaMode });
      }
    }
    return this.#writer.finish();
  }

  /** A P slice whose macroblocks all show what the picture before shows. */
  writeSame(nalHeader: number, header: PackedBits, macroblocks: number): Uint8Array {
    this.#writer.begin(nalHeader).packed(header);
    this.#ue(macroblocks);
    return this.#writer.finish();
  }

  #quantisersOf(qp: number): { readonly luma: Quantiser; readonly chroma: Quantiser } {
    const known = this.#quantisers.get(qp);
    if (known !== undefined) {
      return known;
    }
    const made = { luma: new Quantiser(qp), chroma: new Quantiser(chromaQpOf(qp)) };
    this.#quantisers.set(qp, made);
    return made;
  }

  /** Codes the brightness of a macroblock; its prediction mode. */
  #codeLuma({ y: plane }: Raster, mbX: number, mbY: number, quantiser: Quantiser): number {
    const { block, borders } = this.#luma;
    const at = 16 * mbY * plane.columns + 16 * mbX;
    if (mbX === 0 && mbY === 0) {
      borders.predictFlat(middle);
      block.code(plane, at, quantiser);
      return lumaModes.dc;
    }
    const distances = borders.compare(plane, at, mbX);
    const isVertical = prefersAbove(distances, mbX, mbY);
    codePredicted(this.#luma, { plane, at, mbX, isVertical, distances }, quantiser);
    return isVertical ? lumaModes.vertical : lumaModes.horizontal;
  }

  /** Codes both colour differences; their common prediction mode. */
  #codeChroma({ cb, cr }: Raster, mbX: number, mbY: number, quantiser: Quantiser): number {
    const at = 8 * mbY * cb.columns + 8 * mbX;
    const [blue, red] = this.#chroma;
    if (mbX === 0 && mbY === 0) {
      blue.borders.predictFlat(middle);
      blue.block.code(cb, at, quantiser);
      red.borders.predictFlat(middle);
      red.block.code(cr, at, quantiser);
      return chromaModes.dc;
    }
    const ofBlue = blue.borders.compare(cb, at, mbX);
    const ofRed = red.borders.compare(cr, at, mbX);
    const both = {
      fromAbove: ofBlue.fromAbove + ofRed.fromAbove,
      fromLeft: ofBlue.fromLeft + ofRed.fromLeft,
    };
    const isVertical = prefersAbove(both, mbX, mbY);
    codePredicted(blue, { plane: cb, at, mbX, isVertical, distances: ofBlue }, quantiser);
    codePredicted(red, { plane: cr, at, mbX, isVertical, distances: ofRed }, quantiser);
    return isVertical ? chromaModes.vertical : chromaModes.horizontal;
  }

  /** macroblock_layer() (7.3.5). */
  #macroblock(of: MacroblockSyntax): void {
    const { mbX, mbY, isP, lumaMode, chromaMode } = of;
    const [blue, red] = this.#chroma;
    const { hasAc } = this.#luma.block;
    const chromaAc = blue.block.hasAc || red.block.hasAc;
    const chromaDc = blue.block.hasDc || red.block.hasDc;
    const pattern = chromaAc ? 2 : chromaDc ? 1 : 0;
    if (isP) {
      this.#ue(0); // mb_skip_run
    }
    const kind = intra16 + lumaMode + pattern * perChromaPattern + (hasAc ? withAc : 0);
    this.#ue(kind + (isP ? behindP : 0));
    this.#ue(chromaMode);
    this.#ue(0); // mb_qp_delta
    this.#levels.lumaDc(this.#luma.block.dc, this.#luma.borders.nC(0, mbX, mbY));
    this.#blocks(this.#luma, hasAc ? lumaOrder : [], mbX, mbY);
    if (pattern > 0) {
      this.#levels.chromaDc(blue.block.dc);
      this.#levels.chromaDc(red.block.dc);
    }
    this.#blocks(blue, chromaAc ? chromaOrder : [], mbX, mbY);
    this.#blocks(red, chromaAc ? chromaOrder : [], mbX, mbY);
  }

  /** Writes the levels of these blocks, remembers what the next macroblocks need. */
  #blocks({ block, borders }: Part, order: readonly number[], mbX: number, mbY: number): void {
    borders.clearCounts();
    for (const index of order) {
      const nC = borders.nC(index, mbX, mbY);
      borders.setCount(index, this.#levels.withoutDc(block.ac, 16 * index + 1, nC));
    }
    borders.keep(mbX);
  }

  /** ue(v) of a value below 4,095 (9.1). */
  #ue(value: number): void {
    const length = 32 - Math.clz32(value + 1);
    this.#writer.bits(0, length - 1).bits(value + 1, length);
  }
}

/** What is said of a macroblock before its levels. */
type MacroblockSyntax = {
  readonly mbX: number;
  readonly mbY: number;
  readonly isP: boolean;
  readonly lumaMode: number;
  readonly chromaMode: number;
};

/** Where a macroblock of a plane is, and what it is predicted from. */
type Prediction = {
  readonly plane: Plane;
  readonly at: number;
  readonly mbX: number;
  readonly isVertical: boolean;
  readonly distances: BorderDistances;
};

/** Whether a macroblock, which is not the first one of the slice, is predicted from above. */
function prefersAbove({ fromAbove, fromLeft }: BorderDistances, mbX: number, mbY: number): boolean {
  return mbY > 0 && (mbX === 0 || fromAbove <= fromLeft);
}

/** Predicts, and codes what is missing. */
function codePredicted(
  { block, borders }: Part,
  { plane, at, mbX, isVertical, distances }: Prediction,
  quantiser: Quantiser,
): void {
  borders.predict(mbX, isVertical);
  const missing = isVertical ? distances.fromAbove : distances.fromLeft;
  if (missing <= quantiser.unseen * block.size ** 2) {
    block.clear();
  } else {
    block.code(plane, at, quantiser);
  }
}
