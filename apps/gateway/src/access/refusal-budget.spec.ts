import fc from 'fast-check';
import { RefusalBudget, refusalBudget } from './refusal-budget.js';

const { burst, perMinute } = refusalBudget;

describe('RefusalBudget', () => {
  it('writes a burst, then a few a minute, and tells how many were left out', () => {
    const budget = new RefusalBudget();
    const first = Array.from({ length: burst + 50 }, () => budget.take('ann', 0));
    expect(first).toEqual([
      ...Array<number>(burst).fill(0),
      ...Array<undefined>(50).fill(undefined),
    ]);
    expect(budget.take('ann', 60_000 / perMinute)).toBe(50);
    expect(budget.take('ann', 60_000 / perMinute)).toBeUndefined();
    expect(budget.take('bob', 0)).toBe(0);
  });

  it('never writes more than that, and loses count of none', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(5_000), { maxLength: 500 }), (pauses) => {
        const budget = new RefusalBudget();
        let [nowMs, written, told] = [0, 0, 0];
        for (const pauseMs of pauses) {
          nowMs += pauseMs;
          const before = budget.take('ann', nowMs);
          written += before === undefined ? 0 : 1;
          told += before ?? 0;
        }
        expect(written).toBeLessThanOrEqual(burst + (nowMs / 60_000) * perMinute + 1e-6);
        expect(written + told).toBeLessThanOrEqual(pauses.length);
        const last = budget.take('ann', nowMs + 3_600_000) ?? Number.NaN;
        expect(written + told + last).toBe(pauses.length);
      }),
    );
  });
});
