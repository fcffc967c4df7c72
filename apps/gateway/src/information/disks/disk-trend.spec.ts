import type { RecordedDisk } from '@casement/protocol';
import fc from 'fast-check';
import { DiskTrend } from './disk-trend.js';

const hourMs = 3_600_000;
const disk = (
  name: string,
  remainingGb: number | null,
  capacityGb: number | null = 4_000,
): RecordedDisk => ({
  name,
  capacityGb,
  remainingGb,
  recording: true,
  from: null,
  to: null,
});

describe('DiskTrend', () => {
  it.each<
    readonly [string, readonly (readonly [hours: number, remainingGb: number])[], number | null]
  >([
    ['nothing was told', [], null],
    ['it was told once', [[0, 1_000]], null],
    [
      'not long enough',
      [
        [0, 1_000],
        [1.9, 900],
      ],
      null,
    ],
    [
      '10 GB an hour',
      [
        [0, 1_000],
        [1, 990],
        [2, 980],
      ],
      240,
    ],
    [
      'a day of it',
      [
        [0, 1_000],
        [12, 880],
        [24, 760],
      ],
      240,
    ],
    [
      'what is older than a day is left out',
      [
        [0, 5_000],
        [10, 1_000],
        [34, 760],
      ],
      240,
    ],
    [
      'nothing is written',
      [
        [0, 1_000],
        [24, 1_000],
      ],
      null,
    ],
    [
      'less than can be told apart',
      [
        [0, 1_000],
        [24, 999],
      ],
      null,
    ],
    [
      'room that comes back counts nothing',
      [
        [0, 100],
        [12, 0],
        [18, 4_000],
        [24, 3_900],
      ],
      200,
    ],
    [
      'answers too near to each other',
      [
        [0, 1_000],
        [0.1, 0],
        [2, 980],
      ],
      240,
    ],
    [
      'the clock was set back',
      [
        [10, 1_000],
        [2, 900],
        [3, 890],
      ],
      null,
    ],
  ])('%s', (_name, samples, gbPerDay) => {
    const trend = new DiskTrend();
    samples.forEach(([hours, remainingGb]) =>
      trend.note(hours * hourMs, [disk('MAIN-1', remainingGb)]),
    );
    expect(trend.gbPerDay).toBe(gbPerDay);
  });

  it('begins anew when there are other disks, or one tells no room any more', () => {
    const trend = new DiskTrend();
    const note = (hours: number, ...disks: readonly RecordedDisk[]): void =>
      trend.note(hours * hourMs, disks);
    note(0, disk('MAIN-1', 1_000), disk('MAIN-2', 3_000));
    note(3, disk('MAIN-1', 970), disk('MAIN-2', null));
    expect(trend.gbPerDay).toBeNull();
    note(6, disk('MAIN-1', 940), disk('MAIN-2', 3_000));
    expect(trend.gbPerDay).toBeNull();
    note(9, disk('MAIN-1', 910), disk('MAIN-2', 3_000));
    expect(trend.gbPerDay).toBe(240);
  });

  it('knows the disks that are gone, and forgets that when they are back', () => {
    const trend = new DiskTrend();
    trend.note(0, [disk('MAIN-1', 10), disk('MAIN-2', 10), disk('MAIN-3', null, null)]);
    expect(trend.lost).toEqual([]);
    trend.note(hourMs, [disk('MAIN-1', 10), disk('MAIN-2', null, null)]);
    trend.note(2 * hourMs, [disk('MAIN-1', 10)]);
    expect(trend.lost).toEqual([{ name: 'MAIN-2', lastSeenMs: 0 }]);
    trend.note(3 * hourMs, [disk('MAIN-1', 10), disk('MAIN-2', 10)]);
    expect(trend.lost).toEqual([]);
    trend.note(4 * hourMs, [disk('MAIN-1', 10)]);
    trend.note(171.5 * hourMs, [disk('MAIN-1', 10)]);
    expect(trend.lost).toHaveLength(0);
  });

  it('never tells a rate that is not above zero, and stays small, whatever comes', () => {
    const anyDisk = fc.record({
      name: fc.string({ maxLength: 8 }),
      capacityGb: fc.option(fc.nat(100_000)),
      remainingGb: fc.option(fc.nat(100_000)),
      recording: fc.boolean(),
      from: fc.constant(null),
      to: fc.constant(null),
    });
    fc.assert(
      fc.property(
        fc.array(
          fc.tuple(fc.integer({ min: 0, max: 60 * hourMs }), fc.array(anyDisk, { maxLength: 6 })),
          {
            maxLength: 300,
          },
        ),
        (notes) => {
          const trend = new DiskTrend();
          notes.forEach(([atMs, disks]) => trend.note(atMs, disks));
          const rate = trend.gbPerDay;
          expect(rate === null || (rate > 0 && Number.isFinite(rate))).toBe(true);
          expect(trend.lost.length).toBeLessThanOrEqual(256);
        },
      ),
      { numRuns: 50 },
    );
  });
});
