import type { CasementConfig, RecorderConfig } from '../../config/config.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { RecorderDirectory } from '../../recorders/recorder-directory.js';
import type { RecorderStore } from '../../recorders/recorder-store.js';
import { FakeRecorder } from '../../recorders/testing/fake-recorder.js';
import { until } from '../../recorders/testing/until.js';
import { systemClock } from '../../net/clock.js';
import { Logger } from '@nestjs/common';
import { DirectoryRecorders } from './directory-recorders.js';
import type { KnownRecordersChange } from './known-recorders.js';

describe('DirectoryRecorders', () => {
  let fake: FakeRecorder;
  let directory: RecorderDirectory;

  beforeAll(async () => {
    Logger.overrideLogger(false);
    fake = await FakeRecorder.start();
  });
  afterEach(async () => directory.beforeApplicationShutdown());
  afterAll(() => fake.dispose());

  function recordersOf(configured: readonly RecorderConfig[], clock = systemClock) {
    const config = { recorders: configured } as unknown as CasementConfig;
    const store = { all: () => Promise.resolve([]) } as unknown as RecorderStore;
    directory = new RecorderDirectory(config, clock, store);
    const recorders = new DirectoryRecorders(config, directory);
    const changes: KnownRecordersChange[] = [];
    recorders.onChange((change) => changes.push(change));
    return { recorders, changes };
  }

  it('knows those of the file before the directory does', () => {
    const compact = fake.config({ id: 'compact', kind: 'povcam', timeZone: 'Asia/Tokyo' });
    const { recorders } = recordersOf([fake.config(), compact], new ManualClock());
    expect(recorders.all.map(({ id }) => id)).toEqual(['hq', 'compact']);
    expect(recorders.zoneOf('compact')).toEqual({ kind: 'named', name: 'Asia/Tokyo' });
    expect(recorders.zoneOf('nowhere')).toBeUndefined();
    expect(recorders.cameraName('compact', 1)).toBeUndefined();
  });

  it('tells what is added, changed and removed, and who came online', async () => {
    const { recorders, changes } = recordersOf([]);
    const config = fake.config({
      cameras: [
        { number: 1, codec: 'auto', ptzScale: 16 },
        { number: 2, name: 'Gate', codec: 'auto', ptzScale: 16 },
      ],
    });
    directory.add(config);
    expect(changes).toEqual([{ what: 'list' }]);
    expect(recorders.all[0]).toBe(config);
    await until(() => changes.length === 2);
    expect(changes[1]).toEqual({ what: 'online', id: 'hq' });
    expect(recorders.cameraName('hq', 2)).toBe('Gate');
    expect(recorders.cameraName('hq', 1)).toBeUndefined();
    expect(recorders.zoneOf('hq')).toEqual({ kind: 'named', name: 'UTC' });
    await directory.replace({ ...config, timeZone: 'Asia/Tokyo' });
    expect(recorders.zoneOf('hq')).toEqual({ kind: 'named', name: 'Asia/Tokyo' });
    await until(() => changes.filter(({ what }) => what === 'online').length === 2);
    await directory.remove('hq');
    expect(recorders.all).toEqual([]);
    expect(changes.at(-1)).toEqual({ what: 'list' });
  });

  it('knows the address of a compact camera that was added in the page', () => {
    const { recorders } = recordersOf([], new ManualClock());
    directory.add(fake.config({ id: 'compact', kind: 'povcam', origin: 'database' }));
    const [known] = recorders.all;
    expect(known?.url.origin).toBe(directory.view('compact')!.url);
  });
});
