import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  gopHeaderSchema,
  playbackClockMessageSchema,
  playbackMessageHeadBytes,
  playbackMessageKinds,
  soundHeaderSchema,
} from '@casement/contract';
import type { HttpAdapterHost } from '@nestjs/core';
import { WebSocket } from 'ws';
import type { AuthenticationService } from '../../access/authentication.service.js';
import { SessionEvents } from '../../access/session-events.js';
import type { CasementConfig } from '../../config/config.js';
import { systemClock } from '../../net/clock.js';
import type { RecorderDirectory } from '../../recorders/recorder-directory.js';
import { until } from '../../recorders/testing/until.js';
import { Audience } from '../../viewing/audience.js';
import { UpgradeRouter } from '../../viewing/stream/upgrade-router.js';
import { CameraSounds } from '../camera-sounds.js';
import { fakePlaybacks, person } from '../testing/fake-playbacks.js';
import { madeGop } from '../testing/kept-gops.js';
import { PlaybackStreamServer } from './playback-stream.server.js';

const anna = person('anna');
const bert = person('bert');
const people = new Map([anna, bert].map((who) => [`Bearer ${who.username}`, who]));
const startMs = Date.parse('2026-11-20T12:00:00Z');

describe('PlaybackStreamServer', () => {
  let http: Server;
  let port: number;
  let router: UpgradeRouter;
  let server: PlaybackStreamServer;
  let playbacks: ReturnType<typeof fakePlaybacks>;
  const clients: WebSocket[] = [];

  beforeEach(async () => {
    http = createServer();
    playbacks = fakePlaybacks(systemClock);
    const authentication: Pick<AuthenticationService, 'authenticate'> = {
      authenticate: ({ authorization = '' }) => Promise.resolve(people.get(authorization)),
    };
    router = new UpgradeRouter(
      { server: { basePath: '/' } } as CasementConfig,
      { httpAdapter: { getHttpServer: () => http } } as unknown as HttpAdapterHost,
      authentication as AuthenticationService,
    );
    const directory = { find: () => undefined } as unknown as RecorderDirectory;
    const sounds = new CameraSounds(directory);
    server = new PlaybackStreamServer(
      router,
      playbacks.service,
      sounds,
      new Audience(new SessionEvents()),
      systemClock,
    );
    server.onModuleInit();
    server.onApplicationBootstrap();
    router.onApplicationBootstrap();
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    port = (http.address() as AddressInfo).port;
  });

  afterEach(async () => {
    clients.splice(0).forEach((client) => client.terminate());
    await until(() => server.clients === 0);
    server.beforeApplicationShutdown();
    router.beforeApplicationShutdown();
    await playbacks.service.beforeApplicationShutdown();
    http.closeAllConnections();
    await new Promise((resolve) => http.close(resolve));
    expect(playbacks.maker.runs.map(({ viewers }) => viewers.size)).toEqual(
      playbacks.maker.runs.map(() => 0),
    );
  });

  const open = (id: string, { camera = 1, query = '', who = anna } = {}) => {
    const address = `ws://127.0.0.1:${port}/api/v1/playbacks/${id}/cameras/${camera}/stream${query}`;
    const headers = { Authorization: `Bearer ${who.username}` };
    const client = new WebSocket(address, { headers });
    clients.push(client);
    const messages: (string | Buffer)[] = [];
    const result: { status?: number | undefined; code?: number; reason?: string } = {};
    client.on('message', (data: Buffer, isBinary) =>
      messages.push(isBinary ? data : data.toString()),
    );
    client.on('error', () => undefined);
    client.on('close', (code, reason) =>
      Object.assign(result, { code, reason: reason.toString() }),
    );
    client.on('unexpected-response', (_request, response) => {
      result.status = response.statusCode;
      response.resume();
    });
    return { client, messages, result };
  };

  const start = (cameras = [1]) => {
    const { id } = playbacks.service.create(
      { recorder: 'hq', cameras, at: new Date(startMs).toISOString() },
      anna,
    );
    const run = playbacks.maker.runs.at(-1);
    if (run === undefined) {
      throw new Error('no playback was made');
    }
    return { id, run };
  };

  const binary = (message: string | Buffer | undefined) => {
    if (!Buffer.isBuffer(message)) {
      throw new Error(`a text came: ${String(message)}`);
    }
    const length = message.readUInt32BE(4);
    const head: unknown = JSON.parse(
      message.subarray(playbackMessageHeadBytes, playbackMessageHeadBytes + length).toString(),
    );
    return { kind: message[0], head, data: message.subarray(playbackMessageHeadBytes + length) };
  };

  it('sends the clock first, then GOPs with their pictures', async () => {
    const { id, run } = start();
    const { messages } = open(id);
    await until(() => run.viewers.size === 1 && messages.length === 1);
    expect(playbackClockMessageSchema.parse(JSON.parse(String(messages[0])))).toMatchObject({
      type: 'clock',
      generation: 1,
      running: false,
      state: 'paused',
      positionMs: startMs,
      camera: { number: 1 },
    });
    const gop = madeGop({ startMs, pictures: 3 });
    run.give(gop);
    run.set({ running: true, generation: 2 });
    await until(() => messages.length === 3);
    const { kind, head, data } = binary(messages[1]);
    expect(kind).toBe(playbackMessageKinds.gop);
    const header = gopHeaderSchema.parse(head);
    expect(header).toMatchObject({ generation: 1, startMs, codec: 'avc1.42c01e', alone: false });
    expect(header.pictures.map(({ timeMs, key }) => [timeMs - startMs, key])).toEqual([
      [0, true],
      [100, false],
      [200, false],
    ]);
    expect(data).toEqual(Buffer.concat(gop.pictures.map((picture) => picture.data)));
    expect(header.pictures.reduce((sum, { bytes }) => sum + bytes, 0)).toBe(data.length);
    expect(JSON.parse(String(messages[2]))).toMatchObject({ running: true, generation: 2 });
  });

  it('sends sound to those who want it', async () => {
    const { id, run } = start();
    const silent = open(id);
    const { messages } = open(id, { query: '?audio=1' });
    await until(() => run.viewers.size === 2 && messages.length === 1);
    const wanting = [...run.viewers].filter(({ output }) => output.wantsSound);
    expect(wanting).toHaveLength(1);
    const sound = { camera: 1, startMs, endMs: startMs + 1_000 };
    const [first] = wanting;
    first?.output.sound({ ...sound, codec: 'g711', frames: [new Uint8Array(8_000)] }, 1);
    first?.output.sound({ ...sound, codec: 'g726', frames: [new Uint8Array(4_000)] }, 1);
    const frames = Array.from({ length: 16 }, () => Uint8Array.of(0x01, 0x40, 0x22, 0x80));
    first?.output.sound({ ...sound, codec: 'aac', frames }, 1);
    await until(() => messages.length === 4);
    const sounds = messages.slice(1).map((message) => {
      const { kind, head, data } = binary(message);
      expect(kind).toBe(playbackMessageKinds.sound);
      return { ...soundHeaderSchema.parse(head), length: data.length };
    });
    const common = { generation: 1, startMs, channels: 1 };
    expect(sounds).toMatchObject([
      { ...common, codec: 'pcmu', sampleRate: 8_000, length: 8_000, frames: [{ samples: 8_000 }] },
      { ...common, codec: 'pcm-s16', length: 16_000, frames: [{ bytes: 16_000, samples: 8_000 }] },
      { ...common, codec: 'mp4a.40.2', sampleRate: 16_000, description: 'FAg=', length: 64 },
    ]);
    expect(silent.messages).toHaveLength(1);
  });

  it('closes with the playback, and says why', async () => {
    const { id, run } = start();
    const { result } = open(id);
    await until(() => run.viewers.size === 1);
    await playbacks.service.end(id, anna);
    await until(() => result.code !== undefined);
    expect(result).toMatchObject({ code: 4404, reason: 'stopped' });
  });

  it('refuses in words when the playback ends in the moment of the upgrade', async () => {
    const { id, run } = start();
    run.endReason = 'evicted';
    const { messages, result } = open(id);
    await until(() => result.code !== undefined);
    expect(JSON.parse(String(messages[0]))).toEqual({
      type: 'note',
      reason: 'the playback has ended',
    });
    expect(result.code).toBe(4406);
  });

  it.each([
    [{ who: bert }, 404],
    [{ camera: 2 }, 404],
    [{ query: '?audio=loud' }, 400],
    [{ who: person('stranger') }, 401],
  ])('refuses %j', async (how, status) => {
    const { id } = start();
    const { result } = open(id, how);
    await until(() => result.status !== undefined);
    expect(result.status).toBe(status);
  });

  it('gives nothing more to a client that does not read, until it has', async () => {
    const { id, run } = start();
    const { client, messages } = open(id);
    await until(() => run.viewers.size === 1 && messages.length === 1);
    client.pause();
    const [viewer] = run.viewers;
    const big = madeGop({ startMs, pictures: 1 });
    const data = new Uint8Array(1024 * 1024);
    const gop = { ...big, pictures: [{ timeMs: startMs, data, key: true, show: true }] };
    for (let sent = 0; sent < 40 && viewer?.output.isBehind === false; sent += 1) {
      run.give({ ...gop, startMs: startMs + sent * 1_000 });
    }
    expect(viewer?.output.isBehind).toBe(true);
    expect(viewer?.ready).toBe(0);
    client.resume();
    await until(() => viewer?.ready === 1);
    expect(viewer?.output.isBehind).toBe(false);
  });
});
