import { cameraSchema, recorderSchema } from '@casement/contract';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import type { CameraStateEvent, Recorder } from '@casement/contract';
import type { AddressInfo } from 'node:net';
import { startTestGateway } from '../testing/test-gateway.js';
import type { TestGateway } from '../testing/test-gateway.js';
import { RecorderDirectory } from './recorder-directory.js';
import { FakeRecorder } from './testing/fake-recorder.js';
import { until } from './testing/until.js';

describe('/recorders and socket.io', () => {
  let fake: FakeRecorder;
  let gateway: TestGateway;
  let cookie: string;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    fake = await FakeRecorder.start();
    gateway = await startTestGateway({
      config: {
        live: { rtpPorts: '23500-23600' },
        recorders: [
          {
            id: 'file',
            name: 'In the file',
            url: fake.url.origin,
            username: 'admin',
            password: 'secret',
            pacing: { controlMs: 0 },
          },
          {
            id: 'compact',
            kind: 'povcam',
            url: 'http://127.0.0.1:1',
            timeZone: 'Asia/Tokyo',
            username: 'admin',
            password: 'secret',
          },
        ],
      },
    });
    await new Promise<void>((resolve) => {
      gateway.server.listen(0, '127.0.0.1', () => resolve());
    });
    cookie = await gateway.signIn();
    await until(() => fake.count('setupLive') === 1);
  });

  afterAll(async () => {
    sockets.forEach((socket) => socket.disconnect());
    await gateway.close();
    await fake.dispose();
  });

  const api = (path = ''): string => `/api/v1/recorders${path}`;
  const get = (path = '') => gateway.http().get(api(path)).set('Cookie', cookie);
  const input = () => ({
    id: 'shop',
    url: fake.url.origin,
    username: 'admin',
    password: 'secret',
    pacing: { controlMs: 0, ptzMs: 0 },
  });

  function connect(options: { readonly cookie?: string; readonly origin?: string }): Socket {
    const { port } = gateway.server.address() as AddressInfo;
    const socket = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      reconnection: false,
      extraHeaders: {
        ...(options.cookie === undefined ? {} : { Cookie: options.cookie }),
        ...(options.origin === undefined ? {} : { Origin: options.origin }),
      },
    });
    sockets.push(socket);
    return socket;
  }

  it('lists what is in the file, as the contract says, without a secret', async () => {
    await until(() => fake.count('cameraConnections') >= 2);
    const { body, text } = await get().expect(200);
    expect(body).toHaveLength(2);
    expect(recorderSchema.array().parse(body)[0]).toMatchObject({
      id: 'file',
      name: 'In the file',
      state: 'online',
      reason: null,
      sessions: { limit: 16 },
      origin: 'file',
    });
    expect(body).toContainEqual(
      expect.objectContaining({ id: 'compact', kind: 'povcam', state: 'offline' }),
    );
    expect(text).not.toContain('secret');
  });

  it('lists cameras', async () => {
    await until(() => fake.count('cameraConnections') >= 2);
    const { body } = await get('/file/cameras').expect(200);
    const cameras = cameraSchema.array().parse(body);
    expect(cameras.map(({ name, connection, live }) => [name, connection, live.state])).toEqual(
      [1, 2, 3, 4].map((number) => [`Camera ${number}`, 'ok', 'idle']),
    );
    await get('/compact/cameras').expect(200, []);
    await get('/nowhere/cameras').expect(404);
    await get('/nowhere').expect(404);
  });

  it('does not change what is in the file', async () => {
    const { body } = await gateway
      .http()
      .patch(api('/file'))
      .set('Cookie', cookie)
      .send({ name: 'Other' })
      .expect(409);
    expect(body).toMatchObject({ kind: 'recorder-read-only' });
    await gateway.http().delete(api('/file')).set('Cookie', cookie).expect(409);
    await gateway
      .http()
      .post(api())
      .set('Cookie', cookie)
      .send({ ...input(), id: 'file' })
      .expect(409);
  });

  it('adds, changes and forgets a recorder, and browsers hear of it', async () => {
    const socket = connect({ cookie });
    const seen: string[] = [];
    socket.on('recorder-state', ({ id, name, state }: Recorder) =>
      seen.push(`${id} ${name} ${state}`),
    );
    socket.on('recorder-removed', ({ id }: { id: string }) => seen.push(`${id} removed`));
    await until(() => seen.includes('file In the file online'));
    const created = await gateway
      .http()
      .post(api())
      .set('Cookie', cookie)
      .send(input())
      .expect(201);
    expect(created.body).toMatchObject({ id: 'shop', name: 'shop', origin: 'database' });
    await until(
      () => seen.includes('shop shop online'),
      () => seen.join(),
    );
    await gateway.http().post(api()).set('Cookie', cookie).send(input()).expect(409);
    await gateway
      .http()
      .patch(api('/shop'))
      .set('Cookie', cookie)
      .send({ name: 'Shop', password: 'wrong' })
      .expect(200);
    await until(
      () => seen.includes('shop Shop refused'),
      () => seen.join(),
    );
    const refused = await get('/shop').expect(200);
    expect(refused.body).toMatchObject({
      reason: 'refused: user name or password is wrong',
      retryAt: expect.any(String),
    });
    fake.acceptedPassword = 'wrong';
    await gateway.http().post(api('/shop/retry')).set('Cookie', cookie).expect(200);
    await until(
      () => seen.includes('shop Shop online'),
      () => seen.join(),
    );
    fake.acceptedPassword = 'secret';
    await gateway.http().delete(api('/shop')).set('Cookie', cookie).expect(204);
    await until(
      () => seen.includes('shop removed'),
      () => seen.join(),
    );
    await get('/shop').expect(404);
    await gateway.http().delete(api('/shop')).set('Cookie', cookie).expect(404);
    expect(fake.uids.size).toBe(1);
  });

  it('tells browsers the zone of a recorder as soon as live pictures or its log name it', async () => {
    const socket = connect({ cookie });
    const zones: (string | null)[] = [];
    socket.on('recorder-state', ({ id, timeZone }: Recorder) => {
      if (id === 'file' && zones.at(-1) !== timeZone) {
        zones.push(timeZone);
      }
    });
    await until(() => zones.length > 0);
    expect(recorderSchema.parse((await get('/file').expect(200)).body).timeZone).toBeNull();
    const recorder = gateway.app.get(RecorderDirectory, { strict: false }).find('file');
    const seconds = Date.parse('2026-07-01T12:00:00Z') / 1000;
    recorder?.observeClock(seconds, 0, { timeZoneMinutes: 60, summerTime: true });
    await until(() => zones.includes('+02:00'));
    fake.recordings.logs.error = [
      {
        number: 1,
        time: '2026-11-21T07:08:09+01:00',
        summerTime: false,
        text: 'POWER LOSS',
        camera: null,
      },
    ];
    await get('/file/logs?kind=error').expect(200);
    await until(
      () => zones.includes('+01:00'),
      () => zones.join(),
    );
    expect(zones).toEqual([null, '+02:00', '+01:00']);
    const { body } = await get().expect(200);
    const listed = recorderSchema.array().parse(body);
    expect(listed.map(({ id, timeZone }) => [id, timeZone])).toEqual([
      ['file', '+01:00'],
      ['compact', 'Asia/Tokyo'],
    ]);
  });

  it('refuses values that make no sense, and whoever is no administrator', async () => {
    await gateway
      .http()
      .post(api())
      .set('Cookie', cookie)
      .send({ ...input(), url: 'ftp://x' })
      .expect(422);
    await gateway.http().get(api()).expect(401);
    await gateway.http().post(api()).send(input()).expect(401);
  });

  it('tells a browser every recorder and camera when it connects', async () => {
    const socket = connect({ cookie });
    const recorders: string[] = [];
    const cameras: string[] = [];
    socket.on('recorder-state', ({ id }: Recorder) => recorders.push(id));
    socket.on('camera-state', ({ recorder, camera }: CameraStateEvent) =>
      cameras.push(`${recorder} ${camera.number}`),
    );
    await until(() => recorders.length >= 2 && cameras.length >= 4);
    expect(recorders.slice(0, 2)).toEqual(['file', 'compact']);
    expect(cameras.slice(0, 4)).toEqual([1, 2, 3, 4].map((number) => `file ${number}`));
  });

  it.each([
    ['without a sign-in', () => ({})],
    ['from another web site', () => ({ cookie, origin: 'https://evil.example' })],
  ])('lets no browser in %s', async (_name, options) => {
    const socket = connect(options());
    let refusal: string | undefined;
    let isConnected = false;
    socket.on('connect', () => (isConnected = true));
    socket.on('connect_error', ({ message }) => (refusal = message));
    await until(() => refusal !== undefined);
    expect(isConnected).toBe(false);
  });
});
