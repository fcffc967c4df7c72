import { type CameraId, parseCameraId } from '../recorders/camera-id.js';
import { emptyWall, isLayout, maxTiles, pageCount, type Wall } from './wall.js';

/** A query as the router gives it. */
export type LinkQuery = Readonly<
  Record<string, string | null | undefined | readonly (string | null)[]>
>;

/**
 * The wall that a link asks for: `?layout=9&tiles=demo:1,,demo:2&page=2`. An empty entry is an empty
 * place. Undefined when the link says nothing about the wall; what it says wrongly is left out.
 */
export function wallFromQuery(query: LinkQuery): Wall | undefined {
  const layout = Number(first(query['layout']) ?? Number.NaN);
  const tiles = first(query['tiles']);
  if (!isLayout(layout) && tiles === undefined) {
    return undefined;
  }
  const wall: Wall = {
    ...emptyWall,
    ...(isLayout(layout) ? { layout } : {}),
    ...(tiles === undefined ? {} : { tiles: parseTiles(tiles), chosen: true }),
  };
  const page = Number(first(query['page']) ?? 1);
  return {
    ...wall,
    page: Number.isInteger(page) && page >= 1 && page <= pageCount(wall) ? page - 1 : 0,
  };
}

/** The link to a wall. One that nobody arranged names no cameras, so that it goes on filling itself. */
export function queryOfWall(wall: Wall): Record<string, string> {
  return {
    layout: String(wall.layout),
    ...(wall.chosen ? { tiles: wall.tiles.map((tile) => tile ?? '').join(',') } : {}),
    ...(wall.page > 0 ? { page: String(wall.page + 1) } : {}),
  };
}

/** `?kiosk=1`: nothing but the pictures. */
export function isKioskQuery(query: LinkQuery): boolean {
  const kiosk = first(query['kiosk']);
  return kiosk !== undefined && kiosk !== '0' && kiosk !== 'false';
}

function parseTiles(text: string): (CameraId | null)[] {
  const seen = new Set<string>();
  const tiles = text
    .split(',')
    .slice(0, maxTiles)
    .map((part) => {
      const camera = parseCameraId(part.trim());
      if (camera === undefined || seen.has(camera)) {
        return null;
      }
      seen.add(camera);
      return camera;
    });
  return tiles.slice(0, tiles.findLastIndex((tile) => tile !== null) + 1);
}

function first(value: LinkQuery[string]): string | undefined {
  const found = Array.isArray(value) ? (value as readonly (string | null)[])[0] : value;
  return typeof found === 'string' ? found : undefined;
}
