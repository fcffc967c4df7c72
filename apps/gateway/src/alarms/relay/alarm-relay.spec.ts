import { createServer, type Server as HttpServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Alarm, ClientToServerEvents, ServerToClientEvents } from '@casement/contract';
import { Logger } from '@nestjs/common';
import { Server } from 'socket.io';
import { io, type Socket } from 'socket.io-client';
import { type Principal, principalOf } from '../../access/principal.js';
import type { BrowserServer } from '../../events/browser-socket.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { until } from '../../recorders/testing/until.js';
import { MemoryAlarmStore } from '../testing/memory-alarm-store.js';
import { sampleDraft } from '../testing/sample-draft.js';
import { AlarmRelay } from './alarm-relay.js';

type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

const everybody = principalOf({
  username: 'operator',
  role: 'operator',
  via: 'session',
  credentialId: 'a',
  mustChangePassword: false,
});
/** Reproducible "random" numbers from 0 up to 1. */
const randomFrom = (seed: number) => () => {
  seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
  return seed / 2_147_483_648;
};

/** A page that remembers the newest alarm it saw, as the real one does. */
class Page {
  readonly seen: number[] = [];
  readonly #port: number;
  socket: Client | undefined;

  constructor(port: number) {
    this.#port = port;
  }

  get last(): number {
    return this.seen.at(-1) ?? 0;
  }

