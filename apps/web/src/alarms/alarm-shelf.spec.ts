import type { Alarm } from '@casement/contract';
import fc from 'fast-check';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { AlarmShelf, maxKeptAlarms } from './alarm-shelf.js';

const severity = fc.constantFrom('critical' as const, 'warning' as const, 'info' as const);

describe('AlarmShelf', () => {
  it('counts the open ones as the gateway does, whatever comes and changes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ severity, open: fc.boolean() }), { maxLength: 30 }),
        fc.array(fc.record({ at: fc.nat(40), open: fc.boolean() }), { maxLength: 40 }),
        (kinds, changes) => {
          const shelf = new AlarmShelf();
          const truth = kinds.map((kind, index) => sampleAlarm(index + 1, kind));
          shelf.add(truth);
          for (const { at, open } of changes) {
            const before = truth[at];
            if (before) {
              const next = { ...before, open };
              truth[at] = next;
              shelf.change(next);
            }
          }
          const count = (one: Alarm['severity']): number =>
            truth.filter((alarm) => alarm.open && alarm.severity === one).length;
          expect(shelf.counts).toEqual({
            critical: count('critical'),
            warning: count('warning'),
            info: count('info'),
          });
          expect(shelf.open).toEqual(truth.filter(({ open }) => open));
          expect(shelf.kept).toEqual(truth);
        },
      ),
    );
  });

  it('keeps the newest, and the open ones among all', () => {
    const shelf = new AlarmShelf();
    shelf.add([sampleAlarm(1, { severity: 'critical' })]);
    for (let id = 2; id <= maxKeptAlarms + 1; id += 1) {
      shelf.add([sampleAlarm(id, { open: false })]);
    }
    expect(shelf.kept).toHaveLength(maxKeptAlarms);
    expect(shelf.oldest).toBe(2);
    expect(shelf.find(1)?.open).toBe(true);
    expect(shelf.find(2_000)?.id).toBe(2_000);
    expect(shelf.find(5_000)).toBeUndefined();
    expect(shelf.change(sampleAlarm(1, { severity: 'critical', open: false }))).toBe(true);
    expect(shelf.counts.critical).toBe(0);
    expect(shelf.find(1)).toBeUndefined();
  });

  it('adds to the gateway’s counts what came behind them', () => {
    const shelf = new AlarmShelf();
    shelf.begin([sampleAlarm(8), sampleAlarm(9, { open: false })], [sampleAlarm(3)]);
    shelf.add([sampleAlarm(10), sampleAlarm(11)]);
    shelf.count({ latest: 10, open: { critical: 1, warning: 4, info: 0 } });
    expect(shelf.counts).toEqual({ critical: 1, warning: 5, info: 0 });
    expect(shelf.open.map(({ id }) => id)).toEqual([3, 8, 10, 11]);
  });

  it('says when it cannot know what a change means for the counts', () => {
    const shelf = new AlarmShelf();
    expect(shelf.change(sampleAlarm(7, { open: false }))).toBe(false);
  });

  it('knows a bounded number of open ones', () => {
    const shelf = new AlarmShelf();
    for (let id = 1; id <= 1_200; id += 1) {
      shelf.add([sampleAlarm(id)]);
    }
    expect(shelf.open).toHaveLength(1_000);
    expect(shelf.open[0]?.id).toBe(201);
    expect(shelf.counts.warning).toBe(1_200);
  });
});
