import { sampleAlarm } from '../testing/sample-alarm.js';
import { AlarmNotifier, type NotifyAbility, notifyAbility, notifyWords } from './alarm-notifier.js';

const names = { recorder: () => 'Head office', camera: () => 'Gate' };

type Shown = { readonly title: string; readonly tag: string | undefined; onclick: unknown };

function notifier(): {
  made: AlarmNotifier;
  shown: Shown[];
  clicked: unknown[];
  clock: { nowMs: number };
} {
  const shown: Shown[] = [];
  const clicked: unknown[] = [];
  const clock = { nowMs: 0 };
  const made = new AlarmNotifier({
    show: (title, { tag }) => {
      const one = { title, tag, onclick: null, close: () => undefined };
      shown.push(one);
      return one;
    },
    onClick: (id) => clicked.push(id),
    nowMs: () => clock.nowMs,
  });
  return { made, shown, clicked, clock };
}

describe('AlarmNotifier', () => {
  it('tells of three, and of the rest in one', () => {
    const { made, shown, clock } = notifier();
    for (let id = 1; id <= 20; id += 1) {
      made.notify(sampleAlarm(id), names);
    }
    expect(new Set(shown.map(({ tag }) => tag)).size).toBe(4);
    expect(shown.at(-1)?.title).toBe('and 17 more alarms');
    clock.nowMs = 10_000;
    made.notify(sampleAlarm(21, { title: 'Door' }), names);
    expect(shown.at(-1)?.title).toBe('Warning: Door');
  });

  it('leads to the alarm that was clicked', () => {
    const { made, shown, clicked } = notifier();
    made.notify(sampleAlarm(7), names);
    (shown[0]?.onclick as () => void)();
    expect(clicked).toEqual([7]);
  });

  it('lives with machines that show none', () => {
    const made = new AlarmNotifier({
      show: () => {
        throw new TypeError('Illegal constructor');
      },
      onClick: () => undefined,
      nowMs: () => 0,
    });
    expect(() => made.notify(sampleAlarm(1), names)).not.toThrow();
  });
});

describe('notifyAbility', () => {
  it.each<[boolean, string | null, NotifyAbility]>([
    [false, 'granted', 'insecure'],
    [true, null, 'missing'],
    [true, 'granted', 'allowed'],
    [true, 'denied', 'denied'],
    [true, 'default', 'unasked'],
  ])('secure %j, permission %j: %s', (isSecureContext, permission, ability) => {
    Object.assign(window, { isSecureContext });
    Reflect.deleteProperty(window, 'Notification');
    if (permission !== null) {
      Object.assign(window, { Notification: { permission } });
    }
    expect(notifyAbility()).toBe(ability);
    expect(notifyWords(ability) === null).toBe(ability === 'allowed');
  });
});
