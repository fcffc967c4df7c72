import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nvrCommands } from '@casement/protocol';
import { parseScenario } from '../load-scenario.js';
import { Simulator } from '../simulator.js';
import { createFakePictures } from '../testing/fake-pictures.js';
import { fetchPage } from '../testing/http-client.js';
import type { RequestOptions } from '../testing/http-client.js';
import { HttpLiveReader } from '../testing/live-reader.js';
import { alarmRequestSchema } from '../alarms/alarm-request.js';
import type { AlarmRequestInput } from '../alarms/alarm-request.js';
import { AlarmTrap } from '../testing/alarm-trap.js';
import { RecorderClient } from '../testing/recorder-client.js';
import { waitFor } from '../testing/wait-for.js';

let cacheDir: string;
let simulator: Simulator;
let client: RecorderClient;
let trap: AlarmTrap | undefined;

beforeEach(async () => {
  cacheDir = await mkdtemp(join(tmpdir(), 'casement-control-'));
  const scenario = parseScenario({
    name: 'control test',
    users: [{ username: 'admin', password: 'secret', priority: 3 }],
    cameras: [
      { number: 1, name: 'Gate' },
      { number: 2, connection: 'unregistered' },
    ],
    https: {},
  });
  const pictures = new Map([[1, { main: createFakePictures() }]]);
  simulator = await Simulator.start(scenario, { cacheDir, pictures });
  client = new RecorderClient(simulator.httpUrl ?? '');
});

afterEach(async () => {
  await trap?.close();
  trap = undefined;
  await simulator.close();
  await rm(cacheDir, { recursive: true });
});

async function control(path: string, options: RequestOptions = {}) {
  const { status, body } = await fetchPage(`${simulator.controlUrl}${path}`, options);
  return { status, value: JSON.parse(body) as unknown };
}

function act(name: string, values: object = {}) {
  return control(`/actions/${name}`, { method: 'POST', body: JSON.stringify(values) });
}

describe('control port: state', () => {
  it('shows who is logged in and what streams, without any UID', async () => {
    const uid = await client.loginForLive();
    const reader = new HttpLiveReader(
      await client.open(nvrCommands.startLiveHttp(uid, 1, 'H264').path),
    );
    await reader.pictures(1);
    const { status, value } = await control('/state');
    expect(status).toBe(200);
    expect(value).toMatchObject({
      name: 'control test',
      model: 'WJ-NX400',
      reachability: 'up',
      urls: { http: simulator.httpUrl, https: simulator.httpsUrl, control: simulator.controlUrl },
      fingerprint256: simulator.fingerprint256,
      uids: [
        {
          uid: `…${uid.slice(-2)}`,
          username: 'admin',
          priority: 3,
          setUp: true,
          playing: false,
          streams: [{ camera: 1, kind: 'http', droppedPackets: 0 }],
        },
      ],
      cameras: [
        { number: 1, name: 'Gate', connection: 'ok', streams: 1, skippedPictures: 0 },
        { number: 2, name: 'Camera 2', connection: 'unregistered', streams: 0, pictures: 0 },
      ],
      counters: {
        logins: 1,
        evictions: 0,
        reboots: 0,
        requests: { byCgi: { dlogin: 2, hdrctl: 1, push: 1 }, byStatus: { 200: 3, 401: 1 } },
        udp: { failed: 0, swallowed: 0 },
      },
      faults: [],
    });
    expect(JSON.stringify(value)).not.toContain(uid);
    reader.close();
  });

  it('shows what plays and what was asked for', async () => {
    const uid = await client.loginForPlayback([1]);
    await client.get(nvrCommands.goToDate(uid, Date.now() - 3_600_000).path);
    await client.gop(uid, 1);
    const { value } = await control('/state');
    const cameras = [{ camera: 1, gops: 1, empty: 0, sounds: 0 }];
    expect(value).toMatchObject({
      uids: [
        {
          playing: true,
          playback: { state: 'play', speedStep: 0, mask: [1], inFlight: 0, cameras },
        },
      ],
      cameras: [{ number: 1, recorded: [{ from: expect.any(String) }] }, { recorded: [] }],
      counters: { pace: { controlTooSoon: 1, stepsTooSoon: 0 } },
      playback: {
        ...{ cameras, refused: 0, gopsInFlight: 0, maxGopsInFlight: 1 },
        commands: [{ command: 'mask', cameras: [1] }, { command: 'goToDate' }],
      },
    });
    expect(JSON.stringify(value)).not.toContain(uid);
  });

  it('lists the latest requests', async () => {
    await client.login();
    const { value } = await control('/requests');
    expect(value).toMatchObject([
      { cgi: 'dlogin', command: 'login', status: 401 },
      { cgi: 'dlogin', command: 'login', status: 200 },
    ]);
  });

  it('has a page for people', async () => {
    const page = await fetchPage(`${simulator.controlUrl}/`);
    expect(page.headers['content-type']).toContain('text/html');
    expect(page.body).toContain('<h1');
  });
});

