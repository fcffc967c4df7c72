import { createServer } from 'node:http';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import type { AddressInfo, Socket } from 'node:net';
import type { HttpAdapterHost } from '@nestjs/core';
import { Registry } from 'prom-client';
import { WebSocket } from 'ws';
import type { AuthenticationService } from '../../access/authentication.service.js';
import { principalOf } from '../../access/principal.js';
import { SessionEvents } from '../../access/session-events.js';
import type { CasementConfig } from '../../config/config.js';
import { problems } from '../../errors/problems.js';
import { systemClock } from '../../net/clock.js';
import { until } from '../../recorders/testing/until.js';
import { Audience } from '../audience.js';
import { FakeCameras, FakeConversions, formats } from '../testing/fake-camera.js';
import { h264Unit, jpegUnit } from '../testing/units.js';
import { WayMetrics } from '../way-metrics.js';
import { StreamServer } from './stream.server.js';
import { StreamService } from './stream.service.js';
import { UpgradeRouter } from './upgrade-router.js';

const anna = principalOf({
  username: 'anna',
  role: 'viewer',
  via: 'session',
  credentialId: 'anna-session',
  mustChangePassword: false,
});

const bert = principalOf({
  username: 'bert',
  role: 'viewer',
  via: 'session',
  credentialId: 'bert-session',
  mustChangePassword: false,
});
const people = new Map([
  ['Bearer anna', anna],
  ['Bearer bert', bert],
]);

