import type { Alarm, AlarmSeverity } from '@casement/contract';
import type { CameraId } from '../../recorders/camera-id.js';
import { type AlarmedCamera, rankOfCamera } from './alarmed-camera.js';
import type { TileRule } from './picture-settings.js';

/** A place of the wall by what belongs there: its camera, or `free-3` while the fourth place is empty. */
export type PlaceKey = CameraId | `free-${number}`;

/** An alarmed camera on the wall. */
export type AlarmedTile = AlarmedCamera & {
  /** The place that it has until it is over; null: its own. */
  readonly inPlaceOf: PlaceKey | null;
  readonly sinceMs: number;
  /** Dealt with; it stays only because somebody holds the wall. */
  readonly over: boolean;
};

/** A camera of which somebody said that it has been seen. */
type Quiet = { readonly untilMs: number; readonly rank: number };

/**
 * What alarms make of the wall for a while. The wall itself is never changed: when nothing is alarmed any more, nothing
 * is left of this.
 */
export type AlarmWall = {
  readonly tiles: readonly AlarmedTile[];
  /** Those for which no place is free yet, the first one first. */
  readonly waiting: readonly AlarmedCamera[];
  /** Alarmed cameras that found no place even here, since the beginning. */
  readonly dropped: number;
  /** When a tile turned last. */
  readonly turnedMs: number;
  /** When something happened at a place last. */
  readonly lastMs: ReadonlyMap<PlaceKey, number>;
  readonly quiet: ReadonlyMap<CameraId, Quiet>;
};

/** The wall as it is, and the rule of this browser. */
export type AlarmWallView = {
  /** Places of the page that is shown, each once. */
  readonly places: readonly PlaceKey[];
  /** Somebody maximised or moves a tile: no tile turns. */
  readonly held: boolean;
  /** Somebody works with this one: others turn rather. */
  readonly busy: CameraId | null;
  readonly rule: TileRule;
  readonly severities: readonly AlarmSeverity[];
  readonly holdMs: number;
};

export type AlarmWallEvent =
  | { readonly type: 'alarm'; readonly alarm: Alarm }
  /** Acknowledged, or closed by a recovery. */
  | { readonly type: 'over'; readonly ids: readonly number[] }
  /** Somebody has seen enough of a camera. */
  | { readonly type: 'back'; readonly camera: CameraId }
  /** Time passed, or the view is another. */
  | { readonly type: 'look' };

/** More alarmed cameras do not wait. */
export const maxWaiting = 32;
/** So many places and cameras are remembered. */
const maxRemembered = 128;

export const calmWall: AlarmWall = {
  tiles: [],
  waiting: [],
  dropped: 0,
  turnedMs: Number.NEGATIVE_INFINITY,
  lastMs: new Map(),
  quiet: new Map(),
};

/** The camera that a place shows; null: none. */
export function cameraAt(wall: AlarmWall, place: PlaceKey): CameraId | null {
  return wall.tiles.find(({ inPlaceOf }) => inPlaceOf === place)?.camera ?? cameraOfPlace(place);
}

/** Something is shown or waits, so that time has to be told. */
export function isAlarmed({ tiles, waiting }: AlarmWall): boolean {
  return tiles.length + waiting.length > 0;
}

/** The alarmed camera that has a place; undefined: the place shows what belongs there. */
export function tileAt({ tiles }: AlarmWall, place: PlaceKey): AlarmedTile | undefined {
  return tiles.find(({ inPlaceOf, camera }) => (inPlaceOf ?? camera) === place);
}

/** The camera that belongs to a place; null: it is empty. */
export function cameraOfPlace(place: PlaceKey): CameraId | null {
  return isFree(place) ? null : place;
}

function isFree(place: PlaceKey): place is `free-${number}` {
  return /^free-\d+$/.test(place);
}

/** What is left of a tile that loses its place. */
export function asWaiting({ camera, alarms, more, untilMs }: AlarmedCamera): AlarmedCamera {
  return { camera, alarms, more, untilMs };
}

/** The least grave give way, of those the ones that wait longest: they will be over first. */
export function queued(wall: AlarmWall, waiting: readonly AlarmedCamera[]): AlarmWall {
  const tooMany = waiting.length - maxWaiting;
  if (tooMany <= 0) {
    return { ...wall, waiting };
  }
  const out = new Set(
    waiting.toSorted((a, b) => rankOfCamera(a) - rankOfCamera(b)).slice(0, tooMany),
  );
  return {
    ...wall,
    waiting: waiting.filter((one) => !out.has(one)),
    dropped: wall.dropped + tooMany,
  };
}

/** Something happened at these places. */
export function noted(
  before: ReadonlyMap<PlaceKey, number>,
  places: readonly PlaceKey[],
  nowMs: number,
): ReadonlyMap<PlaceKey, number> {
  return places.reduce((all, place) => remembered(all, place, nowMs), before);
}

/** With one entry more; the one that was said longest ago is forgotten when there are too many. */
export function remembered<K, V>(before: ReadonlyMap<K, V>, key: K, value: V): ReadonlyMap<K, V> {
  const next = new Map(before);
  next.delete(key);
  next.set(key, value);
  const [oldest] = next.keys();
  if (next.size > maxRemembered && oldest !== undefined) {
    next.delete(oldest);
  }
  return next;
}
