import type { Alarm, AlarmKind, AlarmSeverity } from '@casement/contract';
import type { Mark } from '../ui/status-mark.js';

export const alarmKinds = ['alarm', 'fault', 'recovery', 'information'] as const;
export const alarmSeverities = ['critical', 'warning', 'info'] as const;

const severityNames: Readonly<Record<AlarmSeverity, string>> = {
  critical: 'Critical',
  warning: 'Warning',
  info: 'Information',
};

const kindNames: Readonly<Record<AlarmKind, string>> = {
  alarm: 'Alarm',
  fault: 'Fault',
  recovery: 'Recovery',
  information: 'Information',
};

const classNames: Readonly<Record<string, string>> = {
  notification: 'notification',
  terminal: 'terminal alarm',
  motion: 'motion alarm',
  command: 'command alarm',
  sabotage: 'camera sabotage alarm',
  record: 'emergency recording',
  gateway: "the gateway's own",
};

/** Names of recorders and cameras as the page knows them; undefined: not (yet). */
export type AlarmNames = {
  readonly recorder: (id: string) => string | undefined;
  readonly camera: (recorder: string, camera: number) => string | undefined;
};

export function severityWords(severity: AlarmSeverity): string {
  return severityNames[severity];
}

export function kindWords(kind: AlarmKind): string {
  return kindNames[kind];
}

/** "motion alarm", "terminal alarm 3": what kind of message it was. */
export function classWords({ class: name, terminal }: Alarm): string {
  const words = classNames[name] ?? name;
  return terminal === null ? words : `${words}, terminal ${terminal}`;
}

/** How its severity is drawn: a shape of its own beside the colour. Recoveries are good news. */
export function severityMark({ severity, kind }: Pick<Alarm, 'severity' | 'kind'>): Mark {
  if (kind === 'recovery') {
    return 'ok';
  }
  return severity === 'critical' ? 'bad' : severity === 'warning' ? 'warn' : 'idle';
}

/** Where it happened: "Gate, Head office", or who sent it when that belongs to nobody. */
export function placeWords(alarm: Alarm, names: AlarmNames): string {
  const { recorder, camera, source } = alarm;
  if (recorder === null) {
    return alarm.class === 'gateway'
      ? 'Casement'
      : `Unknown sender ${source.mac ?? source.address}`;
  }
  const house = names.recorder(recorder) ?? recorder;
  return camera === null
    ? house
    : `${names.camera(recorder, camera) ?? `Camera ${camera}`}, ${house}`;
}

/** Why it needs nobody any more, or that it does: "open", "acknowledged by anna", "closed by number 12". */
export function stateWords({ acknowledged, closedBy, open }: Alarm): string {
  if (acknowledged) {
    return `acknowledged by ${acknowledged.by}`;
  }
  if (closedBy !== null) {
    return `over since number ${closedBy}`;
  }
  return open ? 'open' : '';
}

/** "3 notifications of this device were lost before this one"; null: none. */
export function lostWords({ lostBefore }: Alarm): string | null {
  return lostBefore === 0
    ? null
    : lostBefore === 1
      ? '1 notification of this device was lost before this one'
      : `${lostBefore} notifications of this device were lost before this one`;
}

/** "came 3 more times"; null: it came once. */
export function repeatWords({ repeats }: Alarm): string | null {
  return repeats === 0 ? null : repeats === 1 ? 'came once more' : `came ${repeats} more times`;
}

/** "1,234 alarms". */
export function countWords(count: number): string {
  return count === 1 ? '1 alarm' : `${count.toLocaleString('en')} alarms`;
}
