import type { AddressInfo } from 'node:net';
import { gopHeaderSchema, playbackPaths, playbackSchema } from '@casement/contract';
import type { GopHeader, Playback } from '@casement/contract';
import { io } from 'socket.io-client';
import type { Socket } from 'socket.io-client';
import { WebSocket } from 'ws';
import { FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import { startTestGateway } from '../testing/test-gateway.js';
import type { TestGateway } from '../testing/test-gateway.js';

/** The fake recorder has an hour, from noon. */
const noonMs = Date.UTC(2026, 10, 20, 12);
const iso = (seconds: number): string => new Date(noonMs + seconds * 1_000).toISOString();

describe('/playbacks, with a recorder', () => {
  let fake: FakeRecorder;
  let gateway: TestGateway;
  let cookie: string;
  const sockets: Socket[] = [];
  const clients: WebSocket[] = [];

  beforeAll(async () => {
    fake = await FakeRecorder.start();
    fake.recordings.spans.set(1, [{ fromMs: noonMs, toMs: noonMs + 3_600_000 }]);
    gateway = await startTestGateway({
      config: {
        server: { metricsOpen: true },
        live: { rtpPorts: '23700-23800' },
        recorders: [
          {
            id: 'hq',
            url: fake.url.origin,
            username: 'admin',
            password: 'secret',
            pacing: { controlMs: 0, ptzMs: 0 },
          },
        ],
      },
    });
    await new Promise<void>((resolve) => {
      gateway.server.listen(0, '127.0.0.1', () => resolve());
    });
    cookie = await gateway.signIn();
    await until(() => fake.count('cameraConnections') >= 1);
  });

  afterAll(async () => {
    sockets.forEach((socket) => socket.disconnect());
    clients.forEach((client) => client.terminate());
    await gateway.close();
    await fake.dispose();
  });

  const post = (path: string, body: object, as = cookie) =>
    gateway.http().post(`/${path}`).set('Cookie', as).send(body);
  const get = (path: string) => gateway.http().get(`/${path}`).set('Cookie', cookie);
  const create = async (second: number, as = cookie): Promise<Playback> => {
    const wanted = { recorder: 'hq', cameras: [1], at: iso(second) };
    const { body } = await post(playbackPaths.playbacks, wanted, as).expect(201);
    return playbackSchema.parse(body);
  };
  const address = (): string => `127.0.0.1:${(gateway.server.address() as AddressInfo).port}`;

  const watch = (id: string, as = cookie) => {
    const url = `ws://${address()}/${playbackPaths.stream(id, 1)}`;
    const client = new WebSocket(url, { headers: { Cookie: as } });
    clients.push(client);
    const gops: GopHeader[] = [];
    const result: { code?: number; reason?: string } = {};
    client.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        const head: unknown = JSON.parse(data.subarray(8, 8 + data.readUInt32BE(4)).toString());
        gops.push(gopHeaderSchema.parse(head));
      }
    });
    client.on('close', (code, reason) =>
      Object.assign(result, { code, reason: reason.toString() }),
    );
    return { client, gops, result };
  };

  it('shows the picture at a time, plays, and lets go of the recorder', async () => {
    const { id, state, position } = await create(60.4);
    expect([state, position]).toEqual(['paused', iso(60.4)]);
    const { gops, result } = watch(id);
    await until(() => gops.length === 1);
    expect(gops[0]).toMatchObject({ startMs: noonMs + 60_000, width: 64, height: 48 });
    const shown = await get(playbackPaths.playback(id)).expect(200);
    expect(playbackSchema.parse(shown.body).cameras[0]).toMatchObject({
      position: iso(60.4),
      state: 'paused',
      video: 'h264',
    });
    await post(playbackPaths.commands(id), { command: 'next' }).expect(200);
    const played = await post(playbackPaths.commands(id), { command: 'play' }).expect(200);
    expect(playbackSchema.parse(played.body)).toMatchObject({ id, direction: 1, speed: 1 });
    await until(() => gops.length >= 4);
    expect(gops.slice(0, 4).map(({ startMs }) => (startMs - noonMs) / 1_000)).toEqual([
      60, 61, 62, 63,
    ]);
    expect(fake.recordings.uids).toHaveLength(1);
    await gateway
      .http()
      .delete(`/${playbackPaths.playback(id)}`)
      .set('Cookie', cookie)
      .expect(204);
    await until(() => result.code !== undefined && fake.recordings.uids.length === 0);
    expect(result).toEqual({ code: 4404, reason: 'stopped' });
    await get(playbackPaths.playback(id)).expect(404);
    expect((await get(playbackPaths.playbacks).expect(200)).body).toEqual([]);
  });

  it('shows a picture for a timeline', async () => {
    const { id } = await create(600);
    const path = `${playbackPaths.preview(id, 1)}?at=${iso(1_200)}`;
    let answer = await get(path);
    await until(
      () => answer.status !== 202,
      () => answer.status,
      async () => {
        answer = await get(path);
      },
    );
    expect(answer.status).toBe(200);
    expect(answer.headers).toMatchObject({
      'content-type': 'image/jpeg',
      'casement-picture-time': iso(1_200),
    });
    expect((answer.body as Buffer).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    await get(`${playbackPaths.preview(id, 2)}?at=${iso(0)}`).expect(404);
    await post(playbackPaths.commands(id), { command: 'stop' }).expect(200);
  });

  it('tells browsers of the same sign-in where it is', async () => {
    const other = await gateway.signIn();
    const heard: [string, string][] = [];
    const listen = async (as: string, name: string): Promise<void> => {
      const extraHeaders = { Cookie: as };
      const socket = io(`http://${address()}`, {
        transports: ['websocket'],
        reconnection: false,
        extraHeaders,
      });
      sockets.push(socket);
      socket.on('playback-position', ({ id, state }: Playback) =>
        heard.push([`${name} ${id}`, state]),
      );
      await new Promise<void>((resolve) => socket.once('connect', () => resolve()));
    };
    await listen(cookie, 'own');
    await listen(other, 'other');
    const { id } = await create(10);
    await post(playbackPaths.commands(id), { command: 'seek', at: iso(20) }).expect(200);
    await post(playbackPaths.commands(id), { command: 'stop' }).expect(200);
    await until(() => heard.some(([, state]) => state === 'stopped'));
    expect(new Set(heard.map(([who]) => who))).toEqual(new Set([`own ${id}`]));
  });

  it('ends with the sign-in', async () => {
    const own = await gateway.signIn();
    const { id } = await create(30, own);
    const { result } = watch(id, own);
    await until(() => fake.recordings.uids.length === 1);
    await gateway.http().post('/api/v1/auth/logout').set('Cookie', own).expect(204);
    await until(() => result.code !== undefined && fake.recordings.uids.length === 0);
    expect(result.reason).toBe('the sign-in has ended');
  });

  it.each([
    [{ recorder: 'hq', cameras: [], at: iso(0) }, 422],
    [{ recorder: 'hq', cameras: [1, 1], at: iso(0) }, 422],
    [{ recorder: 'hq', cameras: [1], at: 'noon' }, 422],
    [{ recorder: 'hq', cameras: [99], at: iso(0) }, 404],
    [{ recorder: 'no', cameras: [1], at: iso(0) }, 404],
  ])('refuses %j', async (body, status) => {
    await post(playbackPaths.playbacks, body).expect(status);
  });

  it('refuses commands that make no sense', async () => {
    const { id } = await create(0);
    await post(playbackPaths.commands(id), { command: 'seek' }).expect(422);
    await post(playbackPaths.commands(id), { command: 'fly' }).expect(422);
    await post(playbackPaths.commands(id), { command: 'seek', at: '1990-01-01T00:00:00Z' }).expect(
      422,
    );
    await post(playbackPaths.commands('nothing'), { command: 'play' }).expect(404);
    await gateway.http().get(`/${playbackPaths.playbacks}`).expect(401);
    await post(playbackPaths.commands(id), { command: 'stop' }).expect(200);
    const metrics = await gateway.http().get('/metrics').expect(200);
    expect(metrics.text).toMatch(/casement_playback_gops_fetched_total [1-9]/);
  });
});
