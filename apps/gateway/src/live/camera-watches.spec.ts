import { ManualClock } from '../net/testing/manual-clock.js';
import { CameraWatches } from './camera-watches.js';

describe('CameraWatches', () => {
  function open() {
    const clock = new ManualClock();
    const told: string[] = [];
    const watches = new CameraWatches({
      clock,
      lingerMs: 1_000,
      onChange: () => told.push('change'),
      onUnused: () => told.push('unused'),
    });
    return { clock, told, watches };
  }

  it('counts viewers only, and each of them once', () => {
    const { told, watches } = open();
    const leave = watches.add(true);
    watches.add(false);
    expect(watches.viewers).toBe(1);
    leave();
    leave();
    expect(watches.viewers).toBe(0);
    expect(told).toEqual(['change']);
  });

  it('is unused a while after the last one let go', async () => {
    const { clock, told, watches } = open();
    const leave = [watches.add(true), watches.add(false)];
    leave[0]?.();
    await clock.advance(5_000);
    expect(told).toEqual(['change']);
    leave[1]?.();
    await clock.advance(999);
    expect(told).toEqual(['change', 'change']);
    await clock.advance(1);
    expect(told).toEqual(['change', 'change', 'unused']);
  });

  it('goes on when somebody comes back in time, and asks nobody once it is cleared', async () => {
    const { clock, told, watches } = open();
    watches.add(true)();
    await clock.advance(500);
    const leave = watches.add(true);
    await clock.advance(5_000);
    watches.clear();
    leave();
    await clock.advance(5_000);
    expect(told).toEqual(['change']);
  });
});
