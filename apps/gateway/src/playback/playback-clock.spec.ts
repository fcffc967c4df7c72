import fc from 'fast-check';
import {
  clampSpeed,
  clockPosition,
  moveClock,
  runClock,
  standingClock,
  stopClock,
  timeUntil,
  toHundredths,
} from './playback-clock.js';

const times = fc.integer({ min: 0, max: 4_000_000_000_000 });
const speeds = fc.double({ min: 0.25, max: 16, noNaN: true });
const directions = fc.constantFrom(1 as const, -1 as const);

describe('the clock of a playback', () => {
  it('stands until it runs, and stands again', () => {
    const standing = standingClock(5_000, 0);
    expect(clockPosition(standing, 100_000)).toBe(5_000);
    const running = runClock(standing, 100_000, { direction: 1, speed: 2 });
    expect(clockPosition(running, 101_500)).toBe(8_000);
    const reverse = runClock(running, 101_500, { direction: -1, speed: 0.5 });
    expect(clockPosition(reverse, 103_500)).toBe(7_000);
    expect(clockPosition(stopClock(reverse, 103_500), 200_000)).toBe(7_000);
    expect(clockPosition(stopClock(reverse, 103_500, 6_990), 200_000)).toBe(6_990);
  });

  it('goes on from where it is moved to', () => {
    const running = runClock(standingClock(0, 0), 0, { direction: 1, speed: 1 });
    expect(clockPosition(moveClock(running, 500, 60_000), 1_500)).toBe(61_000);
  });

  it('does not drift, however often it is looked at or told what it does already', () => {
    fc.assert(
      fc.property(
        times,
        speeds,
        directions,
        fc.array(fc.nat(10_000)),
        (start, speed, direction, waits) => {
          const course = { direction, speed };
          let clock = runClock(standingClock(start, 7), 7, course);
          let nowMs = 7;
          for (const wait of waits) {
            nowMs += wait;
            clock = runClock(clock, nowMs, course);
          }
          expect(clockPosition(clock, nowMs)).toBe(start + direction * speed * (nowMs - 7));
        },
      ),
    );
  });

  it('knows when it comes to a time', () => {
    fc.assert(
      fc.property(times, speeds, directions, fc.nat(1_000_000), (start, speed, direction, way) => {
        const clock = runClock(standingClock(start, 0), 0, { direction, speed });
        const untilMs = timeUntil(clock, 0, start + direction * way);
        expect(clockPosition(clock, untilMs)).toBeCloseTo(start + direction * way, 2);
        expect(timeUntil(clock, 0, start - direction * way)).toBe(0);
      }),
    );
    expect(timeUntil(standingClock(0, 0), 0, 1)).toBe(Number.POSITIVE_INFINITY);
  });

  it.each([
    [0, 0.25],
    [0.1, 0.25],
    [3, 3],
    [64, 16],
    [Number.NaN, 1],
    [Number.POSITIVE_INFINITY, 1],
  ])('keeps speed %d within its limits', (speed, expected) => {
    expect(clampSpeed(speed)).toBe(expected);
    const clock = runClock(standingClock(0, 0), 0, { direction: 1, speed });
    expect(clock.speed).toBe(expected);
  });

  it('shows hundredths of a second', () => {
    expect([1_234, 1_235, 1_239, 1_240].map(toHundredths)).toEqual([1_230, 1_240, 1_240, 1_240]);
  });
});
