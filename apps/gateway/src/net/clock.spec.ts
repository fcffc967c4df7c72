import { sleep, systemClock } from './clock.js';
import { ManualClock } from './testing/manual-clock.js';

describe('sleep', () => {
  it('resolves when its time has come', async () => {
    const clock = new ManualClock();
    const woken: number[] = [];
    void sleep(clock, 1_000).then(() => woken.push(clock.nowMs()));
    await clock.advance(999);
    expect(woken).toEqual([]);
    await clock.advance(1);
    expect(woken).toEqual([1_000]);
  });

  it('ends at once when it is aborted, and leaves no timer', async () => {
    const clock = new ManualClock();
    const abort = new AbortController();
    const sleeping = sleep(clock, 1_000, abort.signal);
    abort.abort(new Error('closing'));
    await expect(sleeping).rejects.toThrow('closing');
    expect(clock.timers).toBe(0);
    await expect(sleep(clock, 1, abort.signal)).rejects.toThrow('closing');
  });

  it('runs on the system clock', async () => {
    const before = systemClock.nowMs();
    await sleep(systemClock, 1);
    expect(systemClock.nowMs()).toBeGreaterThan(before);
    expect(Math.abs(systemClock.wallMs() - Date.now())).toBeLessThan(1_000);
  });
});
