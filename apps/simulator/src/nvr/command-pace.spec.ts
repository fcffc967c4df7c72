import { CommandPace } from './command-pace.js';

describe('the pace of commands', () => {
  it('counts what comes sooner after one of its kind than documented', () => {
    const pace = new CommandPace({ controlMs: 3_000, stepMs: 200 });
    pace.note('control', 0);
    pace.note('ptz', 100);
    pace.note('none', 150);
    pace.note('ptz', 299);
    pace.note('ptz', 499);
    pace.note('control', 2_999);
    pace.note('control', 5_999);
    expect(pace.counts).toEqual({ controlTooSoon: 1, stepsTooSoon: 1 });
  });

  it('counts nothing without distances', () => {
    const pace = new CommandPace({ controlMs: 0, stepMs: 0 });
    pace.note('control', 5);
    pace.note('control', 5);
    pace.note('ptz', 5);
    pace.note('ptz', 5);
    expect(pace.counts).toEqual({ controlTooSoon: 0, stepsTooSoon: 0 });
  });
});
