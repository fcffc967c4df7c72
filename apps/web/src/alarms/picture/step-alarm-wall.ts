import { hear } from './alarm-wall-news.js';
import { ended, settled, turned } from './alarm-wall-places.js';
import type { AlarmWall, AlarmWallEvent, AlarmWallView } from './alarm-wall.js';

/** The wall after an event; the same object when nothing changed. @param nowMs never smaller than before */
export function stepAlarmWall(
  wall: AlarmWall,
  event: AlarmWallEvent,
  view: AlarmWallView,
  nowMs: number,
): AlarmWall {
  if (view.rule === 'off') {
    return wall.tiles.length + wall.waiting.length > 0 ? { ...wall, tiles: [], waiting: [] } : wall;
  }
  const told = hear(wall, event, view, nowMs);
  const next = turned(settled(ended(told, view, nowMs), view, nowMs), view, nowMs);
  // What came back is not exchanged again at once.
  return next.turnedMs === wall.turnedMs && someReturned(wall, next)
    ? { ...next, turnedMs: nowMs }
    : next;
}

function someReturned(before: AlarmWall, after: AlarmWall): boolean {
  return before.tiles.some(
    ({ inPlaceOf }) =>
      inPlaceOf !== null && !after.tiles.some((tile) => tile.inPlaceOf === inPlaceOf),
  );
}
