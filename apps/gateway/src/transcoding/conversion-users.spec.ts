import { ManualClock } from '../net/testing/manual-clock.js';
import { ConversionUsers } from './conversion-users.js';

describe('ConversionUsers', () => {
  function open(isActive = true) {
    const clock = new ManualClock();
    let unused = 0;
    const users = new ConversionUsers({
      clock,
      isActive: () => isActive,
      onUnused: () => (unused += 1),
    });
    return { clock, users, unused: () => unused };
  }

  it('tells five seconds after the last one left, each of whom leaves once', async () => {
    const { clock, users, unused } = open();
    const [one, two] = [users.enter(), users.enter()];
    one();
    one();
    expect(users.count).toBe(1);
    await clock.advance(10_000);
    expect(unused()).toBe(0);
    two();
    await clock.advance(4_999);
    expect(unused()).toBe(0);
    await clock.advance(1);
    expect(unused()).toBe(1);
  });

  it('waits no longer when somebody comes, or when it is over', async () => {
    const { clock, users, unused } = open();
    users.enter()();
    const leave = users.enter();
    await clock.advance(10_000);
    leave();
    users.stopLingering();
    await clock.advance(10_000);
    expect(unused()).toBe(0);
  });

  it('leaves no timer behind when there is nothing to end', () => {
    const { clock, users } = open(false);
    users.enter()();
    expect(clock.timers).toBe(0);
  });
});
