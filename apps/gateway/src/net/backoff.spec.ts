import fc from 'fast-check';
import { backoffMs, loginBackoff } from './backoff.js';

describe('backoffMs', () => {
  it('waits 5, 10, 20, 40, 60, 60 s', () => {
    expect([1, 2, 3, 4, 5, 6, 100].map((failures) => backoffMs(loginBackoff, failures, 0))).toEqual(
      [5_000, 10_000, 20_000, 40_000, 60_000, 60_000, 60_000],
    );
  });

  it('is spread upwards by at most a fifth and never shorter than promised', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: -5, max: 1_000 }),
        fc.double({ min: 0, max: 1, maxExcluded: true, noNaN: true }),
        (failures, random) => {
          const base = backoffMs(loginBackoff, failures, 0);
          const wait = backoffMs(loginBackoff, failures, random);
          expect(wait).toBeGreaterThanOrEqual(base);
          expect(wait).toBeLessThanOrEqual(base * 1.2);
        },
      ),
    );
  });
});
