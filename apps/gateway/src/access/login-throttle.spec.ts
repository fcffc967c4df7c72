import fc from 'fast-check';
import { FREE_ATTEMPTS, LoginThrottle } from './login-throttle.js';

const throttleAt = (maxEntries?: number) => {
  const clock = { now: 1_000_000 };
  return { clock, throttle: new LoginThrottle(() => clock.now, maxEntries) };
};

describe('LoginThrottle', () => {
  it('doubles the wait up to a quarter of an hour', () => {
    const { clock, throttle } = throttleAt();
    const begin = () => throttle.begin('192.0.2.1', 'admin');
    for (let attempt = 0; attempt < FREE_ATTEMPTS; attempt++) {
      expect(begin()).toBe(0);
    }
    const waits = Array.from({ length: 12 }, () => {
      const waitMs = begin();
      clock.now += waitMs;
      expect(begin()).toBe(0);
      return waitMs / 1_000;
    });
    expect(waits).toEqual([1, 2, 4, 8, 16, 32, 64, 128, 256, 512, 900, 900]);
  });

  it('forgets after an hour without an attempt', () => {
    const { clock, throttle } = throttleAt();
    for (let attempt = 0; attempt < 20; attempt++) {
      throttle.begin('192.0.2.1', 'admin');
    }
    expect(throttle.begin('192.0.2.1', 'admin')).toBeGreaterThan(0);
    clock.now += 3_600_000;
    expect(throttle.begin('192.0.2.1', 'admin')).toBe(0);
    expect(throttle.begin('192.0.2.1', 'admin')).toBe(0);
  });

  it.each([
    ['another user', '192.0.2.1', 'guest', true],
    ['another address', '192.0.2.2', 'admin', true],
    ['another way to write the user', '192.0.2.1', 'ADMIN', false],
  ])('%s', (_name, address, username, free) => {
    const { throttle } = throttleAt();
    for (let attempt = 0; attempt < 10; attempt++) {
      throttle.begin('192.0.2.1', 'admin');
    }
    expect(throttle.begin(address, username) === 0).toBe(free);
  });

  it('sees all addresses of an IPv6 network as one', () => {
    const { throttle } = throttleAt();
    for (let attempt = 0; attempt < 10; attempt++) {
      throttle.begin(`2001:db8:1:2::${attempt + 1}`, 'admin');
    }
    expect(throttle.begin('2001:db8:1:2:aaaa:bbbb:cccc:dddd', 'admin')).toBeGreaterThan(0);
    expect(throttle.begin('2001:db8:1:3::1', 'admin')).toBe(0);
    expect(throttle.begin('2001:db8::1', 'admin')).toBe(0);
  });

  it('never remembers more than its limit, and forgets the longest unused first', () => {
    const { throttle } = throttleAt(100);
    for (let attempt = 0; attempt < 10; attempt++) {
      throttle.begin('192.0.2.1', 'admin');
    }
    fc.assert(
      fc.property(fc.ipV4(), fc.string(), (address, username) => {
        throttle.begin(address, username);
        expect(throttle.size).toBeLessThanOrEqual(100);
        // Used again and again, so it is never the one to go.
        expect(throttle.begin('192.0.2.1', 'admin')).toBeGreaterThan(0);
      }),
      { numRuns: 500 },
    );
  });
});
