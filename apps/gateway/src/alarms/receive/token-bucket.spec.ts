import fc from 'fast-check';
import { TokenBucket } from './token-bucket.js';

describe('TokenBucket', () => {
  it('gives its burst at once, and then one after the other', () => {
    const bucket = new TokenBucket({ perSecond: 10, burst: 3, nowMs: 0 });
    expect([0, 0, 0, 0].map((now) => bucket.take(now))).toEqual([true, true, true, false]);
    expect(bucket.waitMs(0)).toBe(100);
    expect(bucket.take(99)).toBe(false);
    expect(bucket.take(100)).toBe(true);
    expect(bucket.isFull(100)).toBe(false);
    expect(bucket.isFull(400)).toBe(true);
  });

  it('never gives more than its burst and its rate, whatever the times', () => {
    const times = fc.array(fc.integer({ min: -50, max: 2_000 }), { maxLength: 200 });
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 50 }), times, (perSecond, steps) => {
        const bucket = new TokenBucket({ perSecond, burst: perSecond, nowMs: 0 });
        let nowMs = 0;
        let latestMs = 0;
        let taken = 0;
        for (const step of steps) {
          nowMs += step;
          latestMs = Math.max(latestMs, nowMs);
          taken += bucket.take(nowMs) ? 1 : 0;
        }
        expect(taken).toBeLessThanOrEqual(perSecond + (latestMs * perSecond) / 1_000 + 1e-6);
      }),
    );
  });

  it('has one when the wait is over', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 100_000 }), (perSecond) => {
        const bucket = new TokenBucket({ perSecond, burst: 1, nowMs: 0 });
        bucket.take(0);
        const waitMs = bucket.waitMs(0);
        expect(bucket.take(Math.ceil(waitMs))).toBe(true);
      }),
    );
  });
});
