import type { Alarm } from '@casement/contract';
import fc from 'fast-check';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { AlarmRing } from './alarm-ring.js';

const alarms = (from: number, to: number): Alarm[] =>
  Array.from({ length: to - from + 1 }, (_each, index) => sampleAlarm({ id: from + index }));
const ids = (found: readonly Alarm[] | undefined) => found?.map(({ id }) => id);

describe('AlarmRing', () => {
  it('gives what comes after a number, and says when it is older than what is kept', () => {
    const ring = new AlarmRing(3);
    ring.begin(10);
    expect(ring.after(10, 5)).toEqual([]);
    expect(ring.after(9, 5)).toBeUndefined();
    ring.push(alarms(11, 15));
    expect(ids(ring.after(12, 2))).toEqual([13, 14]);
    expect(ids(ring.after(10, 9))).toEqual([11, 12, 13, 14, 15]);
    expect(ring.after(9, 9)).toBeUndefined();
    expect(ring.after(15, 9)).toEqual([]);
    expect(ring.after(99, 9)).toEqual([]);
    ring.push(alarms(16, 17));
    expect(ids(ring.after(14, 9))).toEqual([15, 16, 17]);
    expect(ring.after(13, 9)).toBeUndefined();
  });

  it('leaves out what it has, and begins anew behind numbers that somebody else gave', () => {
    const ring = new AlarmRing(10);
    ring.push(alarms(1, 3));
    ring.begin(100);
    ring.push(alarms(2, 4));
    expect(ids(ring.after(0, 9))).toEqual([1, 2, 3, 4]);
    ring.push(alarms(7, 8));
    expect(ring.latest).toBe(8);
    expect(ring.after(4, 9)).toBeUndefined();
    expect(ids(ring.after(6, 9))).toEqual([7, 8]);
  });

  it('replaces an alarm that it keeps, and no other', () => {
    const ring = new AlarmRing(1);
    ring.push(alarms(1, 3));
    for (const id of [0, 1, 3, 4]) {
      ring.replace(sampleAlarm({ id, title: 'changed' }));
    }
    expect(ring.after(2, 9)?.map(({ title }) => title)).toEqual(['changed']);
    expect(ring.after(3, 9)).toEqual([]);
  });

  it('never keeps more than twice its size, and never gives anything but what follows', () => {
    const runs = fc.array(fc.integer({ min: 1, max: 20 }), { maxLength: 30 });
    fc.assert(
      fc.property(runs, fc.integer({ min: 1, max: 10 }), (counts, size) => {
        const ring = new AlarmRing(size);
        let latest = 0;
        for (const count of counts) {
          ring.push(alarms(latest + 1, latest + count));
          latest += count;
          for (let id = 0; id <= latest; id += 1) {
            const expected = Array.from({ length: latest - id }, (_each, index) => id + 1 + index);
            const found = ids(ring.after(id, latest));
            expect(found ?? expected).toEqual(expected);
            expect(found !== undefined || id < latest - size).toBe(true);
          }
          expect(ring.after(latest - Math.min(latest, 2 * size + 1), 1) === undefined).toBe(
            latest > 2 * size,
          );
        }
      }),
      { numRuns: 50 },
    );
  });
});
