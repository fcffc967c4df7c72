import type { KnownGap } from './gop-shelf.js';
import type { PlaybackDirection } from './playback-clock.js';

/** The recorder takes longer than its pictures last. */
export const waitingForRecorder = 'waiting for the recorder';

/** A body ends before all that it announces is there. */
export const shorterThanItSays = 'the recorder sent a damaged recording (shorter than it says)';

/** A body from which no pictures can be read at all. */
export const unreadableRecording = 'the recorder sent a damaged recording (it cannot be read)';

/** A body whose pictures are whole, while something else in it makes no sense. */
export const oddRecording = 'the recorder sent a recording with mistakes in it';

/** A gap whose end is known: "no recording 03:10:00-03:40:00", in the recorder's zone. */
export function gapInWords({ fromMs, toMs, reason }: KnownGap, timeZone: string): string {
  if (reason !== undefined) {
    return reason;
  }
  const day = (ms: number): string => timeInWords(ms, timeZone, 'day');
  const isOneDay = day(fromMs) === day(toMs);
  const to = isOneDay ? timeInWords(toMs, timeZone) : `${day(toMs)} ${timeInWords(toMs, timeZone)}`;
  const from = isOneDay ? '' : `${day(fromMs)} `;
  return `no recording ${from}${timeInWords(fromMs, timeZone)}-${to}`;
}

/** A gap whose end is not known: it is looked for, or will be when the clock runs, or there is none. */
export function openGapInWords(
  edgeMs: number,
  direction: PlaybackDirection,
  timeZone: string,
  search: 'looking' | 'resting' | 'over',
): string {
  const at = timeInWords(edgeMs, timeZone);
  if (search === 'over') {
    return direction === 1 ? `no recording after ${at}` : `no recording before ${at}`;
  }
  if (search === 'resting') {
    return `no recording at ${at}`;
  }
  return `no recording at ${at}, looking for what ${direction === 1 ? 'follows' : 'was before'}`;
}

/** `03:10:00`, or the day `2026-10-25`, as the recorder's clock shows it; in UTC when the zone makes no sense. */
export function timeInWords(ms: number, timeZone: string, part: 'time' | 'day' = 'time'): string {
  const offsetMs = offsetOf(timeZone);
  const format = (offsetMs === undefined ? formatOf(timeZone) : undefined) ?? formatOf('UTC');
  const parts = format?.formatToParts(ms + (offsetMs ?? 0)) ?? [];
  const value = (type: Intl.DateTimeFormatPartTypes): string =>
    parts.find((found) => found.type === type)?.value ?? '';
  return part === 'time'
    ? `${value('hour')}:${value('minute')}:${value('second')}`
    : `${value('year')}-${value('month')}-${value('day')}`;
}

/** `+09:00` in milliseconds; recorders often tell nothing else of their zone. */
function offsetOf(timeZone: string): number | undefined {
  const [, sign, hours, minutes] = /^([+-])(\d{2}):(\d{2})$/.exec(timeZone) ?? [];
  const ms = (Number(hours) * 60 + Number(minutes)) * 60_000;
  return sign === undefined ? undefined : sign === '-' ? -ms : ms;
}

/** Making one takes longer than using it a thousand times; there are as many as zones of recorders. */
const formats = new Map<string, Intl.DateTimeFormat>();
const maxFormats = 64;

function formatOf(timeZone: string): Intl.DateTimeFormat | undefined {
  const known = formats.get(timeZone);
  if (known) {
    return known;
  }
  try {
    const two = '2-digit';
    const date = { year: 'numeric', month: two, day: two } as const;
    const time = { hour: two, minute: two, second: two, hourCycle: 'h23' } as const;
    const format = new Intl.DateTimeFormat('en-GB', { timeZone, ...date, ...time });
    if (formats.size < maxFormats) {
      formats.set(timeZone, format);
    }
    return format;
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}
