import { type AlarmedCamera, rankOfCamera } from './alarmed-camera.js';
import {
  type AlarmedTile,
  type AlarmWall,
  type AlarmWallView,
  asWaiting,
  cameraOfPlace,
  noted,
  type PlaceKey,
  queued,
  tileAt,
} from './alarm-wall.js';

/** Least time between two tiles that turn. */
export const turnEveryMs = 2_000;
/** So long a camera is shown before a graver alarm takes its place. */
export const leastShownMs = 5_000;

/** Without what is over. A tile in another's place stays while the wall is held. */
export function ended(wall: AlarmWall, { held }: AlarmWallView, nowMs: number): AlarmWall {
  const stays = (tile: AlarmedTile): boolean =>
    tile.untilMs > nowMs || (held && tile.inPlaceOf !== null);
  const gone = wall.tiles.filter((tile) => !stays(tile));
  const waiting = wall.waiting.filter(({ untilMs }) => untilMs > nowMs);
  if (gone.length === 0 && waiting.length === wall.waiting.length) {
    return wall;
  }
  return {
    ...wall,
    tiles: wall.tiles.filter(stays),
    waiting,
    lastMs: noted(
      wall.lastMs,
      gone.map(({ inPlaceOf, camera }) => inPlaceOf ?? camera),
      nowMs,
    ),
  };
}

/** Every alarmed camera that has a place of its own on this page is there; those whose place is gone wait. */
export function settled(
  wall: AlarmWall,
  { places, rule }: AlarmWallView,
  nowMs: number,
): AlarmWall {
  const present = new Set(places);
  const stays = ({ inPlaceOf, camera }: AlarmedTile): boolean =>
    present.has(inPlaceOf ?? camera) && (inPlaceOf === null || rule === 'replace');
  const [kept, moved] = [wall.tiles.filter(stays), wall.tiles.filter((tile) => !stays(tile))];
  const home = atHome(kept, present);
  const taken = new Set(home.map(({ inPlaceOf }) => inPlaceOf));
  const hasPlace = ({ camera }: AlarmedCamera): boolean =>
    present.has(camera) && !taken.has(camera);
  const waiting = [...wall.waiting, ...moved.filter(({ over }) => !over).map(asWaiting)];
  const arrivals = waiting.filter(hasPlace);
  if (moved.length === 0 && arrivals.length === 0 && home === kept) {
    return wall;
  }
  const framed = arrivals.map((one): AlarmedTile => ({
    ...one,
    inPlaceOf: null,
    sinceMs: nowMs,
    over: false,
  }));
  return queued(
    {
      ...wall,
      tiles: [...home, ...framed],
      lastMs: noted(
        wall.lastMs,
        framed.map(({ camera }) => camera),
        nowMs,
      ),
    },
    waiting.filter((one) => !hasPlace(one)),
  );
}

/** A camera whose own place shows it again leaves the other one, which may let yet another go home. */
function atHome(
  tiles: readonly AlarmedTile[],
  present: ReadonlySet<PlaceKey>,
): readonly AlarmedTile[] {
  const taken = new Set(tiles.map(({ inPlaceOf }) => inPlaceOf));
  const goes = tiles.find(
    ({ inPlaceOf, camera }) => inPlaceOf !== null && present.has(camera) && !taken.has(camera),
  );
  return goes
    ? atHome(
        tiles.map((tile) => (tile === goes ? { ...tile, inPlaceOf: null } : tile)),
        present,
      )
    : tiles;
}

/** One waiting camera at most gets the place of another one. */
export function turned(wall: AlarmWall, view: AlarmWallView, nowMs: number): AlarmWall {
  const { rule, held } = view;
  const [next] = wall.waiting.toSorted((a, b) => rankOfCamera(b) - rankOfCamera(a));
  if (rule !== 'replace' || held || !next || nowMs - wall.turnedMs < turnEveryMs) {
    return wall;
  }
  const place = quietPlace(wall, view) ?? lesserPlace(wall, view, rankOfCamera(next), nowMs);
  if (place === undefined) {
    return wall;
  }
  const before = tileAt(wall, place);
  const tile: AlarmedTile = { ...next, inPlaceOf: place, sinceMs: nowMs, over: false };
  return queued(
    {
      ...wall,
      tiles: [...wall.tiles.filter((one) => one !== before), tile],
      turnedMs: nowMs,
      lastMs: noted(wall.lastMs, [place], nowMs),
    },
    [...wall.waiting.filter((one) => one !== next), ...(before ? [asWaiting(before)] : [])],
  );
}

/** An empty place, else the one that was longest without an alarm; of equal ones the last. */
function quietPlace(wall: AlarmWall, { places, busy }: AlarmWallView): PlaceKey | undefined {
  const quiet = places.filter((place) => tileAt(wall, place) === undefined);
  const empty = quiet.find((place) => cameraOfPlace(place) === null);
  const age = (place: PlaceKey): number => wall.lastMs.get(place) ?? Number.NEGATIVE_INFINITY;
  const order = (a: PlaceKey, b: PlaceKey): number =>
    Number(a === busy) - Number(b === busy) || compare(age(a), age(b));
  return empty ?? quiet.toReversed().toSorted(order)[0];
}

/** A place with a lesser alarm that was shown for a while; the least, of those the one shown longest. */
function lesserPlace(
  wall: AlarmWall,
  { places, busy }: AlarmWallView,
  rank: number,
  nowMs: number,
): PlaceKey | undefined {
  const lesser = wall.tiles
    .filter(
      (tile) =>
        rankOfCamera(tile) < rank && nowMs - tile.sinceMs >= leastShownMs && tile.camera !== busy,
    )
    .toSorted((a, b) => rankOfCamera(a) - rankOfCamera(b) || compare(a.sinceMs, b.sinceMs))
    .map(({ inPlaceOf, camera }) => inPlaceOf ?? camera);
  return lesser.find((place) => places.includes(place));
}

/** Infinities are equal to each other. */
function compare(a: number, b: number): number {
  return a === b ? 0 : a - b;
}