describe('StreamServer', () => {
  let http: Server;
  let port: number;
  let router: UpgradeRouter;
  let streams: StreamService;
  let audience: Audience;
  let cameras: FakeCameras;
  let registry: Registry;
  let events: SessionEvents;
  const clients: WebSocket[] = [];
  const sockets: Socket[] = [];

  beforeEach(async () => {
    http = createServer((_request, response) => response.end('here'));
    cameras = new FakeCameras();
    cameras.cameras.forEach(({ video }) => (video.format = formats.h264));
    events = new SessionEvents();
    audience = new Audience(events, { total: 20, perPrincipal: 10 });
    audience.onApplicationBootstrap();
    registry = new Registry();
    const metrics = new WayMetrics(registry, audience);
    streams = new StreamService(new FakeConversions(), metrics, systemClock);
    const authentication: Pick<AuthenticationService, 'authenticate'> = {
      authenticate: (headers) => {
        if (headers.origin === 'http://evil.example') {
          return Promise.reject(problems.forbidden('another web site'));
        }
        return Promise.resolve(people.get(headers.authorization ?? ''));
      },
    };
    router = new UpgradeRouter(
      { server: { basePath: '/cctv/' } } as CasementConfig,
      { httpAdapter: { getHttpServer: () => http } } as unknown as HttpAdapterHost,
      authentication as AuthenticationService,
    );
    new StreamServer(router, cameras, audience, streams).onModuleInit();
    streams.onApplicationBootstrap();
    router.onApplicationBootstrap();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    port = (http.address() as AddressInfo).port;
  });

  afterEach(async () => {
    clients.splice(0).forEach((client) => client.terminate());
    sockets.splice(0).forEach((socket) => socket.destroy());
    router.beforeApplicationShutdown();
    streams.beforeApplicationShutdown();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    await until(() => streams.feeds === 0);
    expect(cameras.cameras.map(({ watches }) => watches)).toEqual([0, 0]);
  });

  const path = (query = '', camera: number | string = 1, recorder = 'hq'): string =>
    `/cctv/api/v1/recorders/${recorder}/cameras/${camera}/live/stream${query}`;

  const open = (to: string, headers: Record<string, string> = { Authorization: 'Bearer anna' }) => {
    const client = new WebSocket(`ws://127.0.0.1:${port}${to}`, { headers });
    clients.push(client);
    const messages: (string | Buffer)[] = [];
    const result: { status?: number; body?: string; closed?: string; code?: number } = {};
    client.on('message', (data: Buffer, isBinary) =>
      messages.push(isBinary ? data : data.toString()),
    );
    client.on('error', () => undefined);
    client.on('close', (code, reason) => {
      result.code = code;
      result.closed = reason.toString();
    });
    client.on('unexpected-response', (_request, response) => {
      response.setEncoding('utf8');
      let body = '';
      response.on('data', (chunk: string) => (body += chunk));
      response.on('end', () => {
        result.body = body;
        result.status = response.statusCode ?? 0;
      });
    });
    return { client, messages, result };
  };

  it.each([
    ['nobody who is not signed in', path(), {}, 401, 'unauthenticated'],
    ['another web site', path(), { Origin: 'http://evil.example' }, 403, 'forbidden'],
    ['an unknown recorder', path('', 1, 'nowhere'), undefined, 404, 'not-found'],
    ['an unknown camera', path('', 9), undefined, 404, 'not-found'],
    ['another address', '/cctv/api/v1/stream', undefined, 404, 'not-found'],
    ['an address that is nearly socket.io', '/cctv/socket.iox/', undefined, 404, 'not-found'],
    ['an address without the base path', path().slice(5), undefined, 404, 'not-found'],
    ['an unknown format', path('?format=avi'), undefined, 400, 'bad-request'],
  ])('lets in not: %s', async (_name, to, headers, status, kind) => {
    const { result } = open(to, headers ?? { Authorization: 'Bearer anna' });
    await until(() => result.status !== undefined);
    expect(result.status).toBe(status);
    expect(JSON.parse(result.body ?? '')).toMatchObject({ kind, status });
    expect(audience.count('websocket-mse')).toBe(0);
  });

  it('shares one stream among its viewers, and ends it with the last', async () => {
    const viewers = [open(path()), open(path()), open(path('?format=frames'))];
    await until(() => streams.feeds === 2 && audience.count('websocket-mse') === 2);
    [0, 1, 2].forEach((index) => cameras.cameras[0]?.video.put(h264Unit(index)));
    await until(() => viewers.every(({ messages }) => messages.length >= 4));
    expect(viewers[0]?.messages).toEqual(viewers[1]?.messages);
    viewers.forEach(({ client }) => client.close());
    await until(() => streams.feeds === 0 && audience.count('websocket-mse') === 0);
    expect(await registry.metrics()).toMatch(
      /casement_way_bytes_total\{way="websocket-mse"\} [1-9]/,
    );
  });

  it('makes so many different streams of a camera, and not one more', async () => {
    const codecs = ['aac', 'opus', 'pcmu', 'pcma'];
    const queries = Array.from({ length: 16 }, (_, bits) =>
      codecs.filter((_codec, bit) => (bits >> bit) % 2 === 1).join(','),
    );
    const mine: Record<string, string>[] = [
      { Authorization: 'Bearer anna' },
      { Authorization: 'Bearer bert' },
    ];
    queries.forEach((sound, index) =>
      open(path(`?format=frames&audio=1&sound=${sound}`), mine[index % 2]),
    );
    await until(() => streams.feeds === 16);
    const { result } = open(path('?format=fmp4'));
    await until(() => result.code !== undefined);
    expect([result.code, result.closed]).toEqual([
      4406,
      '16 different streams of this camera are made already',
    ]);
    expect(open(path('', 2)).result.code).toBeUndefined();
    await until(() => streams.feeds === 17);
  });

  it('ends the streams of a sign-in that ends', async () => {
    const { result } = open(path());
    await until(() => audience.count('websocket-mse') === 1);
    events.revoke(['anna-session']);
    await until(() => result.code !== undefined);
    expect([result.code, result.closed]).toEqual([4401, 'the sign-in has ended']);
  });

  it('ends the streams of cameras that somebody may not see any more', async () => {
    const [first, second] = [open(path()), open(path('', 2))];
    await until(() => audience.count('websocket-mse') === 2);
    await audience.recheck((principal) =>
      Promise.resolve({ ...principal, mayView: (_recorder, camera) => camera === 2 }),
    );
    await until(() => first.result.code !== undefined);
    expect([first.result.code, first.result.closed]).toEqual([
      4403,
      'you may not see this camera any more',
    ]);
    expect(second.result.code).toBeUndefined();
    await until(() => audience.count('websocket-mse') === 1);
  });

  it('has a limit for one person', async () => {
    Array.from({ length: 10 }, () => open(path()));
    await until(() => audience.count('websocket-mse') === 10);
    const { result } = open(path());
    await until(() => result.status !== undefined);
    expect(result.status).toBe(503);
  });

  it('closes clients that say too much: in one message, and in many', async () => {
    const long = open(path());
    const many = open(path());
    await until(() => [long, many].every(({ client }) => client.readyState === WebSocket.OPEN));
    long.client.send('x'.repeat(2_000));
    for (let index = 0; index < 100; index += 1) {
      many.client.send('hello');
    }
    await until(() => long.result.code !== undefined && many.result.code !== undefined);
    expect([long.result.code, many.result.code]).toEqual([1009, 1008]);
  });

  it('survives a thousand upgrades without sign-in, and takes no seat for them', async () => {
    let answered = 0;
    for (let round = 0; round < 10; round += 1) {
      const results = Array.from({ length: 100 }, () => {
        const socket = connect(port, '127.0.0.1');
        sockets.push(socket);
        let text = '';
        socket.on('data', (chunk) => (text += chunk.toString()));
        socket.on('error', () => undefined);
        socket.write(
          `GET ${path()} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n\r\n`,
        );
        return new Promise<void>((resolve) => {
          socket.on('close', () => {
            answered += text.startsWith('HTTP/1.1 401 ') ? 1 : 0;
            resolve();
          });
        });
      });
      await Promise.all(results);
    }
    expect(answered).toBe(1_000);
    expect(audience.count('websocket-mse')).toBe(0);
    const { messages } = open(path());
    await until(() => audience.count('websocket-mse') === 1);
    cameras.cameras[0]?.video.put(h264Unit(0));
    await until(() => messages.length >= 3);
  });

  it('gives a seat back when the handshake is none', async () => {
    const socket = connect(port, '127.0.0.1');
    sockets.push(socket);
    let text = '';
    socket.on('data', (chunk) => (text += chunk.toString()));
    socket.write(
      `GET ${path()} HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n` +
        'Authorization: Bearer anna\r\nSec-WebSocket-Version: 7\r\n\r\n',
    );
    await until(() => text.startsWith('HTTP/1.1 400') && socket.readableEnded);
    await until(() => audience.count('websocket-mse') === 0);
  });

  it('keeps bounded memory for a client that never reads, and delays nobody for it', async () => {
    const camera = cameras.cameras[0];
    if (camera) {
      camera.video.format = formats.jpeg;
    }
    const reading = open(path('?format=frames'));
    const stuck = open(path('?format=frames'));
    await until(() => [reading, stuck].every(({ client }) => client.readyState === WebSocket.OPEN));
    stuck.client.pause();
    const bytes = 512 * 1_024;
    for (let index = 0; index < 120; index += 1) {
      camera?.video.put(jpegUnit(index, bytes));
      await until(() => reading.messages.length >= index + 2);
    }
    stuck.client.terminate();
    reading.client.close();
    await until(() => audience.count('websocket-frames') === 0 && streams.feeds === 0);
    const metrics = await registry.metrics();
    const dropped = Number(
      /casement_stream_messages_dropped_total\{way="websocket-frames"\} (\d+)/.exec(metrics)?.[1],
    );
    // What the kernel holds and 4 MiB of ours went out; the rest did not wait in memory.
    expect(dropped).toBeGreaterThan(60);
    expect(reading.messages).toHaveLength(121);
  });
});
