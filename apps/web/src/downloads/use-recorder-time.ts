import { writtenOf } from '../alarms/alarm-times.js';
import { clockWords, dayWords, instantWords } from '../playback/time-words.js';
import { useRecordersStore } from '../recorders/recorders-store.js';

/** Words for instants, ISO 8601. */
export type RecorderTime = {
  /** "Sat 21 Nov 2026 11:00:00 CET" */
  readonly moment: (iso: string) => string;
  /** "Sat 21 Nov 2026 11:00:00 to 13:00:00 CET": what both ends share is said once. */
  readonly range: (from: string, to: string) => string;
};

/**
 * Times as the recorder's clock shows them, which is how they were chosen on the timeline; in UTC as long as nobody knows
 * its zone, and when the recorder was removed.
 */
export function useRecorderTime(recorder: () => string): RecorderTime {
  const recorders = useRecordersStore();

  function moment(iso: string): string {
    const zone = recorders.zoneOf(recorder());
    const atMs = Date.parse(iso);
    return zone === undefined || Number.isNaN(atMs) ? writtenOf(iso) : instantWords(zone, atMs);
  }

  function range(from: string, to: string): string {
    const zone = recorders.zoneOf(recorder());
    const [fromMs, toMs] = [Date.parse(from), Date.parse(to)];
    if (zone !== undefined && zone.shortName(fromMs) === zone.shortName(toMs)) {
      const [begin, end] = [zone.timeAt(fromMs), zone.timeAt(toMs)];
      const day = dayWords(begin, true);
      if (day === dayWords(end, true)) {
        const name = zone.shortName(fromMs);
        return `${day} ${clockWords(begin, 'second')} to ${clockWords(end, 'second')} ${name}`;
      }
    }
    return `${moment(from)} to ${moment(to)}`;
  }

  return { moment, range };
}
