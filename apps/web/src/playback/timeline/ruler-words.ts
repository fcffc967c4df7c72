import type { RecorderZone } from '../recorder-zone.js';
import { dayWords } from '../time-words.js';
import { ticksOf, type TimeTick } from './time-ticks.js';
import { type TimeView, viewLength, xOf } from './timeline-scale.js';

/** Widths of words in CSS pixels, in the type of the line in which they stand. */
export type RulerType = {
  readonly day: (words: string) => number;
  readonly time: (words: string) => number;
};

/** Words on the ruler: their left edge and their width in CSS pixels. */
export type PlacedWords = {
  readonly words: string;
  readonly left: number;
  readonly wide: number;
};

/** The clock is changed here, in CSS pixels, and in which line that is said. */
export type PlacedChange = PlacedWords & { readonly x: number; readonly line: 'day' | 'time' };

/** The ruler as it is drawn: no two words of a line touch. */
export type Ruler = {
  readonly ticks: readonly TimeTick[];
  readonly days: readonly PlacedWords[];
  readonly times: readonly PlacedWords[];
  readonly changes: readonly PlacedChange[];
};

/** Least space between two words of a line, in CSS pixels. */
export const wordsGapPx = 10;
/** The words of a day stand so far right of its midnight, in CSS pixels. */
const indentPx = 4;
/** Least distance of two times, in CSS pixels: denser ones are hard to read. */
const leastTimePx = 84;
/** The measured width is rounded up to this, so that days do not come and go while the view is moved. */
const roundPx = 8;
const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Every how many days one is named. */
const daySteps = [1, 2, 3, 5, 10, 15, 30] as const;
const mostDays = 60;

/**
 * Says what stands where on the ruler. Days are named in even steps that are counted from one fixed day, so that a new month
 * changes nothing. The hours that the clock skips or repeats bring times closer together; the later one gives way.
 *
 * @param widthPx width of the ruler in CSS pixels
 */
export function rulerOf(
  zone: RecorderZone,
  view: TimeView,
  widthPx: number,
  type: RulerType,
): Ruler {
  const names = [view.fromMs, view.toMs].map((ms) => type.time(`00:00:00 ${zone.shortName(ms)}`));
  const ticks = ticksOf(zone, view, widthPx, Math.max(leastTimePx, ...names.map(withGap)));
  const days = placedDays(zone, view, widthPx, { ticks, type });
  const changes = placedChanges(zone, view, widthPx, { days, type });
  const taken = changes.filter(({ line }) => line === 'time');
  const times = ticks
    // "Sat 21 Nov" stands in the line of the days already.
    .filter(({ label, day }) => label !== null && label !== day)
    .map(({ atMs, label }) => centred(label ?? '', xOf(view, widthPx, atMs), type.time))
    .filter((place) => isInside(place, widthPx) && taken.every((other) => !touch(place, other)));
  return { ticks, days, times: apart(times), changes };
}

/** At the midnights that are named their day, and at the left edge the day that goes on there. */
function placedDays(
  zone: RecorderZone,
  view: TimeView,
  widthPx: number,
  { ticks, type }: { readonly ticks: readonly TimeTick[]; readonly type: RulerType },
): PlacedWords[] {
  const midnights = ticks.filter(({ day }) => day !== null).slice(0, mostDays);
  const widths = midnights.map(({ day }) => type.day(day ?? ''));
  const widest = Math.ceil(Math.max(0, ...widths) / roundPx) * roundPx;
  const step = dayStep(withGap(widest), viewLength(view) / Math.max(1, widthPx));
  const named = midnights
    .filter(({ atMs }) => dayNumber(zone, atMs) % step === 0)
    .map(({ atMs, day }) => placed(day ?? '', xOf(view, widthPx, atMs) + indentPx, type.day))
    .filter((place) => isInside(place, widthPx));
  const days = apart(named);
  const here = placed(dayWords(zone.timeAt(view.fromMs), true), indentPx, type.day);
  return days.some((place) => touch(here, place)) ? days : [here, ...days];
}

/** The day of the spring night is an hour shorter. */
function dayStep(leastPx: number, msPerPx: number): number {
  return daySteps.find((days) => (days * dayMs - hourMs) / msPerPx >= leastPx) ?? 30;
}

function dayNumber(zone: RecorderZone, atMs: number): number {
  const { year, month, day } = zone.timeAt(atMs);
  return Math.floor(Date.UTC(year, month - 1, day) / dayMs);
}

/** "CEST → CET" beside its line; below the days where it would lie upon one. */
function placedChanges(
  zone: RecorderZone,
  view: TimeView,
  widthPx: number,
  { days, type }: { readonly days: readonly PlacedWords[]; readonly type: RulerType },
): PlacedChange[] {
  return zone.changes(view.fromMs, view.toMs).map(({ atMs }) => {
    const x = Math.round(xOf(view, widthPx, atMs));
    const words = `${zone.shortName(atMs - 1)} → ${zone.shortName(atMs)}`;
    const right = placed(words, x + 6, type.time);
    const place = isInside(right, widthPx) ? right : { ...right, left: x - 6 - right.wide };
    const line = days.some((day) => touch(place, day)) ? 'time' : 'day';
    return { ...place, x, line };
  });
}

function placed(words: string, left: number, measure: (words: string) => number): PlacedWords {
  return { words, left, wide: measure(words) };
}

function centred(words: string, x: number, measure: (words: string) => number): PlacedWords {
  const wide = measure(words);
  return { words, left: x - wide / 2, wide };
}

function withGap(wide: number): number {
  return wide + wordsGapPx;
}

function isInside({ left, wide }: PlacedWords, widthPx: number): boolean {
  return left >= 0 && left + wide <= widthPx;
}

function touch(one: PlacedWords, other: PlacedWords): boolean {
  const [first, second] = one.left <= other.left ? [one, other] : [other, one];
  return first.left + withGap(first.wide) > second.left;
}

/** Without those that touch one before them. @param places from left to right */
function apart(places: readonly PlacedWords[]): PlacedWords[] {
  const kept: PlacedWords[] = [];
  for (const place of places) {
    const before = kept.at(-1);
    if (!before || !touch(before, place)) {
      kept.push(place);
    }
  }
  return kept;
}
