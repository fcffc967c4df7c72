import type { CameraId } from '../recorders/camera-id.js';

/** How many tiles the wall shows at once. */
export const layouts = [1, 4, 9, 16] as const;
export type Layout = (typeof layouts)[number];

/** More cameras than this on one wall help nobody; it also bounds what a link can ask for. */
export const maxTiles = 64;

/**
 * The wall: a row of places, some of them empty, shown a page of `layout` places at a time. Every camera
 * is on it at most once. All functions here give a new wall and leave the old one alone.
 */
export type Wall = {
  readonly layout: Layout;
  /** From 0. */
  readonly page: number;
  readonly tiles: readonly (CameraId | null)[];
  /** False while the wall still fills itself with the first cameras; true once somebody arranged it. */
  readonly chosen: boolean;
};

export const emptyWall: Wall = { layout: 9, page: 0, tiles: [], chosen: false };

export function isLayout(value: number): value is Layout {
  return layouts.some((layout) => layout === value);
}

/** At least 1. */
export function pageCount(wall: Wall): number {
  return Math.max(1, Math.ceil(wall.tiles.length / wall.layout));
}

/** The places of the page that is shown: always `layout` of them. */
export function shownTiles(wall: Wall): (CameraId | null)[] {
  const first = wall.page * wall.layout;
  return Array.from({ length: wall.layout }, (_, index) => wall.tiles[first + index] ?? null);
}

/** Another layout; the first camera that was shown stays in sight. */
export function withLayout(wall: Wall, layout: Layout): Wall {
  const first = wall.page * wall.layout;
  return turned({ ...wall, layout }, Math.floor(first / layout));
}

/** Turns pages; past the last comes the first. */
export function turnPage(wall: Wall, by: 1 | -1): Wall {
  const count = pageCount(wall);
  return { ...wall, page: (wall.page + by + count) % count };
}

/** Shows the page on which the camera is. */
export function pageOf(wall: Wall, camera: CameraId): Wall {
  const index = wall.tiles.indexOf(camera);
  return index < 0 ? wall : turned(wall, Math.floor(index / wall.layout));
}

/**
 * Puts a camera at a place of the page that is shown. If it was on the wall already, the two places
 * swap what they hold; else it replaces what was there.
 *
 * @param shownIndex from 0, below the layout
 */
export function place(wall: Wall, shownIndex: number, camera: CameraId): Wall {
  const target = wall.page * wall.layout + shownIndex;
  if (shownIndex < 0 || shownIndex >= wall.layout || target >= maxTiles) {
    return wall;
  }
  const tiles = padded(wall.tiles, target + 1);
  const source = tiles.indexOf(camera);
  if (source >= 0) {
    tiles[source] = tiles[target] ?? null;
  }
  tiles[target] = camera;
  return arranged(wall, tiles);
}

/** Puts a camera at the next free place, first of this page, then of the wall, and shows that page. */
export function add(wall: Wall, camera: CameraId): Wall {
  if (wall.tiles.includes(camera)) {
    return pageOf(wall, camera);
  }
  const here = shownTiles(wall).indexOf(null);
  if (here >= 0) {
    return place(wall, here, camera);
  }
  const free = wall.tiles.indexOf(null);
  const target = free >= 0 ? free : wall.tiles.length;
  if (target >= maxTiles) {
    return wall;
  }
  const tiles = padded(wall.tiles, target + 1);
  tiles[target] = camera;
  return pageOf(arranged(wall, tiles), camera);
}

/** Empties the camera's place; the others stay where they are. */
export function remove(wall: Wall, camera: CameraId): Wall {
  return arranged(
    wall,
    wall.tiles.map((tile) => (tile === camera ? null : tile)),
  );
}

/** Exactly these cameras, in this order, from the first page. */
export function showOnly(wall: Wall, cameras: readonly CameraId[]): Wall {
  return { ...arranged(wall, cameras.slice(0, maxTiles)), page: 0 };
}

/** Fills a wall that nobody arranged yet; leaves any other alone. */
export function fill(wall: Wall, cameras: readonly CameraId[]): Wall {
  const tiles = cameras.slice(0, maxTiles);
  return wall.chosen || tiles.join() === wall.tiles.join()
    ? wall
    : turned({ ...wall, tiles }, wall.page);
}

/** Moves a camera one place along the page that is shown; it swaps with what is there. */
export function move(wall: Wall, camera: CameraId, by: number): Wall {
  const from = shownTiles(wall).indexOf(camera);
  return from < 0 ? wall : place(wall, from + by, camera);
}

/** The smallest layout that shows this many cameras, at most nine: sixteen is a choice, not a surprise. */
export function layoutFor(cameras: number): Layout {
  return layouts.find((layout) => layout >= cameras && layout <= 9) ?? 9;
}

function arranged(wall: Wall, tiles: readonly (CameraId | null)[]): Wall {
  const last = tiles.findLastIndex((tile) => tile !== null);
  return turned({ ...wall, tiles: tiles.slice(0, last + 1), chosen: true }, wall.page);
}

function turned(wall: Wall, page: number): Wall {
  return { ...wall, page: Math.min(Math.max(0, page), pageCount(wall) - 1) };
}

function padded(tiles: readonly (CameraId | null)[], length: number): (CameraId | null)[] {
  return [...tiles, ...Array<null>(Math.max(0, length - tiles.length)).fill(null)];
}
