import { Logger } from '@nestjs/common';
import type { CasementConfig } from '../config/config.js';
import { ManualClock } from '../net/testing/manual-clock.js';
import type { PlaybackLease } from '../playback/recorder-playback.js';
import { DirectoryPlaybacks } from './directory-playbacks.js';
import { RecorderDirectory } from './recorder-directory.js';
import type { RecorderStore } from './recorder-store.js';
import { SessionFailure } from './session-failure.js';
import type { SessionCause } from './session-cause.js';
import { FakeRecorder } from './testing/fake-recorder.js';
import { until } from './testing/until.js';

describe('DirectoryPlaybacks', () => {
  const clock = new ManualClock();
  const never = new AbortController().signal;
  let fake: FakeRecorder;
  let directory: RecorderDirectory;
  let playbacks: DirectoryPlaybacks;

  beforeAll(() => {
    Logger.overrideLogger(false);
  });

  beforeEach(async () => {
    fake = await FakeRecorder.start();
    const config: Pick<CasementConfig, 'recorders'> = {
      recorders: [fake.config(), fake.config({ id: 'compact', kind: 'povcam' })],
    };
    const store: Pick<RecorderStore, 'all'> = { all: () => Promise.resolve([]) };
    directory = new RecorderDirectory(config as CasementConfig, clock, store as RecorderStore);
    await directory.onApplicationBootstrap();
    playbacks = new DirectoryPlaybacks(directory);
  });

  afterEach(async () => {
    await directory.beforeApplicationShutdown();
    await fake.dispose();
  });

  function ask(signal = never) {
    const asked = {
      told: [] as string[],
      lost: [] as SessionCause[],
      lease: undefined as PlaybackLease | undefined,
      failure: undefined as unknown,
    };
    void playbacks
      .find('hq')
      ?.lease(
        { waiting: (reason) => asked.told.push(reason), lost: (cause) => asked.lost.push(cause) },
        signal,
      )
      .then(
        (lease) => (asked.lease = lease),
        (error: unknown) => (asked.failure = error),
      );
    return asked;
  }

  it('finds recorders, and nothing that has no recordings', () => {
    expect(playbacks.find('hq')).toMatchObject({ recorder: 'hq', timeZone: 'UTC' });
    expect(playbacks.find('compact')).toBeUndefined();
    expect(playbacks.find('none')).toBeUndefined();
  });

  it('who waits while the settings change waits on for the recorder that is opened then', async () => {
    fake.othersUids = 16;
    const asked = ask();
    await until(() => asked.told.includes('recorder refused: all 16 sessions in use'));
    fake.othersUids = 0;
    await directory.replace(fake.config({ timeZone: 'Asia/Tokyo' }));
    expect(asked.told).toContain('the recorder is being opened again');
    await until(() => asked.lease !== undefined);
    expect(playbacks.find('hq')?.timeZone).toBe('Asia/Tokyo');
    expect(playbacks.find('hq')?.cameras).toHaveLength(4);
  });

  it('who plays back is told that the recorder is closed, and may ask again', async () => {
    const first = ask();
    await until(() => first.lease !== undefined);
    await directory.replace(fake.config());
    expect(first.lost).toEqual([{ kind: 'unexpected', detail: 'the recorder is being closed' }]);
    const second = ask();
    await until(() => second.lease !== undefined);
    await second.lease?.control({ command: 'play' });
    expect(fake.count('play')).toBe(1);
  });

  it('a recorder that is removed has no recordings any more', async () => {
    fake.othersUids = 16;
    const asked = ask();
    const kept = playbacks.find('hq');
    await until(() => asked.told.length > 0);
    await directory.remove('hq');
    await until(() => asked.failure !== undefined);
    expect(asked.failure).toBeInstanceOf(SessionFailure);
    expect(playbacks.find('hq')).toBeUndefined();
    await expect(kept?.recordedTimes(never)).rejects.toBeInstanceOf(SessionFailure);
    await expect(kept?.log('event', never)).rejects.toBeInstanceOf(SessionFailure);
    expect(kept).toMatchObject({ cameras: [], timeZone: 'UTC' });
  });

  it('who leaves meanwhile is let go', async () => {
    fake.othersUids = 16;
    const leaving = new AbortController();
    const asked = ask(leaving.signal);
    await until(() => asked.told.length > 0);
    await directory.beforeApplicationShutdown();
    await until(() => asked.told.includes('the recorder is being opened again'));
    leaving.abort(new Error('left'));
    await until(() => asked.failure !== undefined);
    expect(asked.failure).toEqual(new Error('left'));
  });
});
