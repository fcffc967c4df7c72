import { SoundLine } from './sound-line.js';

describe('SoundLine', () => {
  it('lays pieces one after the other without a step', () => {
    const line = new SoundLine();
    const laid = [1_000, 1_025, 1_030, 1_070].map((wantedMs) =>
      line.next({ wantedMs, durationMs: 20, nowMs: 900 }),
    );
    expect(laid).toEqual([1_000, 1_020, 1_040, 1_060]);
  });

  it('follows the clock where it is farther away than anybody hears', () => {
    const line = new SoundLine();
    line.next({ wantedMs: 1_000, durationMs: 20, nowMs: 900 });
    expect(line.next({ wantedMs: 1_100, durationMs: 20, nowMs: 900 })).toBe(1_100);
  });

  it('leaves out what is too late, what overlaps and what belongs elsewhere', () => {
    const line = new SoundLine();
    expect(line.next({ wantedMs: 800, durationMs: 20, nowMs: 900 })).toBeUndefined();
    line.next({ wantedMs: 1_000, durationMs: 200, nowMs: 900 });
    expect(line.next({ wantedMs: 1_100, durationMs: 20, nowMs: 900 })).toBeUndefined();
    expect(line.next({ wantedMs: 20_000, durationMs: 20, nowMs: 900 })).toBeUndefined();
    expect(line.left).toBe(3);
  });

  it('lays a piece that is only a little late at once', () => {
    expect(new SoundLine().next({ wantedMs: 880, durationMs: 20, nowMs: 900 })).toBe(900);
  });

  it('begins anew after a reset', () => {
    const line = new SoundLine();
    line.next({ wantedMs: 5_000, durationMs: 1_000, nowMs: 900 });
    line.reset();
    expect(line.next({ wantedMs: 1_000, durationMs: 20, nowMs: 900 })).toBe(1_000);
  });
});
