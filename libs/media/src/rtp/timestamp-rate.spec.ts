import fc from 'fast-check';
import { TimestampRate } from './timestamp-rate.js';

const clockRateHz = 90_000;
const picture = 3_600;

/** Notes pictures of 40 ms and tells whether the timestamps are usable then. */
function note(rate: TimestampRate, pictures: number, step: number): boolean {
  for (let at = 0; at < pictures; at += 1) {
    rate.note(step, picture);
  }
  return rate.isUsable;
}

describe('TimestampRate', () => {
  it.each([
    ['standing still', 0],
    ['running back', -picture],
    ['counting milliseconds', 40],
    ['running away', 9 * 90_000],
  ])('tells a clock %s after ten seconds, and that it is right again after five', (_name, step) => {
    const rate = new TimestampRate(clockRateHz);
    expect(note(rate, 249, step)).toBe(true);
    expect(note(rate, 1, step)).toBe(false);
    expect(note(rate, 500, step)).toBe(false);
    expect(note(rate, 125, picture)).toBe(true);
    note(rate, 250, step);
    rate.restart();
    expect(rate.isUsable).toBe(true);
  });

  it('bears any drift that a camera has', () => {
    for (const step of [picture * 0.95, picture * 1.000_2, picture * 1.05]) {
      expect(note(new TimestampRate(clockRateHz), 10_000, step)).toBe(true);
    }
  });

  it('bears a network that stands still for however long and catches up, again and again', () => {
    const stalls = fc.array(fc.integer({ min: 1, max: 60_000 }), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(stalls, (list) => {
        const rate = new TimestampRate(clockRateHz);
        for (const stallMs of list) {
          note(rate, 250, picture);
          rate.note(picture, 90 * stallMs);
          rate.note(90 * stallMs - picture, 0);
          expect(note(rate, 250, picture)).toBe(true);
        }
      }),
    );
  });
});
