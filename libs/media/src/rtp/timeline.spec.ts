import fc from 'fast-check';
import { mediaTime90k, mediaTimeMs } from './media-time.js';
import { Timeline } from './timeline.js';

const clockRateHz = 90_000;

/** Places `[timestamp, arrivalMs]` pairs and tells the milliseconds. */
function place(pairs: readonly (readonly [number, number])[]) {
  const timeline = new Timeline({ clockRateHz });
  const times = pairs.map(([timestamp, arrivalMs]) =>
    mediaTimeMs(timeline.place(timestamp >>> 0, arrivalMs)),
  );
  return { timeline, times };
}

describe('Timeline', () => {
  const cases: { name: string; pairs: [number, number][]; times: number[]; jumps?: number }[] = [
    {
      name: 'starts at 0',
      pairs: [
        [4_000_000_000, 5],
        [4_000_003_600, 45],
      ],
      times: [0, 40],
    },
    {
      name: 'wraps',
      pairs: [
        [0xffff_ffff - 1799, 0],
        [1800, 40],
      ],
      times: [0, 40],
    },
    {
      name: 'steps back for B pictures',
      pairs: [
        [9000, 0],
        [18_000, 1],
        [12_600, 2],
        [21_600, 3],
      ],
      times: [0, 100, 40, 140],
    },
    {
      name: 'goes on after an outage of both clocks',
      pairs: [
        [0, 0],
        [90 * 60_000, 60_500],
      ],
      times: [0, 60_000],
    },
    {
      name: 'a burst after the network stood still',
      pairs: [
        [0, 0],
        [3600, 30_000],
        [7200, 30_000],
      ],
      times: [0, 40, 80],
    },
    {
      name: 'bridges a jump forward with the time that passed',
      pairs: [
        [0, 0],
        [90 * 100_000, 40],
        [90 * 100_040, 80],
      ],
      times: [0, 40, 80],
      jumps: 1,
    },
    {
      name: 'bridges a jump back',
      pairs: [
        [90 * 60_000, 0],
        [0, 40],
        [3600, 80],
      ],
      times: [0, 40, 80],
      jumps: 1,
    },
    {
      name: 'moves on even when no time passed',
      pairs: [
        [0, 0],
        [90 * 100_000, 0],
      ],
      times: [0, 1 / 90],
      jumps: 1,
    },
    {
      name: 'bears a receiver clock that steps back',
      pairs: [
        [0, 1000],
        [90 * 100_000, 0],
      ],
      times: [0, 1 / 90],
      jumps: 1,
    },
  ];
  it.each(cases)('$name', ({ pairs, times, jumps = 0 }) => {
    const result = place(pairs);
    expect(result.times).toEqual(times);
    expect(result.timeline.jumps).toBe(jumps);
  });

  it('goes on with the time that passed while the clock of the source stands still, and with it again', () => {
    const stands = Array.from({ length: 50 }, (_, at): [number, number] => [7_000, at * 40]);
    const { times, timeline } = place([
      ...stands,
      [10_600, 2_000],
      [14_200, 2_040],
      [14_200, 2_041],
      [17_800, 2_080],
    ]);
    expect(times.slice(0, 4)).toEqual([0, 0, 40, 80]);
    expect(times.slice(-5)).toEqual([1_920, 1_960, 2_000, 2_000, 2_040]);
    expect(timeline.jumps).toBe(48);
  });

  it.each([
    ['back', -3_600],
    ['in milliseconds', 40],
    ['225 times too fast', 9 * 90_000],
  ])('runs with time behind a clock that runs %s, after ten seconds', (_name, step) => {
    const timeline = new Timeline({ clockRateHz });
    const at = (picture: number): number =>
      mediaTimeMs(timeline.place((1_000_000_000 + picture * step) >>> 0, picture * 40));
    const times = Array.from({ length: 1_000 }, (_, picture) => at(picture));
    const settled = times.slice(260);
    settled.slice(1).forEach((time, index) => {
      expect(time - (settled[index] ?? 0)).toBeCloseTo(40, 6);
    });
  });

  it('never falls behind by more than the bound, however small the steps back are', () => {
    const steps = fc.array(fc.integer({ min: -90_000, max: 3_600 }), { maxLength: 200 });
    fc.assert(
      fc.property(steps, (list) => {
        const timeline = new Timeline({ clockRateHz });
        let timestamp = 1_000_000_000;
        let newest = timeline.place(timestamp, 0).ticks;
        list.forEach((step, picture) => {
          timestamp = (timestamp + step) >>> 0;
          const { ticks } = timeline.place(timestamp, picture * 40);
          expect(ticks).toBeGreaterThanOrEqual(newest - 90_000);
          newest = Math.max(newest, ticks);
        });
      }),
    );
  });

  it('goes on through a restart of the source with the time that passed', () => {
    const timeline = new Timeline({ clockRateHz });
    timeline.place(1_000_000, 0);
    timeline.place(1_003_600, 40);
    timeline.restart();
    expect(mediaTimeMs(timeline.place(1_003_601, 2_040))).toBe(2_040);
    expect(mediaTimeMs(timeline.place(1_007_201, 2_080))).toBe(2_080);
    expect(timeline.jumps).toBe(0);
  });

  it('ignores a restart before the first picture', () => {
    const timeline = new Timeline({ clockRateHz });
    timeline.restart();
    expect(timeline.place(77, 0).ticks).toBe(0);
    expect(timeline.place(177, 1).ticks).toBe(100);
  });

  it('never steps back by more than the bound and never loses steps within it', () => {
    const steps = fc.array(fc.integer({ min: 0, max: 10_000 * 90 }), { maxLength: 100 });
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 0xffff_ffff }), steps, (first, list) => {
        const timeline = new Timeline({ clockRateHz });
        expect(timeline.place(first, 0).ticks).toBe(0);
        let expected = 0;
        for (const step of list) {
          expected += step;
          expect(timeline.place((first + expected) % 2 ** 32, expected / 90).ticks).toBe(expected);
        }
      }),
    );
  });

  it('stays near the time that passed for arbitrary timestamps', () => {
    const timestamps = fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 60 });
    fc.assert(
      fc.property(timestamps, (list) => {
        const timeline = new Timeline({ clockRateHz });
        let last = 0;
        list.forEach((timestamp, picture) => {
          const { ticks } = timeline.place(timestamp, picture * 40);
          expect(ticks - last).toBeGreaterThanOrEqual(-90_000);
          expect(ticks - last).toBeLessThanOrEqual(901_000 + picture * 3600);
          last = ticks;
        });
      }),
    );
  });
});

describe('MediaTime', () => {
  it('converts to milliseconds and to the clock of RTP video', () => {
    expect(mediaTimeMs({ ticks: 48_000, clockRateHz: 48_000 })).toBe(1_000);
    expect(mediaTime90k({ ticks: 16_000, clockRateHz: 48_000 })).toBe(30_000);
    expect(mediaTime90k({ ticks: 7, clockRateHz: 90_000 })).toBe(7);
  });
});
