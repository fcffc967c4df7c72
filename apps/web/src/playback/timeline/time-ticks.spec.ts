import fc from 'fast-check';
import { parseRecorderZone, type RecorderZone, utcZone } from '../recorder-zone.js';
import { ticksOf } from './time-ticks.js';
import { longestViewMs, shortestViewMs, viewAround, xOf } from './timeline-scale.js';

const zoneOf = (name: string): RecorderZone => parseRecorderZone(name) ?? utcZone;
const berlin = zoneOf('Europe/Berlin');

function labels(zone: RecorderZone, from: string, to: string, width = 1_000): (string | null)[] {
  const view = { fromMs: Date.parse(from), toMs: Date.parse(to) };
  return ticksOf(zone, view, width)
    .map(({ label }) => label)
    .filter((label) => label !== null);
}

describe('time ticks', () => {
  it('draws the repeated hour of the autumn night as two hours', () => {
    expect(labels(berlin, '2026-10-25T00:00:00+02:00', '2026-10-25T05:00:00+01:00', 700)).toEqual([
      '00:00',
      '01:00',
      '02:00 CEST',
      '02:00 CET',
      '03:00',
      '04:00',
      '05:00',
    ]);
  });

  it('leaves out the skipped hour of the spring night', () => {
    expect(labels(berlin, '2026-03-29T00:00:00+01:00', '2026-03-29T05:00:00+02:00', 500)).toEqual([
      '00:00',
      '01:00',
      '03:00',
      '04:00',
      '05:00',
    ]);
  });

  it('names both passes in America as well', () => {
    const found = labels(
      zoneOf('America/New_York'),
      '2026-11-01T00:00:00-04:00',
      '2026-11-01T03:00:00-05:00',
      450,
    );
    expect(found).toEqual(['00:00', '01:00 EDT', '01:00 EST', '02:00', '03:00']);
  });

  it.each([
    [10_000, 1_000, '03:10:06'],
    [60_000, 1_000, '03:10:10'],
    [3_600_000, 1_000, '03:10'],
    [86_400_000, 1_000, '06:00'],
    [30 * 86_400_000, 1_500, 'Sat 21 Nov'],
  ])('a view of %d ms on %d pixels has a line at %s', (length, width, label) => {
    const view = viewAround(Date.parse('2026-11-21T03:10:05+01:00'), length);
    expect(ticksOf(berlin, view, width).map((tick) => tick.label)).toContain(label);
  });

  it('says the day at midnight of the recorder', () => {
    const view = viewAround(Date.parse('2026-11-21T00:00:00+09:00'), 3_600_000);
    const days = ticksOf(zoneOf('Asia/Tokyo'), view, 1_000).filter(({ day }) => day !== null);
    expect(days).toMatchObject([
      { atMs: Date.parse('2026-11-21T00:00:00+09:00'), day: 'Sat 21 Nov' },
    ]);
  });

  it('labels never touch, lines are in order and inside, whatever is looked at', () => {
    const anyZone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Tokyo', '+05:30');
    const anyTime = fc.integer({ min: Date.UTC(2020, 0, 1), max: Date.UTC(2030, 0, 1) });
    const anyLength = fc.integer({ min: shortestViewMs, max: longestViewMs });
    fc.assert(
      fc.property(anyZone, anyTime, anyLength, (name, at, length) => {
        const view = viewAround(at, length);
        const ticks = ticksOf(zoneOf(name), view, 1_200);
        const times = ticks.map(({ atMs }) => atMs);
        expect(times).toEqual([...new Set(times)].sort((a, b) => a - b));
        expect(times.every((ms) => ms >= view.fromMs && ms <= view.toMs)).toBe(true);
        expect(times.length).toBeLessThanOrEqual(1_000);
        const places = ticks
          .filter(({ label }) => label !== null)
          .map(({ atMs }) => xOf(view, 1_200, atMs));
        // A day with a changed clock is an hour shorter.
        const gaps = places.slice(1).map((x, index) => x - (places[index] ?? 0));
        expect(Math.min(...gaps, 84)).toBeGreaterThanOrEqual(40);
      }),
    );
  });
});
