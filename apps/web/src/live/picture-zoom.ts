/** How a picture is enlarged in its tile. Places are parts of the tile from its top left. */
export type PictureZoom = {
  /** 1: as large as it fits; 2: twice as wide and as high. */
  readonly scale: number;
  /** Where the top left of the enlarged picture is: never inside the tile. */
  readonly left: number;
  readonly top: number;
};

/** A place of the tile: 0 to 1 from its top left. */
export type TilePoint = { readonly x: number; readonly y: number };

export const unzoomed: PictureZoom = { scale: 1, left: 0, top: 0 };

/** Beyond this there are only blocks to see. */
export const maxScale = 8;

/** What is hardly larger is as large as it fits. */
const smallestScale = 1.02;

/** Enlarges by a factor; what is at the place stays there as far as the edges allow. */
export function zoomedAt(zoom: PictureZoom, at: TilePoint, factor: number): PictureZoom {
  const wanted = zoom.scale * (factor > 0 && Number.isFinite(factor) ? factor : 1);
  const scale = Math.min(maxScale, wanted);
  if (scale < smallestScale) {
    return unzoomed;
  }
  const grown = scale / zoom.scale;
  return within({
    scale,
    left: at.x - (at.x - zoom.left) * grown,
    top: at.y - (at.y - zoom.top) * grown,
  });
}

/** Moves what is seen, by parts of the tile. */
export function shifted(zoom: PictureZoom, by: TilePoint): PictureZoom {
  return within({ ...zoom, left: zoom.left + by.x, top: zoom.top + by.y });
}

/** The next of the steps that a key goes through: twice, four times, whole; about the middle. */
export function nextZoom({ scale }: PictureZoom): PictureZoom {
  const next = scale < 2 ? 2 : scale < 4 ? 4 : 1;
  return zoomedAt(unzoomed, { x: 0.5, y: 0.5 }, next);
}

/** For an element that fills the tile, with its origin at its top left. */
export function zoomTransform({ scale, left, top }: PictureZoom): string | undefined {
  return scale === 1 ? undefined : `translate(${left * 100}%, ${top * 100}%) scale(${scale})`;
}

function within({ scale, left, top }: PictureZoom): PictureZoom {
  const clamp = (value: number): number => Math.min(0, Math.max(1 - scale, value));
  return { scale, left: clamp(left), top: clamp(top) };
}
