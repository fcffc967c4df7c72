import { ContestTimers } from './contest-timers.js';

describe('ContestTimers', () => {
  function open() {
    const waiting = new Map<number, () => void>();
    let last = 0;
    const timers = new ContestTimers({
      setTimeout: (callback) => {
        last += 1;
        waiting.set(last, callback);
        return last;
      },
      clearTimeout: (timer) => waiting.delete(timer),
    });
    const fire = (timer: number): void => {
      const callback = waiting.get(timer);
      waiting.delete(timer);
      callback?.();
    };
    return { timers, waiting, fire };
  }

  it('does what is due once, and nothing that was cancelled', () => {
    const { timers, waiting, fire } = open();
    const done: string[] = [];
    timers.after(10, () => done.push('one'));
    const cancel = timers.after(10, () => done.push('two'));
    cancel();
    cancel();
    fire(1);
    fire(1);
    fire(2);
    expect(done).toEqual(['one']);
    expect(waiting.size).toBe(0);
  });

  it('does nothing any more once it is closed, and leaves no timer behind', () => {
    const { timers, waiting } = open();
    let done = 0;
    timers.after(10, () => (done += 1));
    const [first] = waiting.values();
    timers.close();
    timers.close();
    expect(waiting.size).toBe(0);
    // A browser may have taken it out of its queue already.
    first?.();
    expect(done).toBe(0);
    expect(timers.closed).toBe(true);
  });
});
