import fc from 'fast-check';
import { retryDelayMs } from './retry-delay.js';

describe('retryDelayMs', () => {
  it.each([
    [0, 0, 500],
    [1, 0, 1000],
    [1, 0.5, 750],
    [4, 0, 8000],
    [5, 0, 10_000],
    [500, 0, 10_000],
  ])('after %i failures with chance %f: %i ms', (failures, random, expected) => {
    expect(retryDelayMs(failures, random)).toBe(expected);
  });

  it('stays between 0.5 and 10 s', () => {
    fc.assert(
      fc.property(fc.nat(), fc.double({ min: 0, max: 0.999, noNaN: true }), (failures, random) => {
        const delay = retryDelayMs(failures, random);
        expect(delay).toBeGreaterThanOrEqual(500);
        expect(delay).toBeLessThanOrEqual(10_000);
      }),
    );
  });
});
