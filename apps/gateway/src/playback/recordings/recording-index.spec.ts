import { Logger } from '@nestjs/common';
import type { LogEntry, RecordedDisk } from '@casement/protocol';
import { type InformationSource, RecorderAnswers } from '../../information/ask/recorder-answers.js';
import { DialError } from '../../net/dial-error.js';
import { ManualClock, settle } from '../../net/testing/manual-clock.js';
import type { DirectoryPlaybacks } from '../../recorders/directory-playbacks.js';
import type { DirectoryChange, RecorderDirectory } from '../../recorders/recorder-directory.js';
import type { RecorderZone } from '../../recorders/recorder-zone.js';
import { SessionFailure } from '../../recorders/session-failure.js';
import { RecordingIndex } from './recording-index.js';
import type { RecordingLog } from './recording-log.js';

const disk: RecordedDisk = {
  name: 'MAIN-1',
  capacityGb: 1,
  remainingGb: 0,
  recording: true,
  from: { text: '2026-11-01T00:00:00', summerTime: false },
  to: { text: '2026-11-21T07:00:00', summerTime: false },
};
const entry: LogEntry = {
  number: 1,
  time: '2026-11-21T07:00:00+00:00',
  summerTime: false,
  text: 'POWER LOSS',
  camera: null,
};

describe('RecordingIndex', () => {
  let clock: ManualClock;
  let index: RecordingIndex;
  let answers: RecorderAnswers;
  let asked: string[];
  let forgotten: unknown[];
  let failures: Map<string, Error>;
  let gate: Promise<void>;
  let change: (change: DirectoryChange) => void;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(() => {
    clock = new ManualClock();
    asked = [];
    forgotten = [];
    failures = new Map();
    gate = Promise.resolve();
    const answer = async <T>(what: string, value: T): Promise<T> => {
      asked.push(what);
      await gate;
      const failure = failures.get(what);
      if (failure !== undefined) {
        throw failure;
      }
      return value;
    };
    const source: InformationSource & { readonly zone: RecorderZone } = {
      zone: { kind: 'named', name: 'UTC' },
      recordedTimes: () => answer('times', { disks: [disk], defects: [] }),
      log: (kind) => answer(kind, { kind, entries: kind === 'event' ? [] : [entry], defects: [] }),
    };
    const playbacks = { find: (id: string) => (id === 'hq' ? source : undefined) };
    const log = {
      forgetBefore: (...given: unknown[]) => Promise.resolve(void forgotten.push(given)),
      forget: (...given: unknown[]) => Promise.resolve(void forgotten.push(given)),
    };
    const listeners: ((change: DirectoryChange) => void)[] = [];
    change = (told) => listeners.forEach((listener) => listener(told));
    const directory = {
      onChange: (listener: (change: DirectoryChange) => void) => {
        listeners.push(listener);
        return () => undefined;
      },
    };
    answers = new RecorderAnswers(
      playbacks as unknown as DirectoryPlaybacks,
      clock,
      directory as unknown as RecorderDirectory,
    );
    index = new RecordingIndex(
      playbacks as unknown as DirectoryPlaybacks,
      answers,
      log as unknown as RecordingLog,
      clock,
      directory as unknown as RecorderDirectory,
    );
  });

  afterEach(() => {
    answers.onApplicationShutdown();
  });

  it('asks a recorder once in five minutes, and only when somebody looks', async () => {
    await clock.advance(3_600_000);
    expect(asked).toEqual([]);
    const first = await index.look('hq');
    expect(first).toMatchObject({
      oldestMs: Date.UTC(2026, 10, 1),
      newestMs: Date.UTC(2026, 10, 21, 7),
      marks: [{ kind: 'fault', text: 'POWER LOSS' }],
      askedAtMs: clock.wallMs(),
      reason: undefined,
    });
    expect(forgotten).toEqual([['hq', Date.UTC(2026, 10, 1)]]);
    await Promise.all([index.look('hq'), index.look('hq')]);
    await clock.advance(299_000);
    const later = await index.look('hq');
    expect(asked).toEqual(['times', 'event', 'error']);
    expect(later?.newestMs).toBe(Date.UTC(2026, 10, 21, 7) + 299_000);
    await clock.advance(1_000);
    await index.look('hq');
    await settle();
    expect(asked).toHaveLength(6);
    expect(await index.look('none')).toBeUndefined();
  });

  it('does not keep the first who looks waiting for long', async () => {
    let open = (): void => undefined;
    gate = new Promise((resolve) => (open = resolve));
    const looking = index.look('hq');
    await clock.advance(3_000);
    expect(await looking).toMatchObject({
      oldestMs: null,
      newestMs: null,
      marks: [],
      askedAtMs: undefined,
      reason: 'the recorder is being asked what it has',
    });
    open();
    await settle();
    expect((await index.look('hq'))?.reason).toBeUndefined();
    expect(clock.timers).toBe(0);
  });

  it('says what is missing and why, keeps what it knew, and asks again after half a minute', async () => {
    await index.look('hq');
    await clock.advance(300_000);
    failures.set('times', new DialError('no-answer', 'it refuses connections on this port'));
    failures.set('error', new SessionFailure({ kind: 'busy' }));
    failures.set('event', new Error('odd'));
    await index.look('hq');
    await settle();
    const failed = await index.look('hq');
    expect(failed).toMatchObject({
      oldestMs: Date.UTC(2026, 10, 1),
      askedAtMs: clock.wallMs() - 300_000,
      reason:
        'times of the disks: it refuses connections on this port; event log: the recorder cannot be asked now; ' +
        'error log: the recorder is too busy (503)',
    });
    failures.clear();
    await clock.advance(29_000);
    await index.look('hq');
    expect(asked).toHaveLength(6);
    await clock.advance(1_000);
    await index.look('hq');
    await settle();
    expect((await index.look('hq'))?.reason).toBeUndefined();
  });

  it('forgets a recorder that was removed, and asks one anew that was changed', async () => {
    await index.look('hq');
    change({ what: 'cameras', id: 'hq' });
    await index.look('hq');
    expect(asked).toHaveLength(3);
    change({ what: 'replaced', id: 'hq' });
    await index.look('hq');
    expect(asked).toHaveLength(6);
    change({ what: 'removed', id: 'hq' });
    expect(forgotten.at(-1)).toEqual(['hq']);
  });
});
