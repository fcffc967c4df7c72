import { Logger } from '@nestjs/common';
import { parseAlarm } from '@casement/protocol';
import type { DirectoryChange, RecorderDirectory } from '../recorders/recorder-directory.js';
import { until } from '../recorders/testing/until.js';
import { AlarmIntake } from './alarm-intake.js';
import type { AlarmArrival } from './alarm-model.js';
import { FakeAlarmReader } from './testing/fake-alarm-reader.js';
import { FakeAlarmSource } from './testing/fake-alarm-source.js';
import { MemoryAlarmStore } from './testing/memory-alarm-store.js';
import { sampleDraft } from './testing/sample-draft.js';

/** AL01 of the test vectors. */
const bytes = Buffer.from('c000020a000126112107080941010000000a0005', 'hex');
const arrival: AlarmArrival = {
  receivedMs: Date.UTC(2026, 10, 21, 7, 8, 9),
  address: '192.0.2.10',
  message: parseAlarm(bytes, { receivedMs: Date.UTC(2026, 10, 21, 7, 8, 9) }),
};

/** As much of the directory as alarms touch. */
class FakeDirectory {
  readonly views = [{ id: 'hq' }];
  readonly notes: string[] = [];
  readonly listeners = new Set<(change: DirectoryChange) => void>();

  noteSleep(id: string, isAsleep: boolean, atMs: number): void {
    this.notes.push(`${id} ${isAsleep ? 'asleep' : 'awake'} ${new Date(atMs).toISOString()}`);
  }

  onChange(listener: (change: DirectoryChange) => void): () => void {
    this.listeners.add(listener);
    return () => void this.listeners.delete(listener);
  }
}

describe('AlarmIntake', () => {
  let source: FakeAlarmSource;
  let reader: FakeAlarmReader;
  let store: MemoryAlarmStore;
  let directory: FakeDirectory;
  let intake: AlarmIntake;
  let logged: string[];

  beforeEach(() => {
    logged = [];
    const log = (level: string) => (message: unknown) =>
      void logged.push(`${level} ${JSON.stringify(message)}`);
    Logger.overrideLogger({ log: log('log'), warn: log('warn'), error: log('error') });
    source = new FakeAlarmSource();
    reader = new FakeAlarmReader();
    store = new MemoryAlarmStore();
    directory = new FakeDirectory();
    intake = new AlarmIntake(source, reader, store, directory as unknown as RecorderDirectory);
  });

  afterEach(() => {
    intake.beforeApplicationShutdown();
    Logger.overrideLogger(false);
  });

  it('reads what arrives and stores it, until the end', () => {
    intake.onApplicationBootstrap();
    source.arrive(arrival);
    expect(store.alarms.map(({ id, title }) => [id, title])).toEqual([[1, 'Motion at camera 1']]);
    expect(directory.notes).toEqual(['hq awake 2026-11-21T07:08:09.000Z']);
    intake.beforeApplicationShutdown();
    expect(source.listeners).toBe(0);
    expect(directory.listeners.size).toBe(0);
  });

  it('knows SLEEP of a recorder, and nothing else, as sleep', () => {
    intake.onApplicationBootstrap();
    for (const next of [
      { category: 2, messageId: 0xe0 },
      { category: 1, messageId: 0xe0 },
      { category: 2, messageId: 0xe0, recorder: null },
      { category: 2, messageId: 0xf1 },
    ]) {
      reader.next = next;
      source.arrive(arrival);
    }
    expect(directory.notes.map((note) => note.split(' ')[1])).toEqual(['asleep', 'awake', 'awake']);
    expect(store.alarms).toHaveLength(4);
  });

  it('remembers at the start who slept, of all recorders and of one that comes later', async () => {
    const sleep = { category: 2, messageId: 0xe0 };
    store.putAll([
      sampleDraft(sleep),
      sampleDraft({ recorder: 'shop', ...sleep }),
      sampleDraft({ recorder: 'gate', ...sleep }),
      sampleDraft({ recorder: 'gate' }),
    ]);
    intake.onApplicationBootstrap();
    for (const id of ['shop', 'gate']) {
      directory.listeners.forEach((listener) => listener({ what: 'added', id }));
    }
    await until(() => store.reads === 3 && directory.notes.length === 2);
    expect(directory.notes.map((note) => note.split(' ')[0])).toEqual(['hq', 'shop']);
  });

  it('gives what was sent before to a recorder that is learnt, and lives on when that fails', async () => {
    intake.onApplicationBootstrap();
    reader.learn({ mac: '00:80:45:0D:12:34', recorder: 'hq' });
    expect(store.assigned).toEqual([['00:80:45:0D:12:34', 'hq']]);
    store.assign = () => Promise.reject(new Error('away'));
    reader.learn({ mac: '00:80:45:0D:12:35', recorder: 'hq' });
    await until(() => logged.some((line) => line.includes('00:80:45:0D:12:35')));
  });

  it('counts and logs what it cannot read, and goes on', () => {
    intake.onApplicationBootstrap();
    reader.next = new Error('a mistake');
    source.arrive(arrival);
    reader.next = {};
    source.arrive(arrival);
    expect(intake.unread).toBe(1);
    expect(logged.join()).toContain(bytes.toString('hex'));
    expect(store.alarms).toHaveLength(1);
  });
});
