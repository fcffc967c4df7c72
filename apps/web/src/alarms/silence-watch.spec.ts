import { jest } from '@jest/globals';
import { SilenceWatch } from './silence-watch.js';

describe('SilenceWatch', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('waits as long as something comes, and gives up when nothing does', async () => {
    const watch = new SilenceWatch(1_000);
    const waiting = watch.wait(new Promise(() => undefined));
    const given = expect(waiting).rejects.toThrow('does not say');
    for (let second = 0; second < 60; second += 1) {
      jest.advanceTimersByTime(900);
      watch.heard();
    }
    expect(jest.getTimerCount()).toBe(1);
    jest.advanceTimersByTime(1_000);
    await given;
    expect(jest.getTimerCount()).toBe(0);
  });

  it('gives on what came, or why it did not', async () => {
    const watch = new SilenceWatch(1_000);
    expect(await watch.wait(Promise.resolve(7))).toBe(7);
    await expect(watch.wait(Promise.reject(new Error('cut')))).rejects.toThrow('cut');
    expect(jest.getTimerCount()).toBe(0);
    watch.heard();
    expect(jest.getTimerCount()).toBe(0);
  });
});
