import fc from 'fast-check';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { HeldAlarms } from './held-alarms.js';

describe('HeldAlarms', () => {
  it('gives back each number once and in order', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 30 }), { maxLength: 60 }), (ids) => {
        const held = new HeldAlarms(1_000);
        ids.forEach((id) => held.put(sampleAlarm(id)));
        const expected = [...new Set(ids)].sort((a, b) => a - b);
        expect(held.size).toBe(expected.length);
        expect(held.take().map(({ id }) => id)).toEqual(expected);
        expect(held.size).toBe(0);
      }),
    );
  });

  it('gives back the smallest when it is full', () => {
    const held = new HeldAlarms(2);
    expect([5, 3, 4].flatMap((id) => held.put(sampleAlarm(id)))).toMatchObject([{ id: 3 }]);
    expect(held.take()).toMatchObject([{ id: 4 }, { id: 5 }]);
  });

  it('keeps the newest state of what it holds', () => {
    const held = new HeldAlarms(9);
    held.put(sampleAlarm(1));
    expect(held.change(sampleAlarm(1, { open: false }))).toBe(true);
    expect(held.change(sampleAlarm(2))).toBe(false);
    expect(held.take()).toMatchObject([{ id: 1, open: false }]);
  });
});
