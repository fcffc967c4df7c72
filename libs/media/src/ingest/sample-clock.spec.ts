import fc from 'fast-check';
import { SampleClock } from './sample-clock.js';

/** Frames of 20 ms at 8 kHz that arrive at these times. */
function place(arrivals: readonly number[]) {
  const clock = new SampleClock(8_000);
  return arrivals.map((arrivalMs) => ({ at: clock.place(160, arrivalMs), gap: clock.gap }));
}

function steady(count: number, stepMs = 20, startMs = 0): number[] {
  return Array.from({ length: count }, (_, at) => startMs + at * stepMs);
}

describe('SampleClock', () => {
  it('counts samples', () => {
    expect(place([5, 25, 45])).toEqual([
      { at: 0, gap: false },
      { at: 160, gap: false },
      { at: 320, gap: false },
    ]);
  });

  it('a stalled connection that catches up leaves no gap', () => {
    // Two seconds of silence, then what was held back comes at once.
    const arrivals = [...steady(100), ...steady(100).map(() => 4_000), ...steady(200, 20, 4_000)];
    const placed = place(arrivals);
    expect(placed.every(({ gap }) => !gap)).toBe(true);
    expect(placed.at(-1)?.at).toBe(399 * 160);
  });

  it('sound that stays away leaves a gap', () => {
    const placed = place([...steady(100), ...steady(100, 20, 5_000)]);
    expect(placed.filter(({ gap }) => gap)).toHaveLength(1);
    // Sound of 2 s, 3 s of nothing, and 2 s again: the end is near to 7 s.
    expect(Math.abs(placed.at(-1)!.at / 8 - 6_980)).toBeLessThan(20);
  });

  it.each([200, -200])('a drift of %i ppm is followed for hours without a gap', (ppm) => {
    const clock = new SampleClock(8_000);
    let gaps = 0;
    for (let frame = 0; frame < 3 * 3_600 * 5; frame += 1) {
      clock.place(1_600, frame * 200 * (1 + ppm / 1e6));
      gaps += clock.gap ? 1 : 0;
    }
    expect(gaps).toBe(0);
  });

  it('positions always grow, whatever the arrivals are', () => {
    const arrivals = fc.array(fc.integer({ min: -5_000, max: 60_000 }), { maxLength: 80 });
    fc.assert(
      fc.property(arrivals, (list) => {
        const placed = place(list).map(({ at }) => at);
        expect(placed.every((at, index) => index === 0 || at > placed[index - 1]!)).toBe(true);
      }),
    );
  });
});
