import { ManualClock, settle } from '../../net/testing/manual-clock.js';
import { AlarmFeed } from './alarm-feed.js';
import { MemoryAlarms, MemoryCursors } from './testing/stored-alarms.js';

const name = 'forward 127.0.0.1:1818';

describe('AlarmFeed', () => {
  let clock: ManualClock;
  let store: MemoryAlarms;
  let cursors: MemoryCursors;
  let troubles: unknown[];

  beforeEach(() => {
    clock = new ManualClock();
    store = new MemoryAlarms();
    cursors = new MemoryCursors();
    troubles = [];
  });

  const open = (): AlarmFeed =>
    new AlarmFeed({ name, store, cursors, clock, onTrouble: (error) => troubles.push(error) });
  const idsOf = async (feed: AlarmFeed): Promise<number[]> =>
    (await feed.next()).map(({ alarm }) => alarm.id);
  const numbers = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_, index) => from + index);

  it('begins with the newest where it is new, and remembers that', async () => {
    store.add(5);
    const feed = open();
    const next = idsOf(feed);
    await settle();
    expect(cursors.places.get(name)).toBe(5);
    store.add(2);
    expect(await next).toEqual([6, 7]);
  });

  it('gives a new destination what comes while its place is looked up', async () => {
    store.add(5);
    const next = idsOf(open());
    store.add(1);
    expect(await next).toEqual([6]);
  });

  it('gives a hundred at most, and what comes meanwhile afterwards', async () => {
    cursors.places.set(name, 0);
    store.add(150);
    const feed = open();
    expect(await idsOf(feed)).toEqual(numbers(1, 100));
    store.add(3);
    feed.passed(100);
    expect(feed.waiting).toBe(53);
    expect(await idsOf(feed)).toEqual(numbers(101, 153));
  });

  it('gives again what was not passed', async () => {
    cursors.places.set(name, 0);
    store.add(3);
    const feed = open();
    expect(await idsOf(feed)).toEqual([1, 2, 3]);
    feed.passed(1);
    expect(await idsOf(feed)).toEqual([2, 3]);
  });

  it('does not sleep through what is stored while it asks', async () => {
    cursors.places.set(name, 0);
    const feed = open();
    const next = idsOf(feed);
    for (let turn = 0; turn < 6; turn += 1) {
      await Promise.resolve();
    }
    store.add(1);
    expect(await next).toEqual([1]);
  });

  it('goes on after a restart where it was', async () => {
    cursors.places.set(name, 0);
    store.add(4);
    const before = open();
    await before.next();
    before.passed(2);
    await before.close();
    expect(await idsOf(open())).toEqual([3, 4]);
    expect(await before.next()).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('writes its place down at most every half second', async () => {
    cursors.places.set(name, 0);
    store.add(100);
    const feed = open();
    await feed.next();
    numbers(1, 90).forEach((id) => feed.passed(id));
    expect(clock.timers).toBe(1);
    await clock.advance(499);
    expect(cursors.places.get(name)).toBe(0);
    await clock.advance(1);
    expect(cursors.places.get(name)).toBe(90);
    expect(clock.timers).toBe(0);
  });

  it('tries to write its place down until it can, and tells once', async () => {
    cursors.places.set(name, 0);
    store.add(2);
    const feed = open();
    await feed.next();
    cursors.trouble = new Error('disk full');
    feed.passed(1);
    await clock.advance(2_000);
    expect(troubles).toEqual([cursors.trouble]);
    feed.passed(2);
    cursors.trouble = undefined;
    await clock.advance(500);
    expect(cursors.places.get(name)).toBe(2);
    expect(clock.timers).toBe(0);
  });

  it('counts what was removed before its turn came', async () => {
    cursors.places.set(name, 10);
    store.add(40);
    store.forget(30);
    const feed = open();
    expect(await idsOf(feed)).toEqual(numbers(31, 40));
    expect(feed.dropped).toBe(20);
    expect(feed.waiting).toBe(10);
    expect(await idsOf(feed)).toEqual(numbers(31, 40));
    expect(feed.dropped).toBe(20);
  });

  it('begins with the newest when the database is an older one', async () => {
    cursors.places.set(name, 500);
    store.add(3);
    const feed = open();
    const next = idsOf(feed);
    await settle();
    store.add(1);
    expect(await next).toEqual([4]);
  });

  it('throws what the database throws, and can be asked again', async () => {
    cursors.places.set(name, 0);
    store.add(1);
    store.trouble = new Error('gone');
    const feed = open();
    await expect(feed.next()).rejects.toThrow('gone');
    store.trouble = undefined;
    expect(await idsOf(feed)).toEqual([1]);
  });
});
