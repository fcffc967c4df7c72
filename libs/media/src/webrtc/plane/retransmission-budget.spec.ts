import fc from 'fast-check';
import { RetransmissionBudget, maxRetransmissionsPerWindow } from './retransmission-budget.js';

describe('RetransmissionBudget', () => {
  it('never repeats more than was sent', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ sent: fc.nat(300), asked: fc.nat(300), afterMs: fc.nat(200) })),
        (steps) => {
          const budget = new RetransmissionBudget();
          let nowMs = 0;
          let sent = 0;
          let repeated = 0;
          for (const step of steps) {
            nowMs += step.afterMs;
            sent += step.sent;
            budget.earn(step.sent);
            repeated += Array.from({ length: step.asked }, () => budget.spend(nowMs)).filter(
              Boolean,
            ).length;
            expect(repeated).toBeLessThanOrEqual(sent);
          }
        },
      ),
    );
  });

  it('repeats at most 200 packets within 100 ms, however many were sent', () => {
    const budget = new RetransmissionBudget();
    const spendAll = (nowMs: number): number => {
      let spent = 0;
      for (let round = 0; round < 5; round += 1) {
        budget.earn(1_000);
        while (budget.spend(nowMs)) {
          spent += 1;
        }
      }
      return spent;
    };
    expect([0, 50, 99, 100].map(spendAll)).toEqual([maxRetransmissionsPerWindow, 0, 0, 200]);
  });
});