describe('control port: faults', () => {
  const freeze = { kind: 'freeze', cameras: [1] };

  it('sets, adds, shows and takes away', async () => {
    const put = await control('/faults', { method: 'PUT', body: JSON.stringify([freeze]) });
    expect(put).toMatchObject({ status: 200, value: [{ fault: freeze, hits: 0 }] });
    const posted = await control('/faults', {
      method: 'POST',
      body: JSON.stringify({ kind: 'packet-loss', rate: 0.1 }),
    });
    expect(posted).toMatchObject({
      status: 201,
      value: { fault: { kind: 'packet-loss', burst: 1 } },
    });
    const [first] = simulator.faults.active;
    const left = await control(`/faults/${first?.id ?? ''}`, { method: 'DELETE' });
    expect(left).toMatchObject({ status: 200, value: [{ fault: { kind: 'packet-loss' } }] });
    expect(await control('/faults', { method: 'DELETE' })).toEqual({ status: 200, value: [] });
    expect(await control('/faults')).toEqual({ status: 200, value: [] });
  });

  it.each([
    ['PUT', '[{"kind":"freeze","colour":1}]', '[0].colour: unknown key'],
    ['PUT', '{}', 'expected array'],
    ['POST', '{"kind":"earthquake"}', 'kind: '],
    ['POST', '{', 'the body is no JSON'],
  ])('%s %s is refused', async (method, body, expected) => {
    const { status, value } = await control('/faults', { method, body });
    expect(status).toBe(400);
    expect(value).toMatchObject({ error: expect.stringContaining(expected) });
    expect(simulator.faults.active).toEqual([]);
  });

  it('refuses bodies without end, and web pages of others', async () => {
    const long = await control('/faults', { method: 'PUT', body: ' '.repeat(300_000) });
    expect(long.status).toBe(413);
    const headers = { 'sec-fetch-site': 'cross-site' };
    expect((await control('/faults', { method: 'DELETE', headers })).status).toBe(403);
  });

  it('knows no other routes', async () => {
    for (const path of ['/faults/9', '/states', '/actions', '/a/b/c']) {
      expect((await control(path, { method: 'DELETE' })).status).toBe(404);
    }
  });
});

