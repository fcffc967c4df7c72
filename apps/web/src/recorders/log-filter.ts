import type { RecorderZone } from '../playback/recorder-zone.js';

/** Which of the recorder's two logs. */
export type LogKind = 'error' | 'event';

/** How far back; `day`: one day by the recorder's clock. */
export type LogTime = 'all' | 'hour' | 'day-long' | 'week' | 'day';

/** Which entries of a log are wanted. */
export type LogFilter = {
  readonly kind: LogKind;
  /** Null: of all cameras and of none. */
  readonly camera: number | null;
  readonly search: string;
  /** ISO 8601; null: without a limit. */
  readonly from: string | null;
  readonly to: string | null;
};

/** As many as a recorder keeps of each log. */
export const maxLogEntries = 1_000;

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const lengths: Readonly<Record<Exclude<LogTime, 'all' | 'day'>, number>> = {
  hour: hourMs,
  'day-long': dayMs,
  week: 7 * dayMs,
};

/** A filter as the query of GET `/recorders/:rid/logs`. */
export function logQuery({ kind, camera, search, from, to }: LogFilter): string {
  const words = search.trim();
  return new URLSearchParams({
    kind,
    ...(camera === null ? {} : { camera: String(camera) }),
    ...(words === '' ? {} : { search: words }),
    ...(from === null ? {} : { from }),
    ...(to === null ? {} : { to }),
    limit: String(maxLogEntries),
  }).toString();
}

/**
 * The limits of a time, ISO 8601.
 *
 * @param day "2026-11-21", for the time `day`; anything else is no limit
 * @param zone of the recorder's clock
 * @param nowMs milliseconds since 1970
 */
export function limitsOf(
  time: LogTime,
  {
    day,
    zone,
    nowMs,
  }: { readonly day: string; readonly zone: RecorderZone; readonly nowMs: number },
): { readonly from: string | null; readonly to: string | null } {
  if (time === 'all') {
    return { from: null, to: null };
  }
  if (time === 'day') {
    const shownMs = Date.parse(`${day}T00:00:00Z`);
    return /^\d{4}-\d\d-\d\d$/.test(day) && !Number.isNaN(shownMs)
      ? // Both limits are in the range.
        { from: iso(midnight(shownMs, zone)), to: iso(midnight(shownMs + dayMs, zone) - 1_000) }
      : { from: null, to: null };
  }
  return { from: iso(nowMs - lengths[time]), to: null };
}

/** When a day begins by the recorder's clock: it may leave its first hour out. @param shownMs as if it were of UTC */
function midnight(shownMs: number, zone: RecorderZone): number {
  const date = new Date(shownMs);
  const [year, month, day] = [date.getUTCFullYear(), date.getUTCMonth() + 1, date.getUTCDate()];
  const [first] = zone.instantsOf({
    ...{ year, month, day },
    ...{ hour: 0, minute: 0, second: 0, millisecond: 0 },
  });
  return first ?? shownMs - zone.offsetMs(shownMs - dayMs);
}

/** "+09:00" of "2026-11-21T14:03:07+09:00", "Z" when it is written in UTC or not at all. */
export function offsetOf(time: string): string {
  return /[+-]\d\d:\d\d$/.exec(time)?.[0] ?? 'Z';
}

function iso(ms: number): string {
  return new Date(Math.floor(ms / 1_000) * 1_000).toISOString().replace('.000Z', 'Z');
}
