import type { Alarm } from '@casement/contract';
import fc from 'fast-check';
import { settle } from '../../net/testing/manual-clock.js';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { AlarmRing } from './alarm-ring.js';
import { BrowserFeed } from './browser-feed.js';

/** A browser that reads when it is told to, and a disk that answers when it is told to. */
class World {
  readonly ring: AlarmRing;
  readonly sent: number[] = [];
  readonly changed: string[] = [];
  readonly titles = new Map<number, string>();
  readonly answers: number[] = [];
  readonly feed: BrowserFeed;
  latest = 0;
  deletedUpTo = 0;
  readonly #reads: (() => void)[] = [];
  readonly #retries: (() => void)[] = [];
  isDiskGone = false;

  constructor({
    ringSize = 10,
    stored = 0,
    maySee = () => true,
  }: {
    readonly ringSize?: number;
    readonly stored?: number;
    readonly maySee?: (alarm: Alarm) => boolean;
  } = {}) {
    this.ring = new AlarmRing(ringSize);
    this.latest = stored;
    this.ring.begin(stored);
    this.feed = new BrowserFeed(
      {
        maySee,
        send: ({ id, title }) => {
          this.sent.push(id);
          this.titles.set(id, title);
        },
        sendChange: ({ id, title }) => this.changed.push(`${id} ${title}`),
      },
      {
        ring: this.ring,
        read: (after, limit) => this.#read(after, limit),
        retry: (callback) => this.#retries.push(callback),
      },
      stored,
    );
  }

  store(count: number): void {
    const first = this.latest + 1;
    this.latest += count;
    this.ring.push(alarms(first, this.latest));
    this.feed.wake();
  }

  resume(after: number): void {
    this.feed.resume(after, this.latest, (latest) => this.answers.push(latest));
  }

  get isReading(): boolean {
    return this.#reads.length > 0;
  }

  async disk(): Promise<void> {
    this.#reads.splice(0).forEach((answer) => answer());
    await settle();
  }

  async again(): Promise<void> {
    this.#retries.splice(0).forEach((callback) => callback());
    await settle();
  }

  /** Until nothing waits any more. */
  async rest(): Promise<void> {
    do {
      this.feed.drained();
      await this.disk();
      await this.again();
    } while (this.feed.isFull || this.isReading);
  }

  async #read(after: number, limit: number): Promise<readonly Alarm[]> {
    const first = Math.max(after, this.deletedUpTo) + 1;
    const found = alarms(first, Math.min(this.latest, first + limit - 1));
    await new Promise<void>((resolve) => this.#reads.push(resolve));
    if (this.isDiskGone) {
      throw new Error('the database is away');
    }
    return found;
  }
}

const alarms = (from: number, to: number): Alarm[] =>
  Array.from({ length: Math.max(0, to - from + 1) }, (_each, index) =>
    sampleAlarm({ id: from + index, title: 'new' }),
  );
const range = (from: number, to: number) => alarms(from, to).map(({ id }) => id);

