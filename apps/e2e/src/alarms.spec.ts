import type { Alarm, AlarmStatus } from '@casement/contract';
import { alarmBytes, sendAlarms } from './testing/alarm-sender.js';
import { AlarmWatcher } from './testing/alarm-watcher.js';
import { PlaybackHouse } from './testing/playback-house.js';
import { until } from './testing/until.js';

let house: PlaybackHouse;
let port: number;
const watchers: AlarmWatcher[] = [];

beforeAll(async () => {
  house = await PlaybackHouse.start();
  const { alarms } = house.demo.state;
  port = alarms.port;
  await house.demo.reconfigure({ alarms: { ratePerSource: 20_000 } });
  await house.untilOnline('demo');
}, 400_000);

afterEach(() => watchers.splice(0).forEach((one) => one.close()));

afterAll(() => house.stop(), 60_000);

const get = async <Body>(path: string): Promise<Body> =>
  (await house.client.ask('GET', `api/v1/${path}`)).body as Body;

async function allAlarms(): Promise<Alarm[]> {
  const alarms: Alarm[] = [];
  for (;;) {
    const next = await get<Alarm[]>(`alarms?after=${alarms.at(-1)?.id ?? 0}&limit=1000`);
    alarms.push(...next);
    if (next.length < 1_000) {
      return alarms;
    }
  }
}

async function latest(): Promise<number> {
  return (await get<{ latest: number }>('alarms/summary')).latest;
}

async function watcher(after: number): Promise<AlarmWatcher> {
  const made = new AlarmWatcher(house.demo.url, await house.demo.cookie(), after);
  watchers.push(made);
  return made;
}

const idsOf = (alarms: readonly Alarm[]): number[] => alarms.map(({ id }) => id);

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from + 1 }, (_, at) => from + at);
}

/** A device that sends one alarm after the other and tries each again until its bytes were taken. */
async function storm(
  device: number,
  count: number,
  isOver: () => boolean,
): Promise<{ readonly logs: readonly number[] }> {
  const logs: number[] = [];
  for (let log = 1; log <= count && !isOver(); log += 1) {
    const bytes = alarmBytes({ log, device, camera: 1 });
    await until('somebody to take an alarm', 60_000, () =>
      sendAlarms(port, bytes).then(
        () => true,
        () => false,
      ),
    );
    logs.push(log);
  }
  return { logs };
}

