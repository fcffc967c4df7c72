import type { StripGeometry } from './strip-reader.js';

/** Pixels of a block: the smallest thing with a grey level of its own. */
export const blockPixels = 4;

/** Pixels of a macroblock: slices begin and end there. */
export const macroblockPixels = 16;

/** The static dark line between band and scene, which keeps motion vectors out of the band. */
export const separatorPixels = 16;

/** Dot rows of a line of text. */
export const textDots = 7;

/** A text row takes at most this part of the picture's height, unless the dots are the smallest already. */
const maxTextHeight = 0.065;

/** Where things are in the band; rows and columns count blocks of 4x4 pixels from the top left. */
export type BandLayout = {
  readonly width: number;
  readonly height: number;
  readonly widthInMbs: number;
  readonly bandHeightInMbs: number;
  /** Blocks along the side of a dot of the text. */
  readonly dotBlocks: number;
  /** Dots that fit into a row. */
  readonly dotsAcross: number;
  readonly clockStrip: BlockRows;
  readonly text: BlockRows;
  readonly identityStrip: BlockRows;
  /** Lit when a second begins: at the left edge, from strip to strip. */
  readonly lamp: BlockArea;
};

/** Rows of blocks, `end` not included. */
export type BlockRows = { readonly start: number; readonly end: number };

/** A rectangle of blocks. */
export type BlockArea = { readonly columns: BlockRows; readonly rows: BlockRows };

/** Dots across the lamp: what the text row keeps free at its left end, less one. */
const lampDots = 3;

/**
 * Lays the band out for a picture size: the clock's strip (height / 15, browsers' bar-code format), the text,
 * the thin identity strip at the lower edge. 80 pixels of 360, 176 of 1080.
 */
export function bandLayout(width: number, height: number): BandLayout {
  const dotBlocks = Math.max(1, Math.floor((height * maxTextHeight) / textDots / blockPixels));
  const clockRows = Math.ceil(height / 15 / blockPixels);
  const textRows = textDots * dotBlocks;
  const identityRows = Math.max(2, Math.ceil(height / 45 / blockPixels));
  const needed = clockRows + textRows + identityRows + 2 * dotBlocks;
  const bandHeightInMbs = Math.ceil(needed / 4);
  // What rounding up to macroblocks leaves goes around the text, an odd rest to the identity strip.
  const gap = Math.floor((bandHeightInMbs * 4 - clockRows - textRows - identityRows) / 2);
  const textStart = clockRows + gap;
  return {
    width,
    height,
    widthInMbs: Math.ceil(width / macroblockPixels),
    bandHeightInMbs,
    dotBlocks,
    dotsAcross: Math.floor(width / (dotBlocks * blockPixels)),
    clockStrip: { start: 0, end: clockRows },
    text: { start: textStart, end: textStart + textRows },
    identityStrip: { start: textStart + textRows + gap, end: bandHeightInMbs * 4 },
    lamp: {
      columns: { start: 0, end: lampDots * dotBlocks },
      rows: { start: clockRows, end: textStart + textRows + gap },
    },
  };
}

/** Pixels from the top of the picture that are written at run time. */
export function bandPixels(layout: BandLayout): number {
  return layout.bandHeightInMbs * macroblockPixels;
}

/** Where readers find the strips of a picture of this size, in fractions of its height. */
export function stripGeometry(width: number, height: number): StripGeometry {
  const layout = bandLayout(width, height);
  const band = bandPixels(layout);
  const identityTop = layout.identityStrip.start * blockPixels;
  const sceneTop = band + separatorPixels;
  return {
    // Exactly a fifteenth, also where the blocks reach a little further down.
    clock: { top: 0, height: 1 / 15 },
    identity: { top: identityTop / height, height: (band - identityTop) / height },
    band: { top: 0, height: band / height },
    scene: { top: sceneTop / height, height: (height - sceneTop) / height },
  };
}

/** Where readers find the lamp that is lit when a second begins, in fractions of the picture's width and height. */
export function lampGeometry(
  width: number,
  height: number,
): {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
} {
  const { columns, rows } = bandLayout(width, height).lamp;
  return {
    left: 0,
    top: (rows.start * blockPixels) / height,
    width: (columns.end * blockPixels) / width,
    height: ((rows.end - rows.start) * blockPixels) / height,
  };
}
