import type { Alarm } from '@casement/contract';
import fc from 'fast-check';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { AlarmRows, maxRows } from './alarm-rows.js';
import { everything, isListed } from './list-filter.js';

const openOnly = { ...everything, openOnly: true };

/** What the gateway answers. */
function older(stored: readonly Alarm[], rows: AlarmRows, limit: number): readonly Alarm[] {
  return stored
    .filter((alarm) => alarm.id < rows.before && isListed(openOnly, alarm))
    .slice(-limit);
}

describe('AlarmRows', () => {
  it('has all that are listed from some number on, whatever comes, changes and is fetched', () => {
    const act = fc.oneof(
      fc.record({ do: fc.constant('new' as const), open: fc.boolean() }),
      fc.record({ do: fc.constant('change' as const), at: fc.nat(60), open: fc.boolean() }),
      fc.constant({ do: 'older' as const }),
    );
    fc.assert(
      fc.property(
        fc.array(fc.boolean(), { maxLength: 30 }),
        fc.integer({ min: 1, max: 30 }),
        fc.array(act, { maxLength: 40 }),
        (before, kept, acts) => {
          const stored = before.map((open, index) => sampleAlarm(index + 1, { open }));
          const rows = new AlarmRows(openOnly, stored.slice(-kept));
          for (const one of acts) {
            if (one.do === 'new') {
              const alarm = sampleAlarm(stored.length + 1, { open: one.open });
              stored.push(alarm);
              rows.add([alarm]);
            } else if (one.do === 'older') {
              rows.older(older(stored, rows, 4), 4);
            } else if (stored[one.at]) {
              const alarm = sampleAlarm(one.at + 1, { open: one.open });
              stored[one.at] = alarm;
              rows.change([alarm]);
            }
          }
          expect(rows.rows).toEqual(
            stored.filter((alarm) => alarm.open && alarm.id >= rows.before).reverse(),
          );
        },
      ),
    );
  });

  it('knows when there are no older ones', () => {
    const stored = Array.from({ length: 10 }, (_, index) => sampleAlarm(index + 1));
    const rows = new AlarmRows(openOnly, stored.slice(7));
    expect(rows.isWhole).toBe(false);
    rows.older(older(stored, rows, 5), 5);
    expect(rows.before).toBe(3);
    rows.older(older(stored, rows, 5), 5);
    expect(rows.isWhole).toBe(true);
    expect(rows.rows).toHaveLength(10);
    expect(new AlarmRows(openOnly, stored).isWhole).toBe(true);
  });

  it('has a bounded number of rows', () => {
    const stored = Array.from({ length: maxRows + 5 }, (_, index) => sampleAlarm(index + 1));
    const rows = new AlarmRows(everything, stored);
    expect(rows.isFull).toBe(true);
    expect(rows.rows).toHaveLength(maxRows);
    expect(rows.before).toBe(6);
    expect(rows.isWhole).toBe(false);
    rows.add([sampleAlarm(maxRows + 6)]);
    expect(rows.rows[0]?.id).toBe(maxRows + 6);
    expect(rows.before).toBe(7);
  });
});