describe('alarms', () => {
  it('are stored and told with what they mean', async () => {
    const before = await latest();
    const listener = await watcher(before);
    await until('the socket', 10_000, () => listener.connected);
    await sendAlarms(port, alarmBytes({ log: 1, device: 1, camera: 3 }));
    await until('the alarm', 10_000, () => listener.heard.length === 1);
    const [alarm] = listener.heard;
    expect(alarm).toMatchObject({
      id: before + 1,
      recorder: 'demo',
      camera: 3,
      kind: 'alarm',
      class: 'motion',
      logNumber: 1,
      open: true,
      acknowledged: null,
    });
    expect(await get(`alarms/${before + 1}`)).toEqual(alarm);
    const acknowledged = await house.client.ask('POST', `api/v1/alarms/${before + 1}/acknowledge`);
    expect(acknowledged.body).toMatchObject({ acknowledged: { by: 'admin' }, open: false });
    await until('the others to hear', 10_000, () => listener.changed.length === 1);
    expect(listener.changed[0]).toEqual(acknowledged.body);
  });

  it('close the fault that they end', async () => {
    const before = await latest();
    const mac = '00:80:45:0D:12:34';
    const fault = { messageId: 0x34, text: 'VIDEO-LOSS 02', mac };
    const other = { messageId: 0x34, text: 'VIDEO-LOSS 04', mac };
    const recovery = { messageId: 0x35, text: 'CAM 02 VIDEO RECOVERED', mac };
    await sendAlarms(port, alarmBytes({ log: 1, device: 2, camera: 2, recorder: fault }));
    await sendAlarms(port, alarmBytes({ log: 2, device: 2, camera: 4, recorder: other }));
    await sendAlarms(port, alarmBytes({ log: 3, device: 2, camera: 2, recorder: recovery }));
    await until('three alarms', 10_000, async () => (await latest()) >= before + 3);
    const [first, second, third] = await get<Alarm[]>(`alarms?after=${before}`);
    expect(first).toMatchObject({ kind: 'fault', camera: 2, open: false, closedBy: third?.id });
    expect(second).toMatchObject({ kind: 'fault', camera: 4, open: true, closedBy: null });
    expect(third).toMatchObject({ kind: 'recovery', open: false });
  });

  it('come once though they are sent twice, and say how many are missing', async () => {
    const before = await latest();
    const bytes = alarmBytes({ log: 5, device: 3 });
    await sendAlarms(port, bytes);
    await sendAlarms(port, bytes);
    await sendAlarms(port, alarmBytes({ log: 9, device: 3 }));
    await until('both alarms', 10_000, async () => (await latest()) >= before + 2);
    const [first, second, ...more] = await get<Alarm[]>(`alarms?after=${before}`);
    expect(first).toMatchObject({ logNumber: 5, repeats: 1, lostBefore: 0 });
    expect(second).toMatchObject({ logNumber: 9, repeats: 0, lostBefore: 3 });
    expect(more).toEqual([]);
  });

  it('are all there after the gateway was killed in a storm, and every browser has each of them once', async () => {
    const before = await latest();
    const first = await watcher(before);
    const listeners = [first, await watcher(before), await watcher(before)];
    await until('the sockets', 10_000, () => listeners.every(({ connected }) => connected));
    let over = false;
    const devices = [11, 12, 13, 14];
    const storms = Promise.all(devices.map((device) => storm(device, 60_000, () => over)));
    await until('some hundred alarms', 60_000, () => first.heard.length > 300);
    // What somebody heard of is on disk, whatever comes.
    const told = [...first.heard];
    await house.demo.kill('gateway');
    await until(
      'the alarms to go on',
      60_000,
      () => (first.heard.at(-1)?.id ?? 0) > told.at(-1)!.id + 300,
      () => listeners.map(({ connected, heard }) => [connected, heard.length]),
    );
    listeners[1]?.drop();
    await until('more of them', 60_000, () => first.heard.length > told.length + 600);
    over = true;
    const sent = await storms;
    await until('the last ones', 60_000, async () => {
      const now = await latest();
      return listeners.every(({ heard }) => heard.at(-1)?.id === now);
    });
    const kept = (await allAlarms()).filter(({ id }) => id > before);
    expect(idsOf(kept)).toEqual(range(before + 1, before + kept.length));
    // How often the same came again may have changed since.
    const unchanged = (alarm: Alarm): Alarm => ({ ...alarm, repeats: 0 });
    expect(kept.slice(0, told.length).map(unchanged)).toEqual(told.map(unchanged));
    for (const { heard } of listeners) {
      expect(idsOf(heard)).toEqual(idsOf(kept));
    }
    expect(sent.reduce((sum, { logs }) => sum + logs.length, 0)).toBeGreaterThan(600);
  });

  it('are taken from those who may send them while others knock in thousands', async () => {
    const before = await latest();
    const { createConnection } = await import('node:net');
    const sockets = Array.from({ length: 2_000 }, () => {
      const socket = createConnection({ host: '127.0.0.1', port });
      socket.on('error', () => undefined);
      return socket;
    });
    // As a device does: refused, it tries again.
    await storm(21, 1, () => false);
    await until('the alarm', 30_000, async () => (await latest()) >= before + 1);
    const status = await get<AlarmStatus>('alarms/status');
    expect(status.listening).toBe(true);
    expect(status.connections).toBeLessThanOrEqual(1_024);
    sockets.forEach((socket) => socket.destroy());
  });
});
