import { ManualClock, settle } from '../../net/testing/manual-clock.js';
import { AskedAnswer, retryAfterMs, waitAtMost } from './asked-answer.js';

describe('AskedAnswer', () => {
  let clock: ManualClock;
  let asked: number;
  let next: () => Promise<string>;
  let answer: AskedAnswer<string>;

  beforeEach(() => {
    clock = new ManualClock();
    asked = 0;
    next = () => Promise.resolve(`answer ${asked}`);
    answer = new AskedAnswer({
      clock,
      ask: () => {
        asked += 1;
        return next();
      },
      inWords: (error) => `because of ${String(error)}`,
    });
  });

  it('asks nothing before somebody looks, and then only what is older than he wants', async () => {
    expect(answer.answer).toEqual({ value: undefined, asOfMs: undefined, reason: undefined });
    await answer.refresh(1_000);
    expect(answer.answer).toEqual({
      value: 'answer 1',
      asOfMs: clock.wallMs(),
      reason: undefined,
    });
    await clock.advance(999);
    expect(answer.refresh(1_000)).toBeUndefined();
    await clock.advance(1);
    expect(answer.refresh(1_001)).toBeUndefined();
    await answer.refresh(1_000);
    expect(answer.answer.value).toBe('answer 2');
  });

  it('asks one question for all who look at the same time', async () => {
    let tell: (text: string) => void = () => undefined;
    next = () => new Promise((resolve) => (tell = resolve));
    const looks = [answer.refresh(0), answer.refresh(60_000), answer.refresh(0)];
    expect(new Set(looks).size).toBe(1);
    tell('late');
    await looks[0];
    expect([asked, answer.answer.value]).toEqual([1, 'late']);
  });

  it('keeps the last answer with its age when the next question fails, and waits before the one after', async () => {
    await answer.refresh(1_000);
    const asOfMs = clock.wallMs();
    await clock.advance(1_000);
    next = () => Promise.reject(new Error('no cable'));
    await answer.refresh(1_000);
    expect(answer.answer).toEqual({
      value: 'answer 1',
      asOfMs,
      reason: 'because of Error: no cable',
    });
    expect(answer.retryInMs).toBe(retryAfterMs);
    expect(answer.refresh(1_000)).toBeUndefined();
    await clock.advance(retryAfterMs);
    next = () => Promise.resolve('back');
    await answer.refresh(1_000);
    expect(answer.answer).toMatchObject({ value: 'back', reason: undefined });
    expect([asked, answer.retryInMs]).toEqual([3, 0]);
  });

  it('asks at once when what made it fail may be over', async () => {
    next = () => Promise.reject(new Error('no cable'));
    await answer.refresh(0);
    expect(answer.refresh(0)).toBeUndefined();
    answer.forgive();
    await answer.refresh(0);
    expect([asked, answer.retryInMs]).toEqual([2, retryAfterMs]);
  });

  it('takes an error that is thrown at once as one that comes later', async () => {
    next = () => {
      throw new Error('odd');
    };
    await answer.refresh(0);
    expect(answer.answer.reason).toBe('because of Error: odd');
  });
});

describe('waitAtMost', () => {
  it('waits for all of them, but not for long', async () => {
    const clock = new ManualClock();
    let isOver = false;
    const waiting = waitAtMost(clock, 5_000, [
      new Promise(() => undefined),
      undefined,
      Promise.reject(new Error('failed')),
    ]).then(() => (isOver = true));
    await clock.advance(4_999);
    expect(isOver).toBe(false);
    await clock.advance(1);
    await waiting;
    expect(isOver).toBe(true);
  });

  it('waits for nothing when there is nothing to wait for, and leaves no timer', async () => {
    const clock = new ManualClock();
    await waitAtMost(clock, 5_000, [undefined]);
    await waitAtMost(clock, 5_000, [Promise.resolve(), Promise.reject(new Error('failed'))]);
    await settle();
    expect(clock.timers).toBe(0);
  });
});
