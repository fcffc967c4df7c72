import type { RecorderDirectory } from '../recorders/recorder-directory.js';
import { AlarmSendersService } from './alarm-senders.service.js';
import { FakeAlarmReader } from './testing/fake-alarm-reader.js';
import { MemoryAlarmStore } from './testing/memory-alarm-store.js';
import { sampleDraft } from './testing/sample-draft.js';

const mac = '00:80:45:0D:12:34';
const stranger = {
  mac: '00:80:45:00:00:01',
  address: '192.0.2.9',
  alarms: 3,
  lastAt: '2026-11-21T07:00:00.000Z',
};

describe('AlarmSendersService', () => {
  let reader: FakeAlarmReader;
  let store: MemoryAlarmStore;
  let senders: AlarmSendersService;

  beforeEach(() => {
    reader = new FakeAlarmReader();
    store = new MemoryAlarmStore();
    const directory = { has: (id: string) => id === 'hq' } as unknown as RecorderDirectory;
    senders = new AlarmSendersService(reader, store, directory);
  });

  it('lists strangers, and behind them those that were adopted', async () => {
    store.strangersNow = [stranger, { ...stranger, mac: null, address: '192.0.2.8' }];
    store.putAll([
      sampleDraft(),
      sampleDraft({ source: { address: '192.0.2.7', mac: null }, text: mac }),
    ]);
    await reader.adopt(mac, 'hq');
    await reader.adopt('00:80:45:00:00:02', 'hq');
    expect(await senders.list()).toEqual([
      { ...stranger, recorder: null },
      { ...stranger, mac: null, address: '192.0.2.8', recorder: null },
      { mac, address: '192.0.2.10', alarms: 1, lastAt: '2026-11-21T07:08:09.000Z', recorder: 'hq' },
    ]);
  });

  it('shows one that is a stranger still, although it was adopted, once', async () => {
    store.strangersNow = [stranger];
    await reader.adopt(stranger.mac, 'hq');
    expect(await senders.list()).toEqual([{ ...stranger, recorder: 'hq' }]);
  });

  it('adopts for the future and for what was sent before, and takes that back', async () => {
    await senders.adopt(mac, 'hq');
    expect(reader.adopted().get(mac)).toBe('hq');
    await senders.adopt(mac, null);
    expect(reader.adopted().has(mac)).toBe(false);
    expect(store.assigned).toEqual([
      [mac, 'hq'],
      [mac, null],
    ]);
  });

  it('gives nothing to a recorder that there is not', async () => {
    await expect(senders.adopt(mac, 'nowhere')).rejects.toMatchObject({ status: 422 });
    expect(reader.adopted().size).toBe(0);
    expect(store.assigned).toEqual([]);
  });
});
