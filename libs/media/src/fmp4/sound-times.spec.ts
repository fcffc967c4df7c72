import fc from 'fast-check';
import { SoundTimes } from './sound-times.js';

describe('SoundTimes', () => {
  it('puts frames behind each other though the timeline moves a little', () => {
    const times = new SoundTimes(48_000);
    const starts = Array.from({ length: 50 }, (_, at) =>
      times.place(1_000 + (at * 1_024) / 48 + (at % 3), 1_024),
    );
    expect(starts).toEqual(starts.map((_, at) => 48_000 + at * 1_024));
  });

  it('follows a clock that drifts, in steps that nobody hears', () => {
    fc.assert(
      fc.property(fc.integer({ min: -500, max: 500 }), (ppm) => {
        const times = new SoundTimes(48_000);
        let last = 0;
        for (let at = 0; at < 4_000; at += 1) {
          const ms = 1_000 + ((at * 1_024) / 48) * (1 + ppm * 1e-6);
          const start = times.place(ms, 1_024);
          expect(Math.abs(start / 48 - ms)).toBeLessThan(6);
          expect(at === 0 || Math.abs(start - last - 1_024) <= 24).toBe(true);
          last = start;
        }
      }),
      { numRuns: 10 },
    );
  });

  it('takes gaps at once and never goes back', () => {
    const times = new SoundTimes(8_000);
    expect([0, 20, 2_000, 2_020, 500, 520].map((ms) => times.place(ms, 160))).toEqual([
      0, 160, 16_000, 16_160, 16_161, 16_162,
    ]);
  });
});
