import type { Alarm } from '@casement/contract';
import fc from 'fast-check';
import { settle } from '../testing/fake-timers.js';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { type AlarmBeginning, AlarmFeed } from './alarm-feed.js';

/** Something that the gateway sent and the line has not brought yet. */
type Parcel = () => void;

/**
 * A gateway with a line: numbers what comes, sends each to a socket from where that stands, and sends the missed ones again
 * when it is asked. Nothing arrives before the test lets it.
 */
class FakeRelay {
  readonly stored: Alarm[] = [];
  readonly told: number[] = [];
  readonly fresh: number[] = [];
  begun: AlarmBeginning | null = null;
  nowMs = Date.parse('2026-11-21T10:00:00.000Z');
  /** Sends those that went out live before the question again with the missed ones. */
  readonly #repeats: boolean;
  /** Every such number is one that this person may not see. */
  readonly #hiddenEvery: number;
  #line: { parcels: Parcel[]; questions: Parcel[]; sent: Set<number> } | null = null;
  readonly feed: AlarmFeed;

  constructor(repeats: boolean, hiddenEvery: number, maxHeld = 20_000) {
    this.#repeats = repeats;
    this.#hiddenEvery = hiddenEvery;
    this.feed = new AlarmFeed({
      begin: () => Promise.resolve(this.#beginning()),
      resume: (after) => this.#resume(after),
      latest: () => Promise.resolve(this.stored.length),
      onBegin: (beginning) => {
        this.begun = beginning;
        this.told.length = 0;
      },
      onAlarms: (alarms, fresh) => {
        this.told.push(...alarms.map(({ id }) => id));
        this.fresh.push(...fresh.map(({ id }) => id));
      },
      onLive: () => undefined,
      onProblem: () => undefined,
      wait: () => Promise.resolve(),
      nowMs: () => this.nowMs,
      maxHeld,
    });
  }

  store(count: number): void {
    for (let index = 0; index < count; index += 1) {
      const receivedAt = new Date(this.nowMs).toISOString();
      const alarm = sampleAlarm(this.stored.length + 1, { receivedAt });
      this.stored.push(alarm);
      this.#send(alarm);
    }
  }

  connect(): void {
    if (!this.#line) {
      this.#line = { parcels: [], questions: [], sent: new Set() };
      this.feed.connected();
    }
  }

  break(): void {
    if (this.#line) {
      this.#line = null;
      this.feed.disconnected();
    }
  }

  /** The gateway reads one question. */
  read(): void {
    this.#line?.questions.shift()?.();
  }

  /** So many of what is under way arrive. */
  async arrive(count: number): Promise<void> {
    const line = this.#line;
    for (const parcel of line?.parcels.splice(0, count) ?? []) {
      parcel();
    }
    await settle();
  }

  async arriveAll(): Promise<void> {
    for (let turn = 0; turn < 20; turn += 1) {
      await settle();
      this.read();
      await this.arrive(Number.POSITIVE_INFINITY);
    }
  }

  visible(after: number): number[] {
    return this.stored
      .filter((alarm) => this.#maySee(alarm) && alarm.id > after)
      .map(({ id }) => id);
  }

  #maySee({ id }: Alarm): boolean {
    return id % this.#hiddenEvery !== 0;
  }

  #beginning(): AlarmBeginning {
    const alarms = this.stored.filter((alarm) => this.#maySee(alarm)).slice(-5);
    return { latest: this.stored.length, alarms };
  }

  #send(alarm: Alarm): void {
    if (this.#maySee(alarm)) {
      this.#line?.sent.add(alarm.id);
      this.#line?.parcels.push(() => this.feed.alarm(alarm));
    }
  }

  async #resume(after: number): Promise<{ latest: number }> {
    const line = this.#line;
    return new Promise((resolve) => {
      line?.questions.push(() => {
        for (const alarm of this.stored.filter(({ id }) => id > after)) {
          if (this.#repeats || !line.sent.has(alarm.id)) {
            this.#send(alarm);
          }
        }
        const latest = this.stored.length;
        line.parcels.push(() => resolve({ latest }));
      });
    });
  }
}

