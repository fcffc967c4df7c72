import type { Alarm, AlarmSeverity } from '@casement/contract';
import { alarmMomentMs, recordingFromMs } from '../../alarms/picture/alarm-moment.js';

/** An alarm on the timeline. Instants by the recorder's clock, in milliseconds since 1970. */
export type AlarmMark = {
  readonly id: number;
  readonly atMs: number;
  /** Where its recording is looked at: 10 s before. */
  readonly seekMs: number;
  readonly severity: AlarmSeverity;
  readonly kind: Alarm['kind'];
  readonly title: string;
  readonly camera: number | null;
};

/** Where an alarm lies on the timeline. @param clockOffsetMs recorder's clock minus the gateway's; null while unknown */
export function markOf(alarm: Alarm, clockOffsetMs: number | null): AlarmMark {
  const { id, severity, kind, title, camera } = alarm;
  return {
    id,
    atMs: alarmMomentMs(alarm, clockOffsetMs),
    seekMs: recordingFromMs(alarm, clockOffsetMs),
    severity,
    kind,
    title,
    camera,
  };
}

/** A playhead that runs is behind a mark at once; so long after it the mark before is meant, in milliseconds. */
const graceMs = 3_000;

/** Where the next alarm behind the playhead is looked at, or the one before it; null: there is none among these. */
export function stepToMark(marks: readonly AlarmMark[], headMs: number, by: 1 | -1): number | null {
  const places = marks
    .map(({ seekMs }) => seekMs)
    .filter((seekMs) => (by === 1 ? seekMs > headMs + 500 : seekMs < headMs - graceMs));
  return places.length === 0 ? null : by === 1 ? Math.min(...places) : Math.max(...places);
}
