import type { Alarm } from '@casement/contract';
import type { CameraId } from '../../recorders/camera-id.js';
import { camerasOf } from '../alarms-store.js';
import { calls, rankOf, rankOfCamera, withAlarm, withoutAlarms } from './alarmed-camera.js';
import {
  type AlarmWall,
  type AlarmWallEvent,
  type AlarmWallView,
  noted,
  queued,
  remembered,
} from './alarm-wall.js';

/** The wall after an event, before anything is shown of it. */
export function hear(
  wall: AlarmWall,
  event: AlarmWallEvent,
  view: AlarmWallView,
  nowMs: number,
): AlarmWall {
  switch (event.type) {
    case 'alarm':
      return calls(event.alarm, view.severities)
        ? camerasOf(event.alarm).reduce(
            (next, camera) => alarmed(next, camera, event.alarm, { view, nowMs }),
            wall,
          )
        : wall;
    case 'over':
      return without(wall, new Set(event.ids), nowMs);
    case 'back':
      return sentBack(wall, event.camera, nowMs + view.holdMs);
    case 'look':
      return wall;
  }
}

type Moment = { readonly view: AlarmWallView; readonly nowMs: number };

function alarmed(
  wall: AlarmWall,
  camera: CameraId,
  alarm: Alarm,
  { view, nowMs }: Moment,
): AlarmWall {
  const quiet = wall.quiet.get(camera);
  if (quiet && quiet.untilMs > nowMs && quiet.rank >= rankOf(alarm.severity)) {
    return wall;
  }
  const news = { camera, alarm, untilMs: nowMs + view.holdMs };
  const tile = wall.tiles.find((one) => one.camera === camera);
  if (tile) {
    const next = { ...tile, ...withAlarm(tile.over ? undefined : tile, news), over: false };
    return {
      ...wall,
      tiles: wall.tiles.map((one) => (one === tile ? next : one)),
      lastMs: noted(wall.lastMs, [tile.inPlaceOf ?? camera], nowMs),
    };
  }
  const before = wall.waiting.find((one) => one.camera === camera);
  const waits = withAlarm(before, news);
  return queued(
    wall,
    before ? wall.waiting.map((one) => (one === before ? waits : one)) : [...wall.waiting, waits],
  );
}

function without(wall: AlarmWall, over: ReadonlySet<number>, nowMs: number): AlarmWall {
  const tiles = wall.tiles.map(
    (tile) =>
      withoutAlarms(tile, over) ?? { ...tile, over: true, untilMs: Math.min(tile.untilMs, nowMs) },
  );
  const waiting = wall.waiting
    .map((one) => withoutAlarms(one, over))
    .filter((one) => one !== undefined);
  const same =
    tiles.every((tile, index) => tile === wall.tiles[index]) &&
    waiting.length === wall.waiting.length &&
    waiting.every((one, index) => one === wall.waiting[index]);
  return same ? wall : { ...wall, tiles, waiting };
}

function sentBack(wall: AlarmWall, camera: CameraId, quietUntilMs: number): AlarmWall {
  const tile = [...wall.tiles, ...wall.waiting].find((one) => one.camera === camera);
  return tile
    ? {
        ...wall,
        tiles: wall.tiles.filter((one) => one.camera !== camera),
        waiting: wall.waiting.filter((one) => one.camera !== camera),
        quiet: remembered(wall.quiet, camera, {
          untilMs: quietUntilMs,
          rank: rankOfCamera(tile),
        }),
      }
    : wall;
}
