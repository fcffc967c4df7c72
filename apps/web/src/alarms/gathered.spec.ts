import { jest } from '@jest/globals';
import { Gathered } from './gathered.js';

describe('Gathered', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('acts at once, and then once a pause for all that was asked', () => {
    const act = jest.fn();
    const gathered = new Gathered(100, act);
    gathered.ask();
    expect(act).toHaveBeenCalledTimes(1);
    for (let index = 0; index < 50; index += 1) {
      gathered.ask();
    }
    expect(act).toHaveBeenCalledTimes(1);
    jest.advanceTimersByTime(100);
    expect(act).toHaveBeenCalledTimes(2);
    jest.advanceTimersByTime(1_000);
    expect(act).toHaveBeenCalledTimes(2);
    gathered.ask();
    expect(act).toHaveBeenCalledTimes(3);
  });

  it('forgets what was asked', () => {
    const act = jest.fn();
    const gathered = new Gathered(100, act);
    gathered.ask();
    gathered.ask();
    gathered.cancel();
    jest.advanceTimersByTime(1_000);
    expect(act).toHaveBeenCalledTimes(1);
  });

  it('acts by the clock where timers do not come', () => {
    const act = jest.fn();
    const clock = jest.spyOn(performance, 'now').mockReturnValue(1_000);
    const gathered = new Gathered(100, act);
    gathered.ask();
    gathered.ask();
    expect(act).toHaveBeenCalledTimes(1);
    clock.mockReturnValue(1_100);
    gathered.ask();
    expect(act).toHaveBeenCalledTimes(2);
    expect(jest.getTimerCount()).toBe(1);
    clock.mockRestore();
  });
});
