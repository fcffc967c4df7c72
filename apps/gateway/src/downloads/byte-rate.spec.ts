import { ByteRate } from './byte-rate.js';

describe('ByteRate', () => {
  it('says nothing before a second has passed, then bytes per second', () => {
    const rate = new ByteRate();
    rate.add(1_000, 0);
    expect(rate.perSecond(500)).toBeNull();
    rate.add(1_000, 1_000);
    expect(rate.perSecond(2_000)).toBe(1_000);
  });

  it('forgets what is long ago', () => {
    const rate = new ByteRate(5_000);
    rate.add(1_000_000, 0);
    expect(rate.perSecond(6_000)).toBeNull();
  });
});
