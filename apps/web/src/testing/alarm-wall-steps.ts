import type { Alarm, AlarmSeverity } from '@casement/contract';
import {
  type AlarmWall,
  type AlarmWallEvent,
  type AlarmWallView,
  calmWall,
  cameraAt,
  type PlaceKey,
} from '../alarms/picture/alarm-wall.js';
import { stepAlarmWall } from '../alarms/picture/step-alarm-wall.js';
import { sampleAlarm } from './sample-alarm.js';

/** The places of a wall of four. */
export const four: readonly PlaceKey[] = ['hq:1', 'hq:2', 'hq:3', 'hq:4'];
/** That wall, with the rule of a browser in which nothing was chosen. */
export const usual: AlarmWallView = {
  places: four,
  held: false,
  busy: null,
  rule: 'replace',
  severities: ['critical', 'warning'],
  holdMs: 30_000,
};

/** An alarm of a camera of the same recorder. */
export function alarm(id: number, camera: number, severity: AlarmSeverity = 'warning'): Alarm {
  return sampleAlarm(id, { camera, severity });
}

/** Something that happens, when, and what is different about the wall then. */
export type Step = readonly [
  atMs: number,
  event: AlarmWallEvent | Alarm,
  view?: Partial<AlarmWallView>,
];

/** The wall after all that, from a calm one. */
export function run(steps: readonly Step[], view: Partial<AlarmWallView> = {}): AlarmWall {
  return steps.reduce<AlarmWall>((wall, [atMs, event, more]) => {
    const told: AlarmWallEvent = 'id' in event ? { type: 'alarm', alarm: event } : event;
    return stepAlarmWall(wall, told, { ...usual, ...view, ...more }, atMs);
  }, calmWall);
}

export const look = { type: 'look' } as const;
/** The cameras that are shown, with a comma between them. */
export const shown = (wall: AlarmWall, places: readonly PlaceKey[] = four): string =>
  places.map((place) => cameraAt(wall, place) ?? '-').join();
