import { connect, type AddressInfo } from 'node:net';
import {
  type Alarm,
  alarmSchema,
  alarmSenderSchema,
  alarmStatusSchema,
  alarmSummarySchema,
  type Recorder,
} from '@casement/contract';
import { type AlarmInput, serializeAlarm } from '@casement/protocol';
import { io, type Socket } from 'socket.io-client';
import { AuditEntryEntity } from '../database/entities/audit-entry.entity.js';
import { Database } from '../database/database.js';
import { until } from '../recorders/testing/until.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { AlarmListener } from './receive/alarm-listener.js';

const recorderMac = '00:80:45:0D:12:34';
const strangerMac = '00:80:45:AA:BB:CC';

const input = (logNumber: number, changes: Partial<AlarmInput> = {}): AlarmInput => ({
  basic: {
    senderAddress: '192.0.2.10',
    logNumber,
    time: { text: '2026-11-21T07:08:09' },
    class: 'motion',
    terminal: 1,
    camera: 1,
  },
  ...changes,
});
const sender = (mac: string, camera: number | null = null) => ({
  mac,
  camera,
  time: { text: '2026-11-21T07:08:09' },
  zone: { offsetMinutes: 0, summerTime: false },
});
const ofRecorder = (logNumber: number, messageId: number, text: string): AlarmInput =>
  input(logNumber, {
    basic: { ...input(logNumber).basic, class: 'notification', terminal: 0, camera: null },
    extension: { category: 2, messageId, text },
    senders: [sender(recorderMac)],
  });

