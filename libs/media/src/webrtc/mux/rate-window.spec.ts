import { RateWindow } from './rate-window.js';

describe('RateWindow', () => {
  it('is spent at its limit until the window is over', () => {
    const window = new RateWindow(2);
    expect(window.isSpent(5_000)).toBe(false);
    window.count(5_000);
    window.count(5_400);
    expect(window.isSpent(5_999)).toBe(true);
    expect(window.isSpent(6_000)).toBe(false);
  });

  it('does not stay spent when the clock goes back', () => {
    const window = new RateWindow(1);
    window.count(5_000);
    expect(window.isSpent(4_000)).toBe(false);
  });
});
