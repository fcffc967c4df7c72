import { ClockOffset } from './clock-offset.js';

/** Pictures 66 ms apart of a recorder whose clock is ahead by `aheadMs`, with a delay of up to `delayMs`. */
function watch(offset: ClockOffset, aheadMs: number, delayMs: number, seconds = 30): void {
  const start = Date.UTC(2026, 10, 21, 7, 0, 0, 250);
  for (let at = start; at < start + seconds * 1000; at += 66) {
    const delay = delayMs * Math.abs(Math.sin(at));
    offset.observe(Math.floor((at + aheadMs) / 1000), at + delay);
  }
}

describe('ClockOffset', () => {
  it.each([0, 4_321, -90_500])('finds an offset of %d ms to within a picture', (aheadMs) => {
    const offset = new ClockOffset();
    watch(offset, aheadMs, 40);
    expect(offset.offsetMs).not.toBeNull();
    expect(Math.abs((offset.offsetMs ?? 0) - aheadMs)).toBeLessThanOrEqual(70);
  });

  it('knows nothing before the second changes', () => {
    const offset = new ClockOffset();
    expect(offset.offsetMs).toBeNull();
    offset.observe(1_000, 1_000_400);
    offset.observe(1_000, 1_000_900);
    expect(offset.offsetMs).toBeNull();
  });

  it('begins anew when the clock was set', () => {
    const offset = new ClockOffset();
    watch(offset, 0, 0);
    offset.observe(4_000_000_000, Date.now());
    expect(offset.offsetMs).toBeNull();
    watch(offset, 3_600_000, 0);
    expect(Math.abs((offset.offsetMs ?? 0) - 3_600_000)).toBeLessThanOrEqual(70);
  });
});
