import { jest } from '@jest/globals';
import { DelayLine } from './delay-line.js';

describe('delay line', () => {
  beforeEach(() => jest.useFakeTimers());
  afterEach(() => jest.useRealTimers());

  it('passes on at once what has no delay', () => {
    const out: number[] = [];
    new DelayLine<number>((value) => out.push(value)).push(1, 0);
    expect(out).toEqual([1]);
  });

  it('keeps the order, whatever the delays are', async () => {
    const out: number[] = [];
    const line = new DelayLine<number>((value) => out.push(value));
    line.push(1, 50);
    line.push(2, 0);
    line.push(3, 20);
    await jest.advanceTimersByTimeAsync(49);
    expect(out).toEqual([]);
    await jest.advanceTimersByTimeAsync(2);
    expect(out).toEqual([1, 2, 3]);
  });

  it('drops when too much waits, and forgets all when closed', async () => {
    const out: number[] = [];
    const line = new DelayLine<number>((value) => out.push(value));
    for (let value = 0; value < 500; value += 1) {
      line.push(value, 10);
    }
    expect(line.dropped).toBe(100);
    line.close();
    await jest.advanceTimersByTimeAsync(100);
    expect(out).toEqual([]);
  });
});
