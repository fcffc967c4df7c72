import fc from 'fast-check';
import { createRandom } from '../random.js';
import { ManualClock } from '../testing/manual-clock.js';
import { UidTable } from './uid-table.js';
import type { UidTableOptions } from './uid-table.js';

const life = 90_000;

function createTable(options: Partial<UidTableOptions> = {}) {
  const clock = new ManualClock();
  const table = new UidTable({
    max: 16,
    lifeMs: life,
    digits: 5,
    clock,
    random: createRandom(7),
    ...options,
  });
  return { clock, table };
}

const alice = { username: 'alice', priority: 2 };
const bob = { username: 'bob', priority: 1 };

describe('UID table', () => {
  it('NV32: the 17th login ends the UID that was issued first', () => {
    const { table } = createTable();
    const issued = Array.from({ length: 16 }, () => table.issue(alice).entry.uid);
    const { entry, evicted } = table.issue(alice);
    expect(evicted?.uid).toBe(issued[0]);
    expect(table.entries().map(({ uid }) => uid)).toEqual([...issued.slice(1), entry.uid]);
    expect(table.renew(issued[0] ?? '')).toBeUndefined();
  });

  it('NV32: a renewed UID is not younger for it', () => {
    const { clock, table } = createTable({ max: 2 });
    const first = table.issue(alice).entry.uid;
    table.issue(alice);
    clock.advance(1_000);
    table.renew(first);
    expect(table.issue(alice).evicted?.uid).toBe(first);
  });

  it('ends a lower priority before an older UID', () => {
    const { table } = createTable({ max: 3 });
    table.issue(alice);
    const weak = table.issue(bob).entry.uid;
    table.issue(bob);
    expect(table.issue(alice).evicted?.uid).toBe(weak);
  });

  it.each([
    ['89 s', 89_000, true],
    ['90 s', 90_000, true],
    ['91 s', 91_000, false],
  ])('NV33: idle for %s', (_name, idleMs, isAlive) => {
    const { clock, table } = createTable();
    const { uid } = table.issue(alice).entry;
    clock.advance(idleMs);
    expect(table.renew(uid) !== undefined).toBe(isAlive);
  });

  it('NV33: a command at 60 s gives 90 s more', () => {
    const { clock, table } = createTable();
    const { uid } = table.issue(alice).entry;
    clock.advance(60_000);
    expect(table.renew(uid)).toBeDefined();
    clock.advance(89_000);
    expect(table.sweep()).toEqual([]);
    clock.advance(2_000);
    expect(table.sweep().map((entry) => entry.uid)).toEqual([uid]);
    expect(table.size).toBe(0);
  });

  it.each([1, 5, 10, 19])('a UID has %d digits and no leading zero', (digits) => {
    const { table } = createTable({ digits, max: 4 });
    const uids = Array.from({ length: 200 }, () => table.issue(alice).entry.uid);
    for (const uid of uids) {
      expect(uid).toMatch(new RegExp(`^[1-8]\\d{${digits - 1}}$`));
      expect(BigInt(uid) < 2n ** 63n).toBe(true);
    }
  });

  it.each([
    [{ digits: 20 }],
    [{ digits: 0 }],
    [{ max: 0 }],
    [{ max: 16, digits: 1 }],
    [{ lifeMs: 0 }],
  ])('refuses %j', (options) => {
    expect(() => createTable(options)).toThrow(RangeError);
  });

  it('evicts on demand, removes on logout, forgets all at a reboot', () => {
    const { table } = createTable();
    const first = table.issue(alice).entry.uid;
    const second = table.issue(alice).entry.uid;
    table.issue(alice);
    expect(table.evict()?.uid).toBe(first);
    expect(table.remove(second)?.uid).toBe(second);
    expect(table.remove(second)).toBeUndefined();
    expect(table.clear()).toHaveLength(1);
    expect(table.evict()).toBeUndefined();
  });
});

type Model = { uid: string; priority: number; renewedMs: number };

const step = fc.oneof(
  fc.record({ do: fc.constant('issue' as const), priority: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ do: fc.constant('renew' as const), which: fc.nat(20) }),
  fc.record({ do: fc.constant('remove' as const), which: fc.nat(20) }),
  fc.record({ do: fc.constant('advance' as const), ms: fc.integer({ min: 0, max: 50_000 }) }),
);

describe('UID table, any history', () => {
  it('never holds more than its maximum, and ends the weakest first and the idle in time', () => {
    fc.assert(
      fc.property(
        fc.array(step, { maxLength: 80 }),
        fc.integer({ min: 1, max: 5 }),
        (steps, max) => {
          const { clock, table } = createTable({ max, digits: 4 });
          let model: Model[] = [];
          for (const action of steps) {
            const expired = model.filter(({ renewedMs }) => clock.nowMs() - renewedMs > life);
            expect(table.sweep().map(({ uid }) => uid)).toEqual(expired.map(({ uid }) => uid));
            model = model.filter((entry) => !expired.includes(entry));
            switch (action.do) {
              case 'issue': {
                const lowest = Math.min(...model.map(({ priority }) => priority));
                const weakest =
                  model.length < max
                    ? undefined
                    : model.find(({ priority }) => priority === lowest);
                const { entry, evicted } = table.issue({
                  username: 'u',
                  priority: action.priority,
                });
                expect(evicted?.uid).toBe(weakest?.uid);
                expect(model.some(({ uid }) => uid === entry.uid)).toBe(false);
                model = model.filter((other) => other !== weakest);
                model.push({ uid: entry.uid, priority: action.priority, renewedMs: clock.nowMs() });
                break;
              }
              case 'renew': {
                const entry = model[action.which];
                expect(table.renew(entry?.uid ?? '0')?.uid).toBe(entry?.uid);
                if (entry) {
                  entry.renewedMs = clock.nowMs();
                }
                break;
              }
              case 'remove': {
                const entry = model[action.which];
                expect(table.remove(entry?.uid ?? '0')?.uid).toBe(entry?.uid);
                model = model.filter((other) => other !== entry);
                break;
              }
              case 'advance':
                clock.advance(action.ms);
                break;
            }
            expect(table.size).toBeLessThanOrEqual(max);
            expect(table.entries().map(({ uid }) => uid)).toEqual(model.map(({ uid }) => uid));
          }
        },
      ),
    );
  });
});
