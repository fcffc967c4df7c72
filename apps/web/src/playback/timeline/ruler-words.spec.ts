import fc from 'fast-check';
import { parseRecorderZone, type RecorderZone, utcZone } from '../recorder-zone.js';
import {
  type PlacedWords,
  type Ruler,
  rulerOf,
  type RulerType,
  wordsGapPx,
} from './ruler-words.js';
import { longestViewMs, shortestViewMs, viewAround } from './timeline-scale.js';

const zoneOf = (name: string): RecorderZone => parseRecorderZone(name) ?? utcZone;
const berlin = zoneOf('Europe/Berlin');
/** Wide and narrow letters, as in a proportional face. */
const measured = (px: number) => (words: string) =>
  words.length * px + (words.match(/[MW]/gi)?.length ?? 0) * px * 0.4;
const type: RulerType = { day: measured(6.6), time: measured(6) };
const month = 30 * 86_400_000;

function ruler(from: string, lengthMs: number, width: number, zone = berlin): Ruler {
  const fromMs = Date.parse(from);
  return rulerOf(zone, { fromMs, toMs: fromMs + lengthMs }, width, type);
}

const said = (places: readonly PlacedWords[]): string[] => places.map(({ words }) => words);

/** Least space between neighbours of a line. */
function leastGap(places: readonly PlacedWords[]): number {
  const sorted = [...places].sort((a, b) => a.left - b.left);
  const gaps = sorted
    .slice(1)
    .map((place, index) => place.left - (sorted[index]?.left ?? 0) - (sorted[index]?.wide ?? 0));
  return Math.min(...gaps, Number.POSITIVE_INFINITY);
}

function linesOf({ days, times, changes }: Ruler): PlacedWords[][] {
  return [
    [...days, ...changes.filter(({ line }) => line === 'day')],
    [...times, ...changes.filter(({ line }) => line === 'time')],
  ];
}

describe('words of the ruler', () => {
  it('names days of a month in even steps across the border of the month', () => {
    const { days } = ruler('2026-11-16T09:00:00+01:00', month, 1_020);
    expect(said(days)).toEqual([
      'Wed 18 Nov',
      'Sat 21 Nov',
      'Tue 24 Nov',
      'Fri 27 Nov',
      'Mon 30 Nov',
      'Thu 3 Dec',
      'Sun 6 Dec',
      'Wed 9 Dec',
      'Sat 12 Dec',
    ]);
    const steps = days.slice(1).map(({ left }, index) => left - (days[index]?.left ?? 0));
    expect(steps.every((px) => Math.abs(px - 102) < 0.01)).toBe(true);
  });

  it('names the same days wherever the view begins', () => {
    const named = (from: string): number[] =>
      ruler(from, month, 1_020)
        .days.filter(({ words }) => !words.endsWith(' 2026'))
        .map(({ words }) => Date.parse(`${words} 2026 UTC`) / 86_400_000);
    const all = Array.from({ length: 9 }, (_, day) => named(`2026-11-0${day + 1}T07:00:00+01:00`));
    expect(Math.min(...all.map(({ length }) => length))).toBeGreaterThanOrEqual(8);
    expect(new Set(all.flat().map((day) => day % 3))).toEqual(new Set([0]));
  });

  it.each([
    ['autumn', '2026-10-10T12:00:00+02:00', 'CEST → CET'],
    ['spring', '2026-03-14T12:00:00+01:00', 'CET → CEST'],
  ])('keeps the words of the %s night clear of the days', (_name, from, words) => {
    const found = ruler(from, month, 1_020);
    expect(said(found.changes)).toEqual([words]);
    const numbers = found.days
      .filter((day) => !day.words.endsWith(' 2026'))
      .map((day) => Date.parse(`${day.words} 2026 UTC`) / 86_400_000);
    expect(numbers.length).toBeGreaterThanOrEqual(8);
    expect(new Set(numbers.map((day) => day % 3))).toEqual(new Set([0]));
    linesOf(found).forEach((line) => {
      expect(leastGap(line)).toBeGreaterThanOrEqual(wordsGapPx - 0.001);
    });
  });

  it('leaves out the second pass where both have no room', () => {
    const { times } = ruler('2026-10-24T22:00:00+02:00', 12 * 3_600_000, 600);
    expect(said(times)).toContain('02:00 CEST');
    expect(said(times)).not.toContain('02:00 CET');
  });

  it('no words touch or leave the ruler, whatever is looked at', () => {
    const anyZone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Tokyo', '+05:30');
    const near = fc.integer({ min: -20 * 86_400, max: 20 * 86_400 }).map((s) => s * 1_000);
    const change = fc.constantFrom(
      '2026-10-25T01:00:00Z',
      '2026-03-29T01:00:00Z',
      '2026-11-01T06:00:00Z',
    );
    const anyTime = fc.tuple(change, near).map(([at, by]) => Date.parse(at) + by);
    const anyLength = fc.oneof(
      fc.integer({ min: shortestViewMs, max: longestViewMs }),
      fc.integer({ min: shortestViewMs, max: 86_400_000 }),
    );
    fc.assert(
      fc.property(
        anyZone,
        anyTime,
        anyLength,
        fc.integer({ min: 200, max: 2_600 }),
        (name, at, length, width) => {
          const found = rulerOf(zoneOf(name), viewAround(at, length), width, type);
          linesOf(found).forEach((line) => {
            expect(leastGap(line)).toBeGreaterThanOrEqual(wordsGapPx - 0.001);
          });
          const all = [...found.days, ...found.times];
          expect(all.every(({ left, wide }) => left >= 0 && left + wide <= width)).toBe(true);
          expect(found.days.length).toBeLessThanOrEqual(62);
        },
      ),
      { numRuns: 500 },
    );
  });
});
