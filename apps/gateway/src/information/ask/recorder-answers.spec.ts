import { Logger } from '@nestjs/common';
import { ProtocolError } from '@casement/protocol';
import { DialError } from '../../net/dial-error.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { QueueClosedError } from '../../recorders/command-queue.js';
import type { DirectoryPlaybacks } from '../../recorders/directory-playbacks.js';
import type { DirectoryChange, RecorderDirectory } from '../../recorders/recorder-directory.js';
import { SessionFailure } from '../../recorders/session-failure.js';
import { type InformationSource, RecorderAnswers } from './recorder-answers.js';

const disk = {
  name: 'MAIN-1',
  capacityGb: 4001,
  remainingGb: 10,
  recording: true,
  from: null,
  to: null,
};

describe('RecorderAnswers', () => {
  let clock: ManualClock;
  let answers: RecorderAnswers;
  let change: (change: DirectoryChange) => void;
  let disks: () => Promise<readonly (typeof disk)[]>;
  let signals: AbortSignal[];
  let stopped: number;
  let state: string;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(() => {
    clock = new ManualClock();
    disks = () => Promise.resolve([disk]);
    signals = [];
    stopped = 0;
    state = 'online';
    const source: InformationSource = {
      recordedTimes: (signal) => {
        signals.push(signal);
        return disks().then((told) => ({ disks: told, defects: ['odd'] }));
      },
      log: (kind) => Promise.resolve({ kind, entries: [], defects: [`odd ${kind}`] }),
    };
    const playbacks = { find: (id: string) => (id === 'hq' ? source : undefined) };
    const directory = {
      view: () => ({ state }),
      onChange: (listener: (change: DirectoryChange) => void) => {
        change = listener;
        return () => (stopped += 1);
      },
    };
    answers = new RecorderAnswers(
      playbacks as unknown as DirectoryPlaybacks,
      clock,
      directory as unknown as RecorderDirectory,
    );
  });

  it('gives all who look the same answers, and notes how the disks change', async () => {
    expect(answers.of('none')).toBeUndefined();
    const pages = answers.of('hq');
    await pages?.disks.refresh(0);
    expect(answers.of('hq')).toBe(pages);
    expect(pages?.disks.answer.value).toEqual([disk]);
    disks = () => Promise.resolve([]);
    await clock.advance(1_000);
    await pages?.disks.refresh(0);
    expect(pages?.trend.lost).toEqual([{ name: 'MAIN-1', lastSeenMs: clock.wallMs() - 1_000 }]);
  });

  it.each<readonly [Error, string]>([
    [new SessionFailure({ kind: 'busy' }), 'the recorder is too busy (503)'],
    [new DialError('no-answer', 'no answer'), 'no answer'],
    [new QueueClosedError('the recorder is being closed'), 'the recorder is being closed'],
    [
      ProtocolError.unexpected('recorded-times', { found: 'a', expected: 'b', where: 'c' }),
      'the recorder sent something else: a; expected b (c)',
    ],
    [new Error('secret'), 'the recorder cannot be asked now'],
  ])('says in words why there is none: %s', async (error, words) => {
    disks = () => Promise.reject(error);
    const pages = answers.of('hq');
    await pages?.disks.refresh(0);
    expect(pages?.disks.answer.reason).toBe(words);
  });

  it('keeps what could not be read beside the last answers', async () => {
    const pages = answers.of('hq');
    expect(pages?.defects).toEqual({ disks: [], error: [] });
    await Promise.all([pages?.disks.refresh(0), pages?.logs.error.refresh(0)]);
    expect(pages?.defects).toEqual({ disks: ['odd'], error: ['odd error'] });
  });

  it('asks again at once when a recorder is back, and only then', async () => {
    disks = () => Promise.reject(new DialError('no-answer', 'no answer'));
    const pages = answers.of('hq');
    change({ what: 'recorder', id: 'hq' });
    await pages?.disks.refresh(0);
    change({ what: 'recorder', id: 'hq' });
    expect(pages?.disks.refresh(0)).toBeUndefined();
    state = 'offline';
    change({ what: 'recorder', id: 'hq' });
    expect(pages?.disks.refresh(0)).toBeUndefined();
    state = 'online';
    change({ what: 'recorder', id: 'hq' });
    disks = () => Promise.resolve([disk]);
    await pages?.disks.refresh(0);
    expect(pages?.disks.answer).toMatchObject({ value: [disk], reason: undefined });
  });

  it('begins anew when a recorder was changed or removed, and not for less', () => {
    const pages = answers.of('hq');
    change({ what: 'recorder', id: 'hq' });
    change({ what: 'replaced', id: 'other' });
    expect(answers.of('hq')).toBe(pages);
    change({ what: 'replaced', id: 'hq' });
    const anew = answers.of('hq');
    expect(anew).not.toBe(pages);
    change({ what: 'removed', id: 'hq' });
    expect(answers.of('hq')).not.toBe(anew);
  });

  it('gives up what is being asked when the gateway ends', async () => {
    await answers.of('hq')?.disks.refresh(0);
    answers.onApplicationShutdown();
    expect([signals.map(({ aborted }) => aborted), stopped]).toEqual([[true], 1]);
  });
});
