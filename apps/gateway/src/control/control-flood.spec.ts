import type { AddressInfo } from 'node:net';
import type { ClientToServerEvents, PtzState, ServerToClientEvents } from '@casement/contract';
import { io, type Socket } from 'socket.io-client';
import { refusalBudget } from '../access/refusal-budget.js';
import { Database } from '../database/database.js';
import { AuditEntryEntity } from '../database/entities/audit-entry.entity.js';
import { eventBudget } from '../events/event-budget.js';
import { FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import type { TestGateway } from '../testing/test-gateway.js';
import { startControlGateway } from './testing/control-gateway.js';

type Client = Socket<ServerToClientEvents, ClientToServerEvents>;

/** Programs that are broken, or mean it. */
describe('camera control under a flood', () => {
  let fake: FakeRecorder;
  let gateway: TestGateway;
  const tokens = new Map<string, string>();
  const clients: Client[] = [];

  beforeAll(async () => {
    fake = await FakeRecorder.start();
    gateway = await startControlGateway(fake);
    const cookie = await gateway.signIn();
    for (const name of ['ann', 'bob']) {
      const { body } = await gateway
        .http()
        .post('/api/v1/auth/tokens')
        .set('Cookie', cookie)
        .send({ name, role: 'operator' })
        .expect(201);
      tokens.set(name, (body as { readonly secret: string }).secret);
    }
    await until(() => fake.count('setupLive') === 1 && fake.count('cameraConnections') >= 2);
  });

  afterAll(async () => {
    clients.forEach((client) => client.disconnect());
    await gateway.close();
    await fake.dispose();
  });

  const bearer = (name: string): string => `Bearer ${tokens.get(name) ?? ''}`;

  async function connect(name: string): Promise<Client> {
    const { port } = gateway.server.address() as AddressInfo;
    const client: Client = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { Authorization: bearer(name) },
    });
    clients.push(client);
    await new Promise<void>((resolve) => client.once('connect', () => resolve()));
    return client;
  }

  /** Speeds of the commands that came to one camera, the oldest first. */
  const pansOf = (camera: number): readonly number[] =>
    fake.seen.flatMap(({ request }) =>
      request.command === 'moveCamera' && request.camera === camera ? [request.pan] : [],
    );
  const move = (camera: number, pan: number) => ({
    recorder: 'hq',
    camera,
    pan,
    tilt: 0,
    zoom: 0,
  });

  it('puts out a socket that says more than anybody needs; its camera stops, and the others are heard', async () => {
    const [flooding, other] = [await connect('ann'), await connect('bob')];
    let why: string | undefined;
    flooding.once('disconnect', (reason) => {
      why = reason;
    });
    let heard = 0;
    for (let said = 0; said < 10 * eventBudget.burst; said += 1) {
      flooding.emit('ptz:move', move(1, 0.2 + (said % 7) / 10), () => {
        heard += 1;
      });
    }
    expect(await other.emitWithAck('ptz:move', move(2, 1))).toBeNull();
    await until(() => why !== undefined);
    expect(why).toBe('io server disconnect');
    expect(heard).toBeLessThan(2 * eventBudget.burst);
    await until(() => pansOf(1).at(-1) === 0);
    // One command at a time, the newest: twenty thousand words are a handful of them.
    expect(pansOf(1).length).toBeLessThan(50);
    expect(gateway.logged()).toContain('disconnected: it floods its socket');

    const again = await connect('ann');
    expect(await again.emitWithAck('ptz:move', move(3, 1))).toBeNull();
  });

  it('loses no stop that comes behind as many moves as may be said at once', async () => {
    const client = await connect('bob');
    for (let said = 0; said < eventBudget.burst - 10; said += 1) {
      client.emit('ptz:move', move(4, said % 2 === 0 ? 1 : -1), () => undefined);
    }
    expect(await client.emitWithAck('ptz:move', move(4, 0))).toBeNull();
    await until(() => pansOf(4).at(-1) === 0 || pansOf(4).length === 0);
    expect(client.connected).toBe(true);
  });

  it('names one time for a driver, whoever asks and however often', async () => {
    const told = new Set<string | undefined>();
    const path = '/api/v1/recorders/hq/cameras/1/ptz';
    const ask = (name: string) =>
      gateway.http().get(path).set('Authorization', bearer(name)).expect(200);
    const client = await connect('bob');
    await gateway.http().post(`${path}/take`).set('Authorization', bearer('bob')).expect(200);
    for (let asked = 0; asked < 30; asked += 1) {
      expect(await client.emitWithAck('ptz:move', move(1, 0))).toBeNull();
      const { body } = await ask(asked % 2 === 0 ? 'ann' : 'bob');
      told.add((body as PtzState).driver?.since);
    }
    expect([...told]).toEqual([expect.stringMatching(/^\d{4}-.*Z$/)]);
  });

  it('does not let refusals write over what was done', async () => {
    const refused = (): Promise<unknown> =>
      gateway
        .http()
        .post('/api/v1/recorders/hq/cameras/99/focus')
        .set('Authorization', bearer('ann'))
        .send({ action: 'near' })
        .expect(404);
    for (let tried = 0; tried < 2 * refusalBudget.burst; tried += 20) {
      await Promise.all(Array.from({ length: 20 }, refused));
    }
    const work = gateway.app.get(Database).work();
    const rows = await work.find(AuditEntryEntity, { outcome: 'refused', username: 'ann' });
    expect(rows.length).toBeGreaterThanOrEqual(refusalBudget.burst);
    expect(rows.length).toBeLessThan(2 * refusalBudget.burst);
  });
});