const step = fc.oneof(
  fc.record({ do: fc.constant('store' as const), count: fc.integer({ min: 1, max: 6 }) }),
  fc.record({ do: fc.constant('arrive' as const), count: fc.integer({ min: 1, max: 5 }) }),
  fc.constant({ do: 'connect' as const }),
  fc.constant({ do: 'break' as const }),
  fc.constant({ do: 'read' as const }),
);
type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function walk(relay: FakeRelay, steps: readonly Step[]): Promise<void> {
  for (const one of steps) {
    switch (one.do) {
      case 'store':
        relay.store(one.count);
        break;
      case 'arrive':
        await relay.arrive(one.count);
        break;
      case 'connect':
        relay.connect();
        break;
      case 'break':
        relay.break();
        break;
      case 'read':
        relay.read();
        break;
    }
    await settle();
  }
  relay.connect();
  await relay.arriveAll();
}

describe('AlarmFeed', () => {
  it('tells each number once and in order, whatever the line does', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.boolean(),
        fc.integer({ min: 2, max: 9 }),
        fc.integer({ min: 0, max: 8 }),
        fc.array(step, { maxLength: 40 }),
        async (repeats, hiddenEvery, before, steps) => {
          const relay = new FakeRelay(repeats, hiddenEvery);
          relay.store(before);
          await walk(relay, steps);
          expect(relay.feed.state).toBe('live');
          expect(relay.told).toEqual(relay.visible(relay.begun?.latest ?? 0));
        },
      ),
      { numRuns: 200 },
    );
  });

  it('holds what comes before the missed ones, and gives back early only what is too much', async () => {
    const relay = new FakeRelay(true, 1_000, 3);
    relay.connect();
    await relay.arriveAll();
    relay.break();
    relay.store(6);
    relay.connect();
    relay.store(1);
    await settle();
    await relay.arrive(1);
    expect(relay.told).toEqual([]);
    relay.read();
    await relay.arrive(3);
    expect(relay.told).toEqual([1]);
    await relay.arriveAll();
    expect(relay.told).toEqual([1, 2, 3, 4, 5, 6, 7]);
  });

  it('begins again when the gateway has other numbers', async () => {
    const relay = new FakeRelay(true, 1_000);
    relay.store(9);
    relay.connect();
    await relay.arriveAll();
    relay.break();
    relay.stored.length = 0;
    relay.store(2);
    relay.connect();
    await relay.arriveAll();
    expect(relay.begun?.latest).toBe(2);
    relay.store(1);
    await relay.arriveAll();
    expect(relay.told).toEqual([3]);
  });

  it.each([
    ['short', 20_000, [1, 2]],
    ['long', 3_600_000, [2]],
  ])('after a %s break tells as news what is no history', async (_name, awayMs, fresh) => {
    const relay = new FakeRelay(true, 1_000);
    relay.connect();
    await relay.arriveAll();
    relay.break();
    relay.store(1);
    relay.nowMs += awayMs;
    relay.store(1);
    relay.connect();
    await relay.arriveAll();
    expect(relay.told).toEqual([1, 2]);
    expect(relay.fresh).toEqual(fresh);
  });

  it('asks again when a question fails, and says why', async () => {
    const problems: unknown[] = [];
    const failures = [new Error('late'), new Error('later')];
    const feed = new AlarmFeed({
      begin: () => {
        const error = failures.shift();
        return error ? Promise.reject(error) : Promise.resolve({ latest: 4, alarms: [] });
      },
      resume: (after) => Promise.resolve({ latest: after }),
      latest: () => Promise.resolve(4),
      onBegin: () => undefined,
      onAlarms: () => undefined,
      onLive: () => undefined,
      onProblem: (error) => problems.push(error),
      wait: () => Promise.resolve(),
      nowMs: () => 0,
    });
    feed.connected();
    await settle();
    expect(feed.state).toBe('live');
    expect(problems).toEqual([new Error('late'), new Error('later')]);
  });

  it('knows which changes are about alarms that were told', async () => {
    const relay = new FakeRelay(true, 1_000);
    expect(relay.feed.change(sampleAlarm(1))).toBe(false);
    relay.store(2);
    relay.connect();
    await relay.arriveAll();
    expect(relay.feed.change(sampleAlarm(2))).toBe(true);
    expect(relay.feed.change(sampleAlarm(3))).toBe(false);
  });
});