describe('BrowserFeed', () => {
  it('waits for the browser to ask for what it missed, and answers when that is sent', async () => {
    const world = new World({ stored: 5 });
    world.store(2);
    expect(world.sent).toEqual([]);
    world.resume(3);
    expect(world.answers).toEqual([]);
    await world.rest();
    expect(world.sent).toEqual([4, 5, 6, 7]);
    expect(world.answers).toEqual([7]);
    world.store(1);
    expect(world.sent).toEqual([4, 5, 6, 7, 8]);
  });

  it('gives what came since it connected to a browser that never asks', () => {
    const world = new World({ stored: 5 });
    world.store(2);
    world.feed.release();
    world.store(1);
    expect(world.sent).toEqual([6, 7, 8]);
  });

  it('answers at once when nothing was missed, also to a number that there never was', () => {
    const world = new World({ stored: 5 });
    world.resume(5);
    world.resume(500);
    expect(world.answers).toEqual([5, 5]);
    world.store(1);
    expect(world.sent).toEqual([6]);
  });

  it('stops while the browser is behind, and goes on where it stopped', async () => {
    const world = new World({ ringSize: 20 });
    world.feed.release();
    for (let second = 0; second < 50; second += 1) {
      world.store(20);
    }
    expect(world.sent.length).toBe(256);
    expect(world.feed.isFull).toBe(true);
    await world.rest();
    expect(world.sent).toEqual(range(1, 1_000));
  });

  it('leaves out what may not be seen, and still answers', async () => {
    const world = new World({ maySee: ({ id }) => id % 2 === 0 });
    world.resume(0);
    world.store(4);
    expect(world.sent).toEqual([2, 4]);
    const blind = new World({ stored: 300, maySee: () => false });
    blind.resume(0);
    await blind.rest();
    expect(blind.sent).toEqual([]);
    expect(blind.answers).toEqual([300]);
  });

  it('skips what was deleted', async () => {
    const world = new World({ stored: 300 });
    world.deletedUpTo = 290;
    world.resume(0);
    await world.rest();
    expect(world.sent).toEqual(range(291, 300));
    world.deletedUpTo = 300;
    world.resume(0);
    await world.rest();
    expect(world.sent).toEqual(range(291, 300));
    expect(world.answers).toEqual([300, 300]);
  });

  it('reads again after the disk failed', async () => {
    const world = new World({ stored: 3 });
    world.isDiskGone = true;
    world.resume(0);
    await world.disk();
    world.store(2);
    expect(world.sent).toEqual([]);
    world.isDiskGone = false;
    await world.rest();
    expect(world.sent).toEqual([1, 2, 3, 4, 5]);
  });

  it('goes back when it is asked again in the middle', async () => {
    const world = new World({ stored: 300 });
    world.resume(100);
    world.resume(250);
    await world.rest();
    expect(world.sent).toEqual(range(251, 300));
    expect(world.answers).toEqual([300, 300]);
  });

  it('answers no more questions at once than somebody sensible asks', async () => {
    const world = new World({ stored: 300 });
    for (let question = 0; question < 20; question += 1) {
      world.resume(0);
    }
    await world.rest();
    expect(world.answers).toHaveLength(8);
  });

  it('tells changes of what was sent, and sends the rest as it is now', async () => {
    const world = new World({ stored: 3 });
    const change = (id: number, title: string) => {
      world.feed.change(sampleAlarm({ id, title }));
      world.feed.wake();
    };
    world.resume(0);
    change(2, 'changed while it is read');
    await world.rest();
    expect(world.titles.get(2)).toBe('changed while it is read');
    expect(world.changed).toEqual([]);
    change(1, 'a');
    expect(world.changed).toEqual(['1 a']);
    change(9, 'b');
    expect(world.changed).toEqual(['1 a']);
  });

  it('keeps the newest of each change for a browser that is behind, and not without end', async () => {
    const world = new World({ ringSize: 5_000 });
    world.feed.release();
    world.store(256);
    for (const title of ['a', 'b']) {
      world.feed.change(sampleAlarm({ id: 7, title }));
    }
    world.feed.drained();
    expect(world.changed).toEqual(['7 b']);
    world.store(4_744);
    await world.rest();
    world.store(256);
    range(1, 3_000).forEach((id) => world.feed.change(sampleAlarm({ id, title: 'c' })));
    await world.rest();
    await world.rest();
    expect(world.changed.length).toBeLessThanOrEqual(1 + 2_000 + 256);
    expect(world.changed.at(-1)).toBe('3000 c');
  });

  it('sends nothing after its end', async () => {
    const world = new World({ stored: 300 });
    world.resume(0);
    world.feed.close();
    await world.rest();
    world.store(1);
    expect(world.sent).toEqual([]);
    expect(world.answers).toEqual([]);
  });

  it('sends each number once and in order, whatever happens in whichever order', async () => {
    const step = fc.oneof(
      fc.record({ what: fc.constant('store' as const), count: fc.integer({ min: 1, max: 300 }) }),
      fc.record({ what: fc.constantFrom('drain' as const, 'disk' as const, 'again' as const) }),
      fc.record({ what: fc.constantFrom('fail' as const, 'heal' as const) }),
    );
    const numbers = fc.integer({ min: 0, max: 400 });
    await fc.assert(
      fc.asyncProperty(
        numbers,
        numbers,
        fc.array(step, { maxLength: 30 }),
        async (stored, after, steps) => {
          const world = new World({ stored, ringSize: 50 });
          world.resume(after);
          for (const each of steps) {
            switch (each.what) {
              case 'store':
                world.store(each.count);
                break;
              case 'drain':
                world.feed.drained();
                break;
              case 'disk':
                await world.disk();
                break;
              case 'again':
                await world.again();
                break;
              case 'fail':
              case 'heal':
                world.isDiskGone = each.what === 'fail';
                break;
            }
          }
          world.isDiskGone = false;
          await world.rest();
          expect(world.sent).toEqual(range(Math.min(after, stored) + 1, world.latest));
          expect(world.answers).toHaveLength(1);
        },
      ),
      { numRuns: 60 },
    );
  });
});
