import fc from 'fast-check';
import { LinkClock } from './link-clock.js';

describe('LinkClock', () => {
  it('is free at once, then for as long as the datagram is on the wire', () => {
    const link = new LinkClock(100);
    expect(link.waitMs(5)).toBe(Number.NEGATIVE_INFINITY);
    link.take(1_184, 5, true);
    expect(link.waitMs(5)).toBeCloseTo(0.1, 9);
    expect(link.waitMs(5.1)).toBeCloseTo(0, 9);
  });

  it('makes up for a late start inside a burst, not for a pause before it', () => {
    const link = new LinkClock(100);
    link.take(1_184, 0, true);
    link.take(1_184, 3, false);
    expect(link.waitMs(0)).toBeCloseTo(0.2, 9);
    link.take(1_184, 10, true);
    expect(link.waitMs(10)).toBeCloseTo(0.1, 9);
  });

  it('never carries more than its speed', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 10_000 }),
        fc.array(fc.integer({ min: 0, max: 1_400 }), { minLength: 1, maxLength: 200 }),
        (mbps, sizes) => {
          const link = new LinkClock(mbps);
          sizes.forEach((bytes, index) => link.take(bytes, 0, index === 0));
          const bits = sizes.reduce((sum, bytes) => sum + (bytes + 66) * 8, 0);
          expect(link.waitMs(0)).toBeCloseTo(bits / (mbps * 1_000), 6);
        },
      ),
    );
  });
});
