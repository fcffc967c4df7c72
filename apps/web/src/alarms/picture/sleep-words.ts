import type { Recorder } from '@casement/contract';
import { dayOf } from '../alarm-times.js';

/** What is known of a recorder's sleep. */
export type Sleeper = Pick<Recorder, 'asleepSince'>;

/**
 * Why all pictures of a recorder are black: it said that it sleeps (message 0xE0) and works on its disks. Null while it is
 * awake. Times are of this browser's zone.
 *
 * @param nowMs milliseconds since 1970
 */
export function sleepWords(recorder: Sleeper | undefined, nowMs: number): string | null {
  const since = recorder?.asleepSince ?? null;
  if (since === null) {
    return null;
  }
  const at = new Date(since);
  const clock = [at.getHours(), at.getMinutes()]
    .map((part) => String(part).padStart(2, '0'))
    .join(':');
  const today = at.toDateString() === new Date(nowMs).toDateString();
  const when = today ? clock : `${dayOf(since, nowMs)} ${clock}`;
  const sleeps = Number.isNaN(at.getTime())
    ? 'The recorder sleeps'
    : `The recorder sleeps since ${when}`;
  return `${sleeps}: it sends black pictures while it works on its disks`;
}
