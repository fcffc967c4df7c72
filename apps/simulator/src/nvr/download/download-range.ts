import type { RecorderClock } from '../recorder-clock.js';
import type { DownloadsScenario } from './downloads-scenario.js';

/** A range of the recorder's clock: milliseconds since 1970 (UTC). */
export type DownloadRange = { readonly fromMs: number; readonly toMs: number };

/** What to make of a range that was asked for. */
export type JudgedRange =
  | ({ readonly kind: 'range' } & DownloadRange)
  /** START and END are equal: there is no answer but an empty one (B69). */
  | { readonly kind: 'empty' }
  | { readonly kind: 'refused'; readonly reason: string };

const minuteMs = 60_000;
const hourMs = 60 * minuteMs;

/**
 * Judges STARTTIME and ENDTIME (6.3.2): "the difference from the start date and time shall be within 1 hour".
 *
 * @param asked the fields read as if they were UTC
 * @param time what the recorder takes them for (B6); of an hour that local time has twice the first is meant
 */
export function judgeRange(
  asked: { readonly startMs: number; readonly endMs: number },
  time: DownloadsScenario['time'],
  clock: RecorderClock,
): JudgedRange {
  const { startMs, endMs } = asked;
  if (startMs === endMs) {
    return { kind: 'empty' };
  }
  if (endMs < startMs || endMs - startMs > hourMs) {
    const minutes = (endMs - startMs) / minuteMs;
    return { kind: 'refused', reason: `A range of ${minutes} minutes; expected 1 to 60.` };
  }
  const fromMs = time === 'utc' ? startMs : localToUtc(startMs, clock);
  // The end in the summer or winter time of the start, so that a range keeps its length.
  return { kind: 'range', fromMs, toMs: fromMs + endMs - startMs };
}

/** The earliest moment at which the recorder's clock on the wall shows a time. */
function localToUtc(wallMs: number, clock: RecorderClock): number {
  const dayMs = 24 * hourMs;
  const offsets = [wallMs - dayMs, wallMs + dayMs].map(
    (ms) => clock.zoneAt(ms).totalMinutes * minuteMs,
  );
  const moments = offsets.map((offsetMs) => wallMs - offsetMs).sort((one, other) => one - other);
  const fits = (ms: number): boolean => ms + clock.zoneAt(ms).totalMinutes * minuteMs === wallMs;
  // An hour that was left out does not exist: the later one of the two is as good as any.
  return moments.find(fits) ?? moments.at(-1) ?? wallMs;
}
