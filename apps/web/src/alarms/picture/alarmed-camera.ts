import type { Alarm, AlarmSeverity } from '@casement/contract';
import type { CameraId } from '../../recorders/camera-id.js';

/** A camera that something is told of, and what. Times in milliseconds of any clock that only goes forward. */
export type AlarmedCamera = {
  readonly camera: CameraId;
  /** What nobody has dealt with yet, the newest last; at least one. */
  readonly alarms: readonly Alarm[];
  /** So many older ones are left out. */
  readonly more: number;
  /** Until then it is worth showing. */
  readonly untilMs: number;
};

/** So many alarms of one camera are kept apart; a storm has more. */
export const maxAlarmsOfCamera = 50;

const ranks: Readonly<Record<AlarmSeverity, number>> = { info: 0, warning: 1, critical: 2 };

/** The greater, the graver. */
export function rankOf(severity: AlarmSeverity): number {
  return ranks[severity];
}

/** The one to be told of a camera: the gravest, of those the newest. */
export function gravestOf({ alarms }: Pick<AlarmedCamera, 'alarms'>): Alarm | undefined {
  return alarms.reduce<Alarm | undefined>(
    (best, alarm) =>
      best === undefined || rankOf(alarm.severity) >= rankOf(best.severity) ? alarm : best,
    undefined,
  );
}

/** How grave what is told of a camera is. */
export function rankOfCamera(camera: Pick<AlarmedCamera, 'alarms'>): number {
  const gravest = gravestOf(camera);
  return gravest ? rankOf(gravest.severity) : -1;
}

/** Whether an alarm is one that somebody should look at now: no recovery, no information, and nobody dealt with it. */
export function calls(alarm: Alarm, severities: readonly AlarmSeverity[]): boolean {
  return (
    alarm.open &&
    (alarm.kind === 'alarm' || alarm.kind === 'fault') &&
    severities.includes(alarm.severity)
  );
}

/** One alarm more of a camera; the same alarm again is what it is now. */
export function withAlarm(
  before: AlarmedCamera | undefined,
  { camera, alarm, untilMs }: { camera: CameraId; alarm: Alarm; untilMs: number },
): AlarmedCamera {
  const others = (before?.alarms ?? []).filter(({ id }) => id !== alarm.id);
  const alarms = [...others, alarm];
  const dropped = Math.max(0, alarms.length - maxAlarmsOfCamera);
  return {
    camera,
    alarms: alarms.slice(dropped),
    more: (before?.more ?? 0) + dropped,
    untilMs: Math.max(untilMs, before?.untilMs ?? untilMs),
  };
}

/** Without alarms that somebody dealt with; undefined: nothing is left to be told. */
export function withoutAlarms<T extends AlarmedCamera>(
  before: T,
  over: ReadonlySet<number>,
): T | undefined {
  const alarms = before.alarms.filter(({ id }) => !over.has(id));
  if (alarms.length === before.alarms.length) {
    return before;
  }
  return alarms.length > 0 ? { ...before, alarms } : undefined;
}
