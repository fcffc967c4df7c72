import type { Alarm } from '@casement/contract';
import fc from 'fast-check';
import { sampleAlarm } from '../testing/sample-alarm.js';
import {
  addToast,
  changeToast,
  expireToasts,
  holdToasts,
  isWorthToast,
  removeToast,
  shownToasts,
  type ToastQueue,
  toastMs,
} from './toast-queue.js';

function queueOf(alarms: readonly Alarm[], sticky = true): ToastQueue {
  return alarms.reduce<ToastQueue>((queue, alarm) => addToast(queue, alarm, 0, sticky), []);
}

const critical = (id: number): Alarm => sampleAlarm(id, { severity: 'critical' });
const ids = (queue: ToastQueue): number[] => queue.map(({ alarm }) => alarm.id);

describe('toasts', () => {
  it.each<[Partial<Alarm>, boolean]>([
    [{ kind: 'alarm', severity: 'info' }, true],
    [{ kind: 'fault', severity: 'warning' }, true],
    [{ kind: 'information', severity: 'critical' }, true],
    [{ kind: 'information', severity: 'info' }, false],
    [{ kind: 'recovery', severity: 'warning' }, false],
  ])('%j: %j', (change, worth) => {
    expect(isWorthToast(sampleAlarm(1, change))).toBe(worth);
    expect(queueOf([sampleAlarm(1, change)])).toHaveLength(worth ? 1 : 0);
  });

  it('go after 8 s, critical ones when somebody acknowledges them', () => {
    const queue = queueOf([sampleAlarm(1), critical(2)]);
    expect(expireToasts(queue, toastMs - 1)).toBe(queue);
    const later = expireToasts(queue, toastMs);
    expect(ids(later)).toEqual([2]);
    expect(ids(expireToasts(later, 1e9))).toEqual([2]);
    const acknowledged = { by: 'anna', at: '' };
    expect(changeToast(later, { ...critical(2), acknowledged, open: false })).toEqual([]);
    expect(changeToast(later, { ...critical(2), closedBy: 9, open: false })).toEqual([]);
    expect(changeToast(later, { ...critical(2), repeats: 4 })[0]?.alarm.repeats).toBe(4);
    expect(changeToast(later, critical(7))).toBe(later);
  });

  it('all go on a screen that nobody touches', () => {
    expect(expireToasts(queueOf([critical(1)], false), toastMs)).toEqual([]);
  });

  it('wait for somebody who reads', () => {
    const held = holdToasts(queueOf([sampleAlarm(1), critical(2)]), toastMs - 1);
    expect(ids(expireToasts(held, toastMs))).toEqual([1, 2]);
    expect(ids(expireToasts(held, 2 * toastMs))).toEqual([2]);
  });

  it('are put away one by one', () => {
    expect(ids(removeToast(queueOf([sampleAlarm(1), sampleAlarm(2)]), 1))).toEqual([2]);
  });

  it('show four, the critical and then the newest, and count the rest', () => {
    const queue = queueOf([
      critical(1),
      sampleAlarm(2),
      sampleAlarm(3),
      critical(4),
      sampleAlarm(5),
    ]);
    const { toasts, more } = shownToasts(queue, 4);
    expect(ids(toasts)).toEqual([4, 1, 5, 3]);
    expect(more).toBe(1);
    expect(shownToasts([], 4)).toEqual({ toasts: [], more: 0 });
  });

  it('are bounded, and lose no critical one while there are others', () => {
    fc.assert(
      fc.property(fc.integer({ min: 500, max: 700 }), fc.nat(20), (count, criticals) => {
        const alarms = Array.from({ length: count }, (_, index) =>
          index < criticals ? critical(index + 1) : sampleAlarm(index + 1),
        );
        const queue = queueOf(alarms);
        expect(queue).toHaveLength(500);
        expect(queue.filter(({ untilMs }) => untilMs === null)).toHaveLength(criticals);
        expect(queue.at(-1)?.alarm.id).toBe(count);
      }),
      { numRuns: 20 },
    );
  });
});
