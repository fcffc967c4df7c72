import type { BandLayout, BlockRows } from '../band/band-layout.js';
import { bandLayout, blockPixels, bandPixels, stripGeometry } from '../band/band-layout.js';
import type { StripArea, StripGeometry } from '../band/strip-reader.js';

/** Blocks along the side of a macroblock. */
const mbBlocks = 4;

/** Where things are in the pictures of a camera that moves: the usual band, two strips below it, then the scene. */
export type PtzLayout = {
  /** As of every camera, with room for the two strips at its lower end. */
  readonly band: BandLayout;
  readonly poseStrip: BlockRows;
  readonly lensStrip: BlockRows;
  /** Of the whole picture; of the last macroblocks some rows may be cropped. */
  readonly heightInMbs: number;
};

/** Where readers find the strips of a camera that moves. */
export type PtzGeometry = StripGeometry & { readonly pose: StripArea; readonly lens: StripArea };

/** Lays out a picture of a camera that moves. */
export function ptzLayout(width: number, height: number): PtzLayout {
  const usual = bandLayout(width, height);
  const stripRows = Math.max(2, Math.ceil(height / 45 / blockPixels));
  const top = usual.bandHeightInMbs * mbBlocks;
  const poseMbs = Math.ceil((2 * stripRows) / mbBlocks);
  const band = { ...usual, bandHeightInMbs: usual.bandHeightInMbs + poseMbs };
  return {
    band,
    poseStrip: { start: top, end: top + stripRows },
    lensStrip: { start: top + stripRows, end: band.bandHeightInMbs * mbBlocks },
    heightInMbs: Math.ceil(height / 16),
  };
}

/** Where the strips are in pictures of this size of a camera that moves, in fractions of the height. */
export function ptzGeometry(width: number, height: number): PtzGeometry {
  const { band, poseStrip, lensStrip } = ptzLayout(width, height);
  const area = ({ start, end }: BlockRows): StripArea => ({
    top: (start * blockPixels) / height,
    height: ((end - start) * blockPixels) / height,
  });
  const sceneTop = bandPixels(band) / height;
  return {
    ...stripGeometry(width, height),
    band: { top: 0, height: sceneTop },
    scene: { top: sceneTop, height: 1 - sceneTop },
    pose: area(poseStrip),
    lens: area(lensStrip),
  };
}
