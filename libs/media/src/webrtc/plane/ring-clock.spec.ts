import fc from 'fast-check';
import { RingClock } from './ring-clock.js';

/** Units every 40 ms on a 90 kHz clock, each so many milliseconds late. */
function clockOf(delaysMs: readonly number[], ticksPerMs = 90): RingClock {
  const clock = new RingClock(90_000);
  delaysMs.forEach((delayMs, at) => {
    clock.take(at * 40 * ticksPerMs, 5_000 + at * 40 + delayMs);
  });
  return clock;
}

describe('RingClock', () => {
  it('knows no position before the first unit', () => {
    expect(new RingClock(8_000).positionAt(1_000)).toBeUndefined();
  });

  it('tells the position on the clock of the ring', () => {
    const clock = new RingClock(8_000);
    clock.take(1_600, 700);
    expect(clock.positionAt(700)).toBe(1_600);
    expect(clock.positionAt(950)).toBe(1_600 + 250 * 8);
  });

  it('does not show jitter: the least delayed unit of some seconds counts', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 900 }), { minLength: 1, maxLength: 50 });
    fc.assert(
      fc.property(delays, (delaysMs) => {
        const clock = clockOf(delaysMs);
        const least = Math.min(...delaysMs);
        expect(clock.positionAt(5_000 + least)).toBeCloseTo(0, 6);
      }),
    );
  });

  it('is never ahead of the newest unit, and at most some seconds old', () => {
    // 200 ppm fast for a minute: the relation drifts by 12 ms and is followed to within a millisecond.
    const delays = Array.from({ length: 1_500 }, () => 0);
    const clock = clockOf(delays, 90 * 1.0002);
    const nowMs = 5_000 + 1_499 * 40;
    const exact = 1_499 * 40 * 90 * 1.0002;
    const position = clock.positionAt(nowMs) ?? 0;
    expect(position).toBeGreaterThanOrEqual(exact - 1e-3);
    expect((position - exact) / 90).toBeLessThan(1);
  });

  it('follows a slower clock within its windows', () => {
    const clock = clockOf(
      Array.from({ length: 1_500 }, () => 0),
      90 * 0.9998,
    );
    const exact = 1_499 * 40 * 90 * 0.9998;
    const position = clock.positionAt(5_000 + 1_499 * 40) ?? 0;
    expect((position - exact) / 90).toBeLessThan(1);
  });

  it('goes with a time line that jumps, to either side', () => {
    for (const jump of [-90 * 60_000, 90 * 60_000]) {
      const clock = clockOf([0, 0, 0]);
      clock.take(120 * 90 + jump, 5_120);
      expect(clock.positionAt(5_120)).toBeCloseTo(120 * 90 + jump, 6);
    }
  });
});
