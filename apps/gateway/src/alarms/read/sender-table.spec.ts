import { jest } from '@jest/globals';
import { Credentials, type ProductInfo } from '@casement/protocol';
import { Logger } from '@nestjs/common';
import { ManualClock, settle } from '../../net/testing/manual-clock.js';
import { FixedRecorders } from '../receive/testing/fixed-recorders.js';
import { PasswordRefusedError } from './product-info-client.js';
import { SenderTable, type LearntSender } from './sender-table.js';
import { MemoryAdoptedSenders } from './testing/memory-adopted-senders.js';

const mac = '00:80:45:0D:12:34';
const other = '00:80:45:0D:56:78';

describe('SenderTable', () => {
  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  function tableOf(urls: Readonly<Record<string, string>>) {
    const clock = new ManualClock();
    const recorders = new FixedRecorders(urls);
    const adopted = new MemoryAdoptedSenders();
    /** By id; an error for one that does not answer. */
    const answers = new Map<string, string | Error | Promise<string>>();
    const asked: string[] = [];
    const learnt: LearntSender[] = [];
    const table = new SenderTable(recorders, adopted, clock, async ({ id }, signal) => {
      asked.push(id);
      const answer = await answers.get(id);
      signal.throwIfAborted();
      if (answer instanceof Error) {
        throw answer;
      }
      return answer === undefined ? null : ({ mac: answer } as ProductInfo);
    });
    table.onLearnt((sender) => learnt.push(sender));
    return { clock, recorders, adopted, answers, asked, learnt, table };
  }

  it('asks every recorder at the start, and tells what it learns', async () => {
    const { table, answers, asked, learnt } = tableOf({
      a: 'http://192.0.2.1',
      b: 'http://192.0.2.2',
    });
    answers.set('a', mac);
    answers.set('b', new Error('no answer'));
    await table.onApplicationBootstrap();
    await settle();
    expect(asked).toEqual(['a', 'b']);
    expect(learnt).toEqual([{ mac, recorder: 'a' }]);
    expect(table.find(mac)).toBe('a');
    table.onModuleDestroy();
  });

  it('asks one that was added, moved or came online, and no other', async () => {
    const { table, recorders, answers, asked, learnt } = tableOf({ a: 'http://192.0.2.1' });
    answers.set('a', mac);
    await table.onApplicationBootstrap();
    await settle();
    recorders.set({ a: 'http://192.0.2.1', b: 'http://192.0.2.2' });
    await settle();
    expect(asked).toEqual(['a', 'b']);
    answers.set('b', other);
    recorders.tell({ what: 'online', id: 'b' });
    recorders.tell({ what: 'online', id: 'a' });
    await settle();
    expect(asked).toEqual(['a', 'b', 'b']);
    expect(learnt.at(-1)).toEqual({ mac: other, recorder: 'b' });
    answers.set('a', new Error('no answer'));
    recorders.set({ a: 'http://192.0.2.9', b: 'http://192.0.2.2' });
    await settle();
    expect(asked).toEqual(['a', 'b', 'b', 'a']);
    // At its new address it may be another device.
    expect(table.find(mac)).toBeUndefined();
    expect(table.find(other)).toBe('b');
    table.onModuleDestroy();
  });

  it('asks all of them for a MAC of nobody, no more than once a minute', async () => {
    const { clock, table, answers, asked, learnt } = tableOf({
      a: 'http://192.0.2.1',
      b: 'http://192.0.2.2',
    });
    answers.set('a', mac);
    await table.onApplicationBootstrap();
    await clock.advance(30_000);
    asked.length = 0;
    for (let count = 0; count < 1_000; count += 1) {
      expect(table.find(other)).toBeUndefined();
    }
    await settle();
    expect(asked).toEqual([]);
    answers.set('b', other);
    await clock.advance(60_000);
    expect(asked).toEqual(['a', 'b']);
    expect(learnt.at(-1)).toEqual({ mac: other, recorder: 'b' });
    await clock.advance(600_000);
    expect(asked).toHaveLength(2);
    table.onModuleDestroy();
    expect(clock.timers).toBe(0);
  });

  it('goes on asking as long as a stranger goes on sending', async () => {
    const { clock, table, asked } = tableOf({ a: 'http://192.0.2.1' });
    await table.onApplicationBootstrap();
    await clock.advance(60_000);
    asked.length = 0;
    for (let second = 0; second < 600; second += 1) {
      table.find(other);
      await clock.advance(1_000);
    }
    expect(asked.length).toBeGreaterThanOrEqual(9);
    expect(asked.length).toBeLessThanOrEqual(11);
    table.onModuleDestroy();
  });

  it('asks again after ten minutes when it is needed, and keeps what it knew', async () => {
    const { clock, table, answers, asked } = tableOf({ a: 'http://192.0.2.1' });
    answers.set('a', mac);
    await table.onApplicationBootstrap();
    await clock.advance(599_000);
    expect(table.find(mac)).toBe('a');
    expect(asked).toHaveLength(1);
    answers.set('a', new Error('no answer'));
    await clock.advance(1_000);
    expect(table.find(mac)).toBe('a');
    await settle();
    expect(asked).toHaveLength(2);
    expect(table.find(mac)).toBe('a');
    answers.set('a', other);
    await clock.advance(60_000);
    table.find(mac);
    await settle();
    expect(table.find(mac)).toBeUndefined();
    expect(table.find(other)).toBe('a');
    table.onModuleDestroy();
  });

  it('offers a password that was refused no second time', async () => {
    const clock = new ManualClock();
    const recorders = new FixedRecorders({ a: 'http://192.0.2.1' });
    const known = { ...recorders.all[0]!, credentials: new Credentials('admin', 'wrong') };
    jest.spyOn(recorders, 'all', 'get').mockReturnValue([known]);
    const offered: boolean[] = [];
    const table = new SenderTable(recorders, new MemoryAdoptedSenders(), clock, (recorder) => {
      offered.push(recorder.credentials !== undefined);
      return Promise.reject(new PasswordRefusedError());
    });
    await table.onApplicationBootstrap();
    await clock.advance(60_000);
    table.find(mac);
    await settle();
    expect(offered).toEqual([true, false]);
    table.onModuleDestroy();
  });

  it('never asks more than eight at once', async () => {
    const ids = Array.from({ length: 30 }, (_, index) => `r${index}`);
    const { table, answers, asked } = tableOf(
      Object.fromEntries(ids.map((id, index) => [id, `http://192.0.2.${index + 1}`])),
    );
    const releases: (() => void)[] = [];
    for (const id of ids) {
      answers.set(
        id,
        new Promise((resolve) => {
          releases.push(() => resolve(mac));
        }),
      );
    }
    await table.onApplicationBootstrap();
    await settle();
    expect(asked).toHaveLength(8);
    releases.forEach((release) => release());
    await settle();
    await settle();
    expect(asked).toEqual(ids);
    table.onModuleDestroy();
  });

  it('does not believe an answer of what has been replaced meanwhile', async () => {
    const { table, recorders, answers, learnt } = tableOf({ a: 'http://192.0.2.1' });
    let release: (mac: string) => void = () => undefined;
    answers.set('a', new Promise((resolve) => (release = resolve)));
    await table.onApplicationBootstrap();
    answers.delete('a');
    recorders.set({ a: 'http://192.0.2.2' });
    await settle();
    release(mac);
    await settle();
    expect(learnt).toEqual([]);
    table.onModuleDestroy();
  });

  it('knows what people said, at once and after a restart', async () => {
    const { table, adopted, clock, learnt } = tableOf({ a: 'http://192.0.2.1' });
    adopted.stored.set(mac, 'a');
    adopted.failures = 1;
    await table.onApplicationBootstrap();
    expect(table.adopted.size).toBe(0);
    await clock.advance(5_000);
    expect(table.find(mac)).toBe('a');
    await table.adopt(other, 'a');
    expect(table.find(other)).toBe('a');
    expect(adopted.stored.get(other)).toBe('a');
    await table.adopt(mac, null);
    expect(table.find(mac)).toBeUndefined();
    expect(table.adopted).toEqual(new Map([[other, 'a']]));
    expect(learnt).toEqual([]);
    table.onModuleDestroy();
  });
});