describe('control port: actions', () => {
  it('evicts and expires UIDs', async () => {
    const uids = [await client.login(), await client.login(), await client.login()];
    const statuses = () =>
      Promise.all(
        uids.map(async (uid) => (await client.get(nvrCommands.keepAlive(uid).path)).status),
      );
    const evicted = await act('evict-uid');
    expect(evicted).toEqual({ status: 200, value: { evicted: `…${(uids[0] ?? '').slice(-2)}` } });
    expect(await statuses()).toEqual([401, 200, 200]);
    expect(await act('expire-uids')).toEqual({ status: 200, value: { expired: 2 } });
    expect(await statuses()).toEqual([401, 401, 401]);
    expect((await act('evict-uid')).value).toEqual({ evicted: null });
    expect(simulator.recorder.counters).toMatchObject({ evictions: 1, expirations: 2 });
  });

  it('makes nonces stale', async () => {
    const { path } = nvrCommands.login();
    const challenged = await client.get(path);
    await act('expire-nonces');
    const reply = await client.get(path, { authorization: client.answerTo(challenged, path) });
    expect(reply.headers['www-authenticate']).toContain('stale=true');
  });

  it('reboots', async () => {
    await client.login();
    expect(await act('reboot', { downS: 0.1 })).toEqual({ status: 200, value: { downS: 0.1 } });
    expect(simulator.state).toMatchObject({
      reachability: 'rebooting',
      uids: [],
      counters: { reboots: 1 },
    });
    await waitFor('the recorder', () => simulator.state.reachability === 'up');
  });

  it('pulls cables, sets the clock, resets connections', async () => {
    expect(await act('set-connection', { camera: 1, connection: 'error' })).toMatchObject({
      status: 200,
    });
    const page = await client.getWithDigest(nvrCommands.cameraConnections().path);
    expect(page.body).toContain('CAM_CONNECT_01CH=2');
    expect((await act('set-clock', { offsetMs: 86_400_000 })).status).toBe(200);
    const aheadMs = Date.parse(simulator.state.recorderTime) - Date.now();
    expect(Math.abs(aheadMs - 86_400_000)).toBeLessThan(5_000);
    expect((await act('reset-connections')).status).toBe(200);
  });

  it('sends alarms, changes who gets them, and shows what was sent', async () => {
    trap = await AlarmTrap.open();
    const { host, port } = trap.destination;
    expect((await act('send-alarm', { class: 'motion' })).status).toBe(400);
    expect(await act('set-alarms', { destinations: [{ host, port }], retries: 0 })).toEqual({
      status: 200,
      value: { destinations: [`${host}:${port}`], retries: 0 },
    });
    const sent = await act('send-alarm', { category: 2, messageId: 0x34, camera: 1 });
    expect(sent).toMatchObject({ status: 200, value: { logNumber: 1, count: 1 } });
    await act('set-connection', { camera: 1, connection: 'error' });
    expect(await act('sleep', { forS: 60 })).toEqual({ status: 200, value: { forS: 60 } });
    await trap.ended(3);
    expect(await act('power-loss', { batteryS: 0.2, downS: 0.01 })).toMatchObject({ status: 200 });
    const texts = (await trap.messages(5)).map(({ extension }) => extension?.text);
    expect(texts).toEqual([
      'VIDEO-LOSS 01',
      'CAM 01 COMMUNICATION ERROR',
      'SLEEP',
      'POWER LOSS',
      'POWER RECOVERD',
    ]);
    expect(await control('/state')).toMatchObject({
      value: {
        counters: { reboots: 1 },
        alarms: { mac: expect.stringMatching(/^00:80:45:/), raised: 5, dropped: 0 },
      },
    });
    const shown = (await control('/alarms')).value;
    expect(shown).toMatchObject([
      { text: 'VIDEO-LOSS 01', via: 'recorder', camera: 1 },
      {},
      {},
      {},
      {},
    ]);
    expect(await act('calm')).toEqual({ status: 200, value: { storms: 0 } });
  });

  it('has a button for each usual alarm, whose text the port understands', async () => {
    const { body } = await fetchPage(`${simulator.controlUrl}/`);
    const alarms = [...body.matchAll(/data-alarm="([^"]*)"/g)].map(
      ([, text = '']) => JSON.parse(text.replaceAll('&quot;', '"')) as AlarmRequestInput,
    );
    expect(alarms.length).toBeGreaterThan(5);
    for (const alarm of alarms) {
      expect(alarmRequestSchema.safeParse(alarm).error).toBeUndefined();
    }
    expect(body).toContain('2/0x62 MAIN RAID6 2 DOWN');
  });

  it.each([
    ['send-alarm', { category: 2 }, 400],
    ['send-alarm', { class: 'motion', fault: 'fire' }, 400],
    ['set-alarms', { destinations: [{ host: 'x', port: 0 }] }, 400],
    ['earthquake', {}, 404],
    ['set-connection', { camera: 9, connection: 'ok' }, 400],
    ['set-connection', { camera: 1, connection: 'perhaps' }, 400],
    ['reboot', { downS: -1 }, 400],
    ['reboot', { name: 'evict-uid', downS: 0, more: 1 }, 400],
  ])('%s %j gets %d', async (name, values, status) => {
    expect((await act(name, values)).status).toBe(status);
  });
});
