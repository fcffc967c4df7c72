import { ClockFollower, type ClockState } from './clock-follower.js';

const running: ClockState = {
  generation: 1,
  running: true,
  direction: 1,
  speed: 1,
  positionMs: 10_000,
};

describe('ClockFollower', () => {
  it.each([
    [1, 1, 10_500],
    [-1, 1, 9_500],
    [1, 16, 18_000],
    [-1, 0.25, 9_875],
  ] as const)('runs on in direction %i at speed %d', (direction, speed, expected) => {
    const clock = new ClockFollower();
    clock.take({ ...running, direction, speed }, 0);
    expect(clock.positionMs(500)).toBe(expected);
  });

  it('stands still exactly where it was told', () => {
    const clock = new ClockFollower();
    clock.take(running, 0);
    clock.take({ ...running, running: false, positionMs: 10_480 }, 500);
    expect(clock.positionMs(99_000)).toBe(10_480);
  });

  it('believes a message that is ahead at once, and one that is a little behind slowly', () => {
    const clock = new ClockFollower();
    clock.take(running, 100);
    clock.take({ ...running, positionMs: 11_080 }, 1_100);
    expect(clock.positionMs(1_100)).toBe(11_080);
    clock.take({ ...running, positionMs: 11_980 }, 2_100);
    expect(clock.positionMs(2_100)).toBeCloseTo(12_070);
  });

  it('never runs against its direction because a message was late, in reverse neither', () => {
    const clock = new ClockFollower();
    clock.take({ ...running, direction: -1, speed: 2 }, 0);
    clock.take({ ...running, direction: -1, speed: 2, positionMs: 8_100 }, 1_000);
    expect(clock.positionMs(1_000)).toBeCloseTo(8_010);
  });

  it('takes over what differs by more than the network explains', () => {
    const clock = new ClockFollower();
    clock.take(running, 0);
    clock.take({ ...running, positionMs: 10_500 }, 1_000);
    expect(clock.positionMs(1_000)).toBe(10_500);
  });

  it('takes over another generation as it is', () => {
    const clock = new ClockFollower();
    clock.take(running, 0);
    clock.take({ ...running, generation: 2, positionMs: 10_950 }, 1_000);
    expect(clock.positionMs(1_000)).toBe(10_950);
  });
});