  /** @returns what the gateway answered */
  async connect(): Promise<number> {
    const socket: Client = io(`http://127.0.0.1:${this.#port}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    this.socket = socket;
    socket.on('alarm', ({ id }) => this.seen.push(id));
    await new Promise<void>((resolve) => socket.once('connect', resolve));
    const answer: { readonly latest: number } | undefined = await new Promise((resolve) => {
      socket.once('disconnect', () => resolve(undefined));
      socket.emit('alarms:resume', { after: this.last }, resolve);
    });
    return answer?.latest ?? this.last;
  }

  disconnect(): void {
    this.socket?.disconnect();
  }
}

describe('AlarmRelay', () => {
  let http: HttpServer;
  let server: BrowserServer;
  let clock: ManualClock;
  let store: MemoryAlarmStore;
  let relay: AlarmRelay;
  let principal: Principal;
  const clients: Client[] = [];

  beforeEach(async () => {
    Logger.overrideLogger(false);
    clock = new ManualClock();
    store = new MemoryAlarmStore();
    relay = new AlarmRelay(store, clock);
    principal = everybody;
    http = createServer();
    server = new Server(http, { serveClient: false });
    server.use((socket, next) => {
      socket.data.principal = principal;
      next();
    });
    server.on('connection', (socket) => {
      relay.attach(socket);
      socket.on('disconnect', () => relay.detach(socket));
    });
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', () => resolve()));
    relay.onApplicationBootstrap();
  });

  afterEach(async () => {
    clients.splice(0).forEach((client) => client.disconnect());
    relay.beforeApplicationShutdown();
    await server.close();
  });

  const port = () => (http.address() as AddressInfo).port;
  const drafts = (count: number) => Array.from({ length: count }, () => sampleDraft());
  const connect = async (): Promise<Client> => {
    const before = relay.browsers;
    const client: Client = io(`http://127.0.0.1:${port()}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    clients.push(client);
    await new Promise<void>((resolve) => client.once('connect', resolve));
    await until(() => relay.browsers > before);
    return client;
  };
  const idsOf = (client: Client): number[] => {
    const seen: number[] = [];
    client.on('alarm', ({ id }: Alarm) => seen.push(id));
    return seen;
  };
  const range = (from: number, to: number) =>
    Array.from({ length: to - from + 1 }, (_each, index) => from + index);

  it('gives a browser that never asks what was stored since it connected', async () => {
    store.putAll(drafts(3));
    const client = await connect();
    const seen = idsOf(client);
    store.putAll(drafts(2));
    await clock.advance(1_000);
    store.putAll(drafts(1));
    await until(() => seen.length >= 3);
    expect(seen).toEqual([4, 5, 6]);
  });

  it('sends what was missed, then the answer, then what comes', async () => {
    store.putAll(drafts(3_000));
    store.putAll(drafts(3_000));
    const client = await connect();
    const seen = idsOf(client);
    const answered = client.emitWithAck('alarms:resume', { after: 10 });
    store.putAll(drafts(5));
    const { latest } = await answered;
    expect(seen.slice(0, latest - 10)).toEqual(range(11, latest));
    expect(latest).toBeGreaterThanOrEqual(6_000);
    store.putAll(drafts(1));
    await until(() => seen.at(-1) === 6_006);
    expect(seen).toEqual(range(11, 6_006));
  });

  it.each([
    [undefined, 'nothing'],
    [null, 'nothing'],
    [7, 'nothing'],
    [{ after: -1 }, '-1'],
    [{ after: 1.5 }, '1.5'],
    [{ after: '7' }, 'string'],
    [{ after: { deep: [1] } }, 'object'],
  ])('answers nonsense such as %j with what is wrong', async (request, found) => {
    const client = await connect();
    const answer: unknown = await client.emitWithAck('alarms:resume', request as never);
    expect(answer).toEqual({ error: `after: found ${found}, expected a whole number from 0` });
    client.emit('alarms:resume', request as never, 'no function' as never);
    const seen = idsOf(client);
    client.emit('alarms:resume', { after: 0 }, undefined as never);
    store.putAll(drafts(1));
    await until(() => seen.length === 1);
  });

  it('asks for each alarm whether it may be seen, also after the rights have changed', async () => {
    const mine = new Set([1]);
    principal = { ...everybody, mayView: (_recorder, camera) => mine.has(camera) };
    const client = await connect();
    const seen = idsOf(client);
    const changed: number[] = [];
    client.on('alarm-changed', ({ id }: Alarm) => changed.push(id));
    await client.emitWithAck('alarms:resume', { after: 0 });
    store.put(sampleDraft({ camera: 1 }));
    store.put(sampleDraft({ camera: 2 }));
    store.put(sampleDraft({ camera: null }));
    store.put(sampleDraft({ camera: null, cameras: [2, 3] }));
    store.put(sampleDraft({ camera: null, cameras: [2, 1] }));
    store.put(sampleDraft({ camera: 2, recorder: null }));
    store.tellChange(1, { repeats: 1 });
    store.tellChange(2, { repeats: 1 });
    await until(() => seen.length >= 4 && changed.length >= 1);
    expect(seen).toEqual([1, 3, 5, 6]);
    mine.add(2);
    store.put(sampleDraft({ camera: 2 }));
    store.tellChange(2, { repeats: 2 });
    await until(() => seen.length >= 5 && changed.length >= 2);
    expect(seen).toEqual([1, 3, 5, 6, 7]);
    expect(changed).toEqual([1, 2]);
  });

  it('lets a slow browser wait on disk, not in memory, and others not at all', async () => {
    const slow = await connect();
    const quick = await connect();
    const [slowSeen, quickSeen] = [idsOf(slow), idsOf(quick)];
    await Promise.all([slow, quick].map((each) => each.emitWithAck('alarms:resume', { after: 0 })));
    const { ws } = slow.io.engine.transport as unknown as { ws: { pause(): void; resume(): void } };
    ws.pause();
    const title = 'x'.repeat(1_000);
    for (let batch = 0; batch < 60; batch += 1) {
      store.putAll(drafts(200).map((draft) => ({ ...draft, title })));
      await until(() => quickSeen.at(-1) === (batch + 1) * 200);
    }
    const waiting = [...server.sockets.sockets.values()].map(
      ({ conn }) => (conn as unknown as { writeBuffer: unknown[] }).writeBuffer.length,
    );
    expect(Math.max(...waiting)).toBeLessThanOrEqual(512);
    expect(slowSeen.length).toBeLessThan(12_000);
    ws.resume();
    await until(() => slowSeen.length >= 12_000);
    expect(slowSeen).toEqual(range(1, 12_000));
    expect(quickSeen).toEqual(range(1, 12_000));
  }, 30_000);

  it('serves many browsers in turns', async () => {
    const seen: number[][] = [];
    for (let browser = 0; browser < 4; browser += 1) {
      const client = await connect();
      await client.emitWithAck('alarms:resume', { after: 0 });
      seen.push(idsOf(client));
    }
    let nowMs = 0;
    clock.nowMs = () => (nowMs += 10);
    store.putAll(drafts(3));
    store.putAll(drafts(2));
    await until(() => seen.every(({ length }) => length === 5));
    expect(seen).toEqual([1, 2, 3, 4].map(() => range(1, 5)));
  });

  it('survives a database that is away while a browser asks', async () => {
    store.putAll(drafts(4_050));
    store.putAll(drafts(1));
    store.failures = 2;
    const client = await connect();
    const seen = idsOf(client);
    const answered = client.emitWithAck('alarms:resume', { after: 0 });
    await until(() => store.reads === 1 && clock.timers > 0);
    await clock.advance(1_000);
    await until(() => store.reads === 2);
    await clock.advance(1_000);
    expect(await answered).toEqual({ latest: 4_051 });
    expect(seen).toEqual(range(1, 4_051));
  });

  it('forgets browsers that are gone, and everything at the end', async () => {
    const client = await connect();
    await connect();
    client.disconnect();
    await until(() => relay.browsers === 1);
    relay.beforeApplicationShutdown();
    store.putAll(drafts(1));
    expect(relay.browsers).toBe(0);
    expect(clock.timers).toBe(0);
  });

  it.each([1, 2, 3])(
    'shows each of 5,000 alarms once and in order to browsers that come and go (run %i)',
    async (seed) => {
      const total = 5_000;
      const random = randomFrom(seed);
      const pages = Array.from({ length: 3 }, () => new Page(port()));
      const comeAndGo = async (page: Page): Promise<void> => {
        while (store.latest < total) {
          const latest = await page.connect();
          expect(page.last).toBeGreaterThanOrEqual(latest);
          const goAt = store.latest + Math.floor(random() * 600);
          await until(() => store.latest >= Math.min(goAt, total));
          page.disconnect();
        }
        const latest = await page.connect();
        expect(latest).toBe(total);
        expect(page.last).toBe(total);
      };
      const storm = async (): Promise<void> => {
        while (store.latest < total) {
          const left = total - store.latest;
          store.putAll(drafts(Math.min(left, 1 + Math.floor(random() * 60))));
          await new Promise((resolve) => {
            setImmediate(resolve);
          });
        }
      };
      await Promise.all([storm(), ...pages.map((page) => comeAndGo(page))]);
      for (const page of pages) {
        expect(page.seen).toEqual(range(1, total));
        page.disconnect();
      }
    },
    30_000,
  );
});