describe('alarms', () => {
  let gateway: TestGateway;
  let cookie: string;
  const sockets: Socket[] = [];

  beforeEach(async () => {
    gateway = await startTestGateway({
      config: {
        alarms: { allow: ['127.0.0.0/8'] },
        server: { metricsOpen: true },
        recorders: [
          {
            id: 'hq',
            name: 'Head office',
            kind: 'povcam',
            url: 'http://127.0.0.1:1',
            username: 'admin',
            password: 'secret',
          },
          {
            id: 'shop',
            kind: 'povcam',
            url: 'http://127.0.0.1:2',
            username: 'admin',
            password: 'secret',
          },
        ],
      },
    });
    await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', () => resolve()));
    cookie = await gateway.signIn();
    await until(() => gateway.app.get(AlarmListener).address !== undefined);
  });

  afterEach(async () => {
    sockets.splice(0).forEach((socket) => socket.disconnect());
    await gateway.close();
  });

  const api = (path = '') => `/api/v1/alarms${path}`;
  const get = (path = '') => gateway.http().get(api(path)).set('Cookie', cookie);
  const post = (path: string, body: object = {}) =>
    gateway.http().post(api(path)).set('Cookie', cookie).send(body);
  const stored = async (count: number): Promise<Alarm[]> => {
    let alarms: Alarm[] = [];
    await until(
      () => alarms.length >= count,
      () => `${count} alarms; there are ${alarms.length}`,
      async () => {
        alarms = alarmSchema.array().parse((await get('?limit=1000').expect(200)).body);
      },
    );
    return alarms;
  };
  const send = (...inputs: readonly AlarmInput[]): Promise<void> => {
    const { port = 0 } = gateway.app.get(AlarmListener).address ?? {};
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.end(Buffer.concat(inputs.map((each) => serializeAlarm(each))));
      });
      socket.once('error', reject);
      socket.once('close', () => resolve());
      socket.resume();
    });
  };
  const browser = async (headers: Record<string, string> = { Cookie: cookie }): Promise<Socket> => {
    const { port } = gateway.server.address() as AddressInfo;
    const socket = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: headers,
    });
    sockets.push(socket);
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    return socket;
  };
  const token = async (role: string): Promise<string> => {
    const { body } = await gateway
      .http()
      .post('/api/v1/auth/tokens')
      .set('Cookie', cookie)
      .send({ name: role, role })
      .expect(201);
    return `Bearer ${String((body as { secret: unknown }).secret)}`;
  };

  it('come over TCP, are stored, numbered and told, and are acknowledged for all', async () => {
    const [first, second] = await Promise.all([browser(), browser()]);
    const seen: Alarm[] = [];
    const changed: Alarm[] = [];
    first.on('alarm', (alarm: Alarm) => seen.push(alarm));
    second.on('alarm-changed', (alarm: Alarm) => changed.push(alarm));
    const resumed: unknown[] = await Promise.all(
      [first, second].map((socket) => socket.emitWithAck('alarms:resume', { after: 0 })),
    );
    expect(resumed).toEqual([{ latest: 0 }, { latest: 0 }]);
    await send(input(1), input(2));
    await until(() => seen.length === 2);
    expect(seen.map(({ id, logNumber, kind, open }) => [id, logNumber, kind, open])).toEqual([
      [1, 1, 'alarm', true],
      [2, 2, 'alarm', true],
    ]);
    expect(await stored(2)).toEqual(seen);
    expect((await get('/2').expect(200)).body).toEqual(seen[1]);
    const { body: summary } = await get('/summary').expect(200);
    const { latest, open } = alarmSummarySchema.parse(summary);
    expect([latest, open.critical + open.warning + open.info]).toEqual([2, 2]);

    const answer = await post('/1/acknowledge').expect(200);
    expect(answer.body).toMatchObject({ id: 1, open: false, acknowledged: { by: 'admin' } });
    await until(() => changed.length === 1);
    expect(changed).toEqual([answer.body]);
    expect((await post('/1/acknowledge').expect(200)).body).toEqual(answer.body);
    const many = await post('/acknowledge', { ids: [1, 2] }).expect(200);
    expect(alarmSchema.array().parse(many.body)[0]).toEqual(answer.body);
    expect((await get('?open=0').expect(200)).body).toHaveLength(2);
    const audit = await gateway.app.get(Database).work().find(AuditEntryEntity, {});
    expect(audit.map(({ action, detail }) => [action, detail])).toEqual(
      expect.arrayContaining([
        ['POST /api/v1/alarms/:id/acknowledge', { id: '1' }],
        ['POST /api/v1/alarms/acknowledge', {}],
      ]),
    );
  });

  it('are sent again to who asks, and live to who does not', async () => {
    await send(input(1), input(2), input(3));
    await stored(3);
    const late = await browser();
    const seen: number[] = [];
    late.on('alarm', ({ id }: Alarm) => seen.push(id));
    expect(await late.emitWithAck('alarms:resume', { after: 1 })).toEqual({ latest: 3 });
    expect(seen).toEqual([2, 3]);
    const silent = await browser();
    const heard: number[] = [];
    silent.on('alarm', ({ id }: Alarm) => heard.push(id));
    await send(input(4));
    await until(() => heard.length === 1 && seen.length === 3);
    expect([heard, seen]).toEqual([[4], [2, 3, 4]]);
  });

  it('are for those who are signed in, and acknowledging is for operators', async () => {
    await gateway.http().get(api()).expect(401);
    await gateway.http().get(api('/summary')).expect(401);
    const viewer = await token('viewer');
    const operator = await token('operator');
    await send(input(1));
    await stored(1);
    const as = (authorization: string) => ({ Authorization: authorization });
    await gateway.http().get(api('/1')).set(as(viewer)).expect(200);
    await gateway.http().post(api('/1/acknowledge')).set(as(viewer)).expect(403);
    await gateway.http().get(api('/status')).set(as(operator)).expect(403);
    await gateway.http().get(api('/senders')).set(as(operator)).expect(403);
    await gateway
      .http()
      .post(api('/senders/adopt'))
      .set(as(operator))
      .send({ mac: strangerMac, recorder: 'hq' })
      .expect(403);
    await gateway.http().post(api('/1/acknowledge')).set(as(operator)).expect(200);
  });

  it.each([
    ['/7', 404],
    ['/x', 400],
    ['?limit=0', 400],
    ['?kind=bad', 400],
  ])('answer GET %s with %i', async (path, status) => {
    expect((await get(path).expect(status)).headers['content-type']).toContain('problem+json');
  });

  it.each([
    ['/7/acknowledge', {}, 404],
    ['/acknowledge', { ids: [7] }, 422],
    ['/acknowledge', { ids: [] }, 422],
    ['/acknowledge', { ids: ['7'] }, 422],
    ['/acknowledge', {}, 422],
    ['/senders/adopt', { mac: 'x', recorder: 'hq' }, 422],
    ['/senders/adopt', { mac: strangerMac, recorder: 'nowhere' }, 422],
  ])('answer POST %s %j with %i', async (path, body, status) => {
    expect((await post(path, body).expect(status)).headers['content-type']).toContain(
      'problem+json',
    );
  });

  it('of an unknown device are given to a recorder by hand, those it sent before too', async () => {
    await send(
      input(1, {
        extension: { category: 1, messageId: 1, text: 'SD-MEMORY FULL' },
        senders: [sender(strangerMac, 1)],
      }),
    );
    const [alarm] = await stored(1);
    expect(alarm).toMatchObject({ recorder: null, source: { mac: strangerMac } });
    const { body } = await get('/senders').expect(200);
    expect(alarmSenderSchema.array().parse(body)).toMatchObject([
      { mac: strangerMac, address: '127.0.0.1', alarms: 1, recorder: null },
    ]);
    await post('/senders/adopt', { mac: strangerMac, recorder: 'shop' }).expect(204);
    expect((await get('/1').expect(200)).body).toMatchObject({ recorder: 'shop' });
    expect((await get('/senders').expect(200)).body).toMatchObject([
      { mac: strangerMac, recorder: 'shop' },
    ]);
    await send(
      input(2, {
        extension: { category: 1, messageId: 1, text: 'SD-MEMORY FULL' },
        senders: [sender(strangerMac, 1)],
      }),
    );
    expect((await stored(2))[1]).toMatchObject({ recorder: 'shop', lostBefore: 0 });
  });

  it('tell that a recorder sleeps until it says something else', async () => {
    await post('/senders/adopt', { mac: recorderMac, recorder: 'hq' }).expect(204);
    const socket = await browser();
    const told: (string | null)[] = [null];
    socket.on('recorder-state', ({ id, asleepSince }: Recorder) => {
      if (id === 'hq') {
        told.push(asleepSince);
      }
    });
    await send(ofRecorder(1, 0xe0, 'SLEEP'));
    await until(() => told.at(-1) !== null);
    const { body } = await gateway.http().get('/api/v1/recorders/hq').set('Cookie', cookie);
    expect(body).toMatchObject({ asleepSince: told.at(-1) });
    await send(ofRecorder(2, 0xf0, 'ALARM SUSPEND ON'));
    await until(() => told.at(-1) === null);
  });

  it('show how the receiver does, in status, metrics and doctor', async () => {
    await send(input(1), input(3));
    await stored(2);
    const status = alarmStatusSchema.parse((await get('/status').expect(200)).body);
    expect(status).toMatchObject({
      listening: true,
      storage: { state: 'ok', waiting: 0, dropped: 0 },
      destinations: [],
      counters: { messages: 2, stored: 2, lost: 1 },
    });
    const { text } = await gateway.http().get('/metrics').expect(200);
    expect(text).toMatch(/^casement_alarms_stored_total 2$/m);
    expect(text).toMatch(/^casement_alarms_lost_total 1$/m);
    expect(text).toMatch(/^casement_alarms_open\{severity="critical"\} \d$/m);
    expect(text).toMatch(/^casement_alarms_event_seconds_count 2$/m);
    const { body } = await gateway.http().get('/api/v1/doctor').set('Cookie', cookie).expect(200);
    expect(body).toEqual(
      expect.arrayContaining([
        expect.objectContaining({ name: 'alarm port', state: 'ok' }),
        expect.objectContaining({ name: 'alarm storage', state: 'ok' }),
      ]),
    );
  });
});
