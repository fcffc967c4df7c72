import fc from 'fast-check';
import { CommonClock } from './common-clock.js';
import type { MediaUnit } from './media-unit.js';

type Placed = { readonly timestamp: number; readonly arrivalMs: number };

function picture({ timestamp, arrivalMs }: Placed): MediaUnit {
  return {
    codec: 'h264',
    parts: [],
    timestamp,
    clockRateHz: 90_000,
    channels: 0,
    arrivalMs,
    randomAccess: false,
    discontinuity: false,
  };
}

function sound({ timestamp, arrivalMs }: Placed): MediaUnit {
  return { ...picture({ timestamp, arrivalMs }), codec: 'pcmu', clockRateHz: 8_000, channels: 1 };
}

describe('CommonClock', () => {
  it('lays pictures and sound together within 80 ms in spite of jitter and drift', () => {
    const jitter = fc.array(fc.integer({ min: 0, max: 120 }), { minLength: 40, maxLength: 40 });
    const ppm = fc.integer({ min: -200, max: 200 });
    fc.assert(
      fc.property(jitter, ppm, fc.nat(1e9), (late, drift, startTicks) => {
        const clock = new CommonClock();
        let worst = 0;
        for (let at = 0; at < 3_000; at += 1) {
          // Ten minutes, thinned out: pictures and sound of the same moment, each late in its own way.
          const ms = 10_000 + at * 200;
          const ticks = startTicks + Math.round(at * 200 * 90 * (1 + drift * 1e-6));
          const samples = Math.round(at * 1_600 * (1 - drift * 1e-6));
          const shown = clock.place(
            picture({ timestamp: ticks, arrivalMs: ms + (late[at % 40] ?? 0) }),
          );
          const heard = clock.place(
            sound({ timestamp: samples, arrivalMs: ms + (late[(at * 7) % 40] ?? 0) }),
          );
          // The first seconds know no quick unit yet.
          worst = at < 400 ? 0 : Math.max(worst, Math.abs(shown - heard));
        }
        expect(worst).toBeLessThan(80);
      }),
      { numRuns: 15 },
    );
  });

  it('is in step again two seconds after a beginning of which one track was late', () => {
    const clock = new CommonClock();
    const late = (ms: number) => (ms === 0 ? 330 : 0);
    const distances = Array.from({ length: 200 }, (_, at) => {
      const ms = at * 20;
      const heard = clock.place(sound({ timestamp: at * 160, arrivalMs: 1_000 + ms }));
      if (at % 3 !== 0) {
        return 0;
      }
      const shown = clock.place(picture({ timestamp: ms * 90, arrivalMs: 1_000 + ms + late(ms) }));
      return shown - heard;
    });
    expect(distances[0]).toBe(330);
    expect(Math.max(...distances.slice(100))).toBeLessThan(60);
    expect(Math.max(...distances.slice(150))).toBeLessThan(20);
  });

  it('keeps the distances of the timestamps when single units are late', () => {
    const clock = new CommonClock();
    const late = (at: number) => (at % 10 === 5 ? 300 : 0);
    const times = Array.from({ length: 100 }, (_, at) =>
      clock.place(picture({ timestamp: at * 3_600, arrivalMs: 1_000 + at * 40 + late(at) })),
    );
    times.forEach((time, at) => {
      expect(time).toBeCloseTo(1_000 + at * 40, 3);
    });
  });

  it('takes another clock at once and never goes back in time', () => {
    const step = fc.record({
      ticks: fc.oneof(
        fc.constant(3_600),
        fc.integer({ min: 0, max: 2_000_000 }),
        fc.integer({ min: -5_000_000, max: 0 }),
      ),
      waitMs: fc.oneof(fc.constant(40), fc.integer({ min: 0, max: 9_000 })),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 80 }), (steps) => {
        const clock = new CommonClock();
        let timestamp = 0;
        let arrivalMs = 5_000;
        let last: { readonly timestamp: number; readonly time: number } | undefined;
        for (const { ticks, waitMs } of steps) {
          timestamp = Math.max(0, timestamp + ticks);
          arrivalMs += waitMs;
          const time = clock.place(picture({ timestamp, arrivalMs }));
          if (last !== undefined && timestamp >= last.timestamp + 90) {
            expect(time).toBeGreaterThan(last.time);
          }
          last = { timestamp, time };
        }
      }),
      { numRuns: 200 },
    );
  });

  it('is at the arrival again after the timestamps jumped', () => {
    const clock = new CommonClock();
    clock.place(picture({ timestamp: 0, arrivalMs: 1_000 }));
    clock.place(picture({ timestamp: 3_600, arrivalMs: 1_040 }));
    expect(clock.place(picture({ timestamp: 90_000_000, arrivalMs: 1_080 }))).toBe(1_080);
    expect(clock.place(picture({ timestamp: 90_003_600, arrivalMs: 1_120 }))).toBe(1_120);
    expect(clock.place(picture({ timestamp: 40, arrivalMs: 1_160 }))).toBe(1_160);
  });

  it('keeps pictures that are sent in another order in their own one', () => {
    const clock = new CommonClock();
    const times = [0, 3, 1, 2, 6, 4, 5].map((position, at) =>
      clock.place(picture({ timestamp: position * 3_600, arrivalMs: 1_000 + at * 40 })),
    );
    const order = times.map((time, at) => ({ time, at })).sort((a, b) => a.time - b.time);
    expect(order.map(({ at }) => at)).toEqual([0, 2, 3, 1, 5, 6, 4]);
  });
});
