import type { Mark } from '../../ui/status-mark.js';
import { severityMark } from '../../alarms/alarm-words.js';
import type { AlarmMark } from './alarm-marks.js';
import type { KnownMark } from './known-recordings.js';
import type { TimeView } from './timeline-scale.js';

/** An event of a recorder's log, or an alarm, as it stands in the list. */
export type ListedMark = {
  readonly key: string;
  readonly atMs: number;
  /** Where a click on it goes. */
  readonly seekMs: number;
  readonly kind: string;
  readonly tone: Mark;
  readonly text: string;
  readonly camera: number | null;
};

const tones: Readonly<Record<KnownMark['kind'], Mark>> = {
  alarm: 'bad',
  fault: 'warn',
  recovery: 'ok',
  information: 'idle',
};

/** What happened in a view, in the order of time. A click on an alarm goes 10 s before it. */
export function listMarks(
  marks: readonly KnownMark[],
  alarms: readonly AlarmMark[],
  { fromMs, toMs }: TimeView,
): readonly ListedMark[] {
  const logged = marks.map((mark): ListedMark => ({
    ...mark,
    seekMs: mark.atMs,
    tone: tones[mark.kind],
  }));
  const received = alarms
    .filter(({ atMs }) => atMs >= fromMs && atMs <= toMs)
    .map(({ id, atMs, seekMs, kind, severity, title, camera }): ListedMark => ({
      key: `alarm ${id}`,
      atMs,
      seekMs,
      kind: `${kind} received`,
      tone: severityMark({ severity, kind }),
      text: title,
      camera,
    }));
  return [...logged, ...received].sort((a, b) => a.atMs - b.atMs);
}
