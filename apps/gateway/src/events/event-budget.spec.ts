import fc from 'fast-check';
import { EventBudget, eventBudget } from './event-budget.js';

const { burst, perSecond } = eventBudget;

describe('EventBudget', () => {
  it('has a burst, and then so many a second', () => {
    const budget = new EventBudget(0);
    const taken = (nowMs: number): number => {
      let count = 0;
      while (budget.take(nowMs)) {
        count += 1;
      }
      return count;
    };
    expect(taken(0)).toBe(burst);
    expect(taken(1_000)).toBe(perSecond);
    expect(taken(1_500)).toBe(perSecond / 2);
    // Who says nothing saves no more than a burst.
    expect(taken(3_600_000)).toBe(burst);
  });

  it('never hears more than that, whenever it is said', () => {
    const pauses = fc.array(fc.tuple(fc.nat(200), fc.nat(600)), { maxLength: 50 });
    fc.assert(
      fc.property(pauses, (steps) => {
        const budget = new EventBudget(0);
        let [nowMs, heard] = [0, 0];
        for (const [pauseMs, count] of steps) {
          nowMs += pauseMs;
          heard += Array.from({ length: count }, () => budget.take(nowMs)).filter(Boolean).length;
        }
        expect(heard).toBeLessThanOrEqual(burst + (nowMs / 1_000) * perSecond + 1e-6);
      }),
    );
  });
});
