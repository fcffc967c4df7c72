import type { AddressInfo } from 'node:net';
import {
  cameraSchema,
  type ClientToServerEvents,
  presetSchema,
  type PtzState,
  ptzStateSchema,
  type ServerToClientEvents,
} from '@casement/contract';
import type { NvrRequest } from '@casement/protocol';
import { io, type Socket } from 'socket.io-client';
import { Database } from '../database/database.js';
import { AuditEntryEntity } from '../database/entities/audit-entry.entity.js';
import { type FakeAnswer, FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import type { TestGateway } from '../testing/test-gateway.js';
import { startControlGateway } from './testing/control-gateway.js';

type Client = Socket<ServerToClientEvents, ClientToServerEvents>;
type Role = 'viewer' | 'operator' | 'administrator';

describe('camera control', () => {
  let fake: FakeRecorder;
  let gateway: TestGateway;
  let cookie: string;
  let isOver = false;
  const tokens = new Map<string, string>();
  const clients: Client[] = [];

  beforeAll(async () => {
    fake = await FakeRecorder.start();
    gateway = await startControlGateway(fake);
    cookie = await gateway.signIn();
    for (const [name, role] of [
      ['ann', 'operator'],
      ['bob', 'operator'],
      ['eve', 'viewer'],
      ['root', 'administrator'],
    ] as const) {
      tokens.set(name, await newToken(name, role));
    }
    await until(() => fake.count('setupLive') === 1 && fake.count('cameraConnections') >= 2);
  });

  afterAll(async () => {
    clients.forEach((client) => client.disconnect());
    if (!isOver) {
      await gateway.close();
    }
    await fake.dispose();
  });

  async function newToken(name: string, role: Role): Promise<string> {
    const { body } = await gateway
      .http()
      .post('/api/v1/auth/tokens')
      .set('Cookie', cookie)
      .send({ name, role })
      .expect(201);
    return (body as { readonly secret: string }).secret;
  }

  const api = (path: string): string => `/api/v1/recorders/hq/cameras/${path}`;
  const bearer = (name: string): string => `Bearer ${tokens.get(name) ?? ''}`;
  const post = (name: string, path: string, body: object = {}) =>
    gateway.http().post(api(path)).set('Authorization', bearer(name)).send(body);
  const get = (name: string, path: string) =>
    gateway.http().get(api(path)).set('Authorization', bearer(name));
  const state = async (name: string, camera: number): Promise<PtzState> =>
    ptzStateSchema.parse((await get(name, `${camera}/ptz`).expect(200)).body);

  type Moved = Extract<NvrRequest, { command: 'moveCamera' }>;
  const movesOf = (camera: number): readonly Moved[] =>
    fake.seen.flatMap(({ request }) =>
      request.command === 'moveCamera' && request.camera === camera ? [request] : [],
    );
  const stepsOf = (camera: number): readonly (readonly number[])[] =>
    movesOf(camera).map(({ pan, tilt, zoom }) => [pan, tilt, zoom]);

  async function connect(name: string): Promise<Client & { readonly states: PtzState[] }> {
    const { port } = gateway.server.address() as AddressInfo;
    const client: Client = io(`http://127.0.0.1:${port}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      extraHeaders: { Authorization: bearer(name) },
    });
    clients.push(client);
    const states: PtzState[] = [];
    client.on('ptz-state', (each) => states.push(each));
    await new Promise<void>((resolve) => client.once('connect', () => resolve()));
    return Object.assign(client, { states });
  }

  const say = (client: Client, request: object): Promise<string | null> =>
    client.emitWithAck('ptz:move', request as Parameters<ClientToServerEvents['ptz:move']>[0]);

  /** Nothing moves, and no stop waits. */
  async function untilAllStand(): Promise<void> {
    let moving: readonly boolean[] = [true];
    await until(
      () => !moving.includes(true),
      () => 'all cameras to stand',
      async () => {
        const states = await Promise.all([1, 2, 3, 4].map((camera) => state('ann', camera)));
        moving = states.map((each) => each.moving);
      },
    );
  }

  /** Entries of the audit about one camera. */
  async function audit(camera: number): Promise<readonly string[]> {
    const work = gateway.app.get(Database).work();
    const rows = await work.find(AuditEntryEntity, {}, { orderBy: { id: 'asc' } });
    return rows.flatMap(({ username, action, detail }) => {
      const found = detail as { n?: unknown; direction?: string; why?: string } | null;
      return action.startsWith('camera-') && found?.n === camera
        ? [`${username} ${action} ${found.direction ?? ''}${found.why ? `: ${found.why}` : ''}`]
        : [];
    });
  }

  it('moves by request, with the UID of the live pictures, and stops when nothing more is heard', async () => {
    const { body } = await post('ann', '1/ptz', { pan: 1, tilt: 0.5 }).expect(200);
    expect(ptzStateSchema.parse(body)).toMatchObject({
      recorder: 'hq',
      camera: 1,
      driver: { username: 'ann', isYou: true },
      moving: true,
      refused: {},
    });
    expect(stepsOf(1)).toEqual([[16, -8, 0]]);
    expect([...fake.uids]).toContain(movesOf(1)[0]?.uid);
    const beganMs = performance.now();
    await until(() => stepsOf(1).length === 2);
    expect(stepsOf(1)[1]).toEqual([0, 0, 0]);
    expect(performance.now() - beganMs).toBeLessThan(5_000);
    await until(() => fake.count('moveCamera') === 2);
    expect((await state('bob', 1)).driver).toMatchObject({ username: 'ann', isYou: false });
    const entries = async () => (await audit(1)).length;
    let written = 0;
    await until(
      () => written === 2,
      () => 'audit',
      async () => {
        written = await entries();
      },
    );
    expect(await audit(1)).toEqual([
      'ann camera-move up right',
      'ann camera-stop up right: nothing more was heard of the driver',
    ]);
  });

  it('who else wants to drive is told who does; taking over stops the camera and tells the other one', async () => {
    const ann = await connect('ann');
    expect(await say(ann, { recorder: 'hq', camera: 2, pan: -1, tilt: 0, zoom: 0 })).toBeNull();
    expect(stepsOf(2)).toEqual([[-16, 0, 0]]);
    const { body: problem } = await post('bob', '2/ptz', { pan: 1 }).expect(409);
    expect(problem).toMatchObject({
      kind: 'camera-driven',
      detail: 'ann drives camera 2 now; you may take over.',
      context: { driver: 'ann', mayTake: true },
    });
    const { body } = await post('bob', '2/ptz/take').expect(200);
    expect(body).toMatchObject({ driver: { username: 'bob', isYou: true } });
    await until(() => stepsOf(2).length === 2);
    expect(stepsOf(2)[1]).toEqual([0, 0, 0]);
    const told = () => ann.states.findLast(({ camera }) => camera === 2);
    await until(() => told()?.driver?.username === 'bob');
    expect(told()).toMatchObject({ driver: { isYou: false } });
    expect(await say(ann, { recorder: 'hq', camera: 2, pan: 1, tilt: 0, zoom: 0 })).toBe(
      'bob drives camera 2 now; you may take over.',
    );
    await post('root', '2/ptz/take').expect(200);
    const { body: refusal } = await post('ann', '2/ptz/take').expect(409);
    expect(refusal).toMatchObject({ kind: 'camera-driven', context: { mayTake: false } });
    ann.disconnect();
  });

  it('a page that goes stops its camera at once, and nobody drives any more', async () => {
    const ann = await connect('ann');
    const bob = await connect('bob');
    expect(await say(ann, { recorder: 'hq', camera: 3, zoom: 1 })).toBeNull();
    expect(stepsOf(3)).toEqual([[0, 0, 4]]);
    await until(() => bob.states.some(({ camera, moving }) => camera === 3 && moving));
    ann.disconnect();
    await until(() => stepsOf(3).length === 2);
    expect(stepsOf(3)[1]).toEqual([0, 0, 0]);
    await until(() => {
      const last = bob.states.findLast(({ camera }) => camera === 3);
      return last?.driver === null && !last.moving;
    });
    bob.disconnect();
  });

  it('one who only looks is refused, in both ways', async () => {
    const eve = await connect('eve');
    await post('eve', '1/ptz', { pan: 1 }).expect(403);
    await post('eve', '1/focus', { action: 'near' }).expect(403);
    expect(await say(eve, { recorder: 'hq', camera: 1, pan: 1 })).toBe(
      'This needs the role operator; yours is viewer.',
    );
    await get('eve', '1/ptz').expect(200);
    eve.disconnect();
  });

  it.each([
    ['1/ptz', { pan: 1.5 }, 422],
    ['1/ptz', { pan: 'fast' }, 422],
    ['1/centre', { x: 2, y: 0 }, 422],
    ['1/focus', { action: 'sideways' }, 422],
    ['1/aux/9', { on: true }, 422],
    ['1/aux/0', { on: true }, 422],
    ['1/presets/0/go', {}, 422],
    ['1/presets/257/go', {}, 422],
    ['99/ptz', { pan: 1 }, 404],
    ['x/ptz', { pan: 1 }, 400],
  ])('%s %j: %i', async (path, body, status) => {
    const before = fake.seen.length;
    await post('root', path, body).expect(status);
    expect(fake.seen.slice(before).map(({ request }) => request.command)).not.toContain(
      'goToPreset',
    );
  });

  it('a socket is answered whatever it says', async () => {
    const ann = await connect('ann');
    const odd = ann as unknown as {
      emitWithAck(event: string, ...said: unknown[]): Promise<unknown>;
    };
    for (const said of [[], [null], [1, 2, 3], [{ recorder: 'hq', camera: 1 }, {}], [[{}]]]) {
      const isWhole = said.length === 2;
      expect(await odd.emitWithAck('ptz:move', ...said)).toEqual(
        isWhole ? null : expect.stringContaining('expected'),
      );
    }
    expect(await say(ann, { recorder: 'hq', camera: 1, pan: 7 })).toContain('pan');
    expect(await say(ann, { recorder: 'nowhere', camera: 1 })).toBe(
      'There is no recorder "nowhere".',
    );
    ann.disconnect();
  });

  it('sends what the documents want for everything else', async () => {
    const before = fake.seen.length;
    await post('ann', '4/centre', { x: 0.75, y: 0.25 }).expect(204);
    await post('ann', '4/focus', { action: 'far' }).expect(204);
    await post('ann', '4/iris', { action: 'reset' }).expect(204);
    await post('ann', '4/aux/8', { on: true }).expect(204);
    await post('ann', '4/presets/256/go').expect(204);
    const sent = fake.seen.slice(before).map(({ request }) => request);
    const control = sent.filter((request) => 'camera' in request && request.camera === 4);
    expect(control).toEqual([
      expect.objectContaining({ command: 'centreCamera', x: 8, y: 24 }),
      expect.objectContaining({ command: 'focusCamera', action: 'far' }),
      expect.objectContaining({ command: 'irisCamera', action: 'reset' }),
      expect.objectContaining({ command: 'auxCamera', aux: 8, on: true }),
      expect.objectContaining({ command: 'goToPreset', preset: 256 }),
    ]);
  });

  it('a refusal is told, remembered for its ability, and shown', async () => {
    const ann = await connect('ann');
    fake.answer = ({ command }) => (command === 'moveCamera' ? { status: 400 } : undefined);
    const { body } = await post('root', '1/ptz/take').expect(200);
    expect(body).toMatchObject({ driver: { username: 'root' } });
    const { body: problem } = await post('root', '1/ptz', { pan: 1 }).expect(409);
    expect(problem).toMatchObject({ kind: 'camera-refused' });
    fake.answer = () => undefined;
    // A button that is held does not ask again and again, for nothing.
    await untilAllStand();
    const asked = movesOf(1).length;
    await post('root', '1/ptz', { pan: 1 }).expect(409);
    await post('root', '1/ptz', { pan: -1, zoom: 1 }).expect(409);
    expect(movesOf(1)).toHaveLength(asked);
    await post('root', '1/ptz', { zoom: 1 }).expect(200);
    await until(() => ann.states.some(({ refused }) => refused.move !== undefined));
    expect((await state('eve', 1)).refused).toEqual({ move: 'the camera does not do that (400)' });
    const { body: cameras } = await gateway
      .http()
      .get('/api/v1/recorders/hq/cameras')
      .set('Authorization', bearer('ann'));
    const ptz = cameraSchema
      .array()
      .parse(cameras)
      .map((camera) => camera.ptz);
    // Camera 1 has moved before, so it can.
    expect(ptz).toEqual([true, true, true, true]);
    ann.disconnect();
  });

  it('an output or a preset that it has not says nothing about the others', async () => {
    await untilAllStand();
    fake.answer = ({ command }) =>
      command === 'auxCamera' || command === 'goToPreset' ? { status: 400 } : undefined;
    const before = (await state('ann', 4)).refused;
    await post('ann', '4/aux/5', { on: true }).expect(409);
    await post('ann', '4/presets/1/go').expect(409);
    expect((await state('ann', 4)).refused).toEqual(before);
    await post('ann', '4/aux/1', { on: true }).expect(409);
    expect((await state('ann', 4)).refused).toHaveProperty('aux');
    fake.answer = () => undefined;
  });

  it('a session that was lost is had again, and the command sent once more', async () => {
    await untilAllStand();
    const before = fake.count('goToPreset');
    fake.evict();
    await post('ann', '4/presets/1/go').expect(204);
    expect(fake.count('goToPreset')).toBe(before + 2);
  });

  it('a user of the recorder who may not steer costs nobody the session', async () => {
    await untilAllStand();
    const [uid] = fake.uids;
    fake.answer = ({ command }) => (command === 'auxCamera' ? { status: 401 } : undefined);
    const { body } = await post('ann', '4/aux/1', { on: true }).expect(409);
    expect(body).toMatchObject({
      kind: 'camera-refused',
      detail: 'Camera 4 was not controlled: the recorder does not allow it to its user (401).',
    });
    fake.answer = () => undefined;
    expect([...fake.uids]).toEqual([uid]);
    expect((await state('ann', 4)).refused).toHaveProperty('aux');
  });

  it.each<readonly [string, FakeAnswer, RegExp]>([
    ['busy', { status: 503 }, /too busy \(503\)/],
    ['nothing', { status: 204 }, /too busy \(204\)/],
    ['a page', { status: 200, contentType: 'text/html', body: 'Please log in' }, /another page/],
    ['an error', { status: 500 }, /status 500/],
    ['no answer', 'reset', /not controlled|cannot be controlled/],
  ])('%s: a reason, and nothing is greyed', async (_name, answer, words) => {
    fake.answer = ({ command }) => (command === 'irisCamera' ? answer : undefined);
    const { body } = await post('ann', '4/iris', { action: 'open' }).expect(503);
    expect((body as { detail: string }).detail).toMatch(words);
    fake.answer = () => undefined;
    expect((await state('ann', 4)).refused).not.toHaveProperty('iris');
    await post('ann', '4/iris', { action: 'open' }).expect(204);
  });

  it('stores presets with a name and lists them', async () => {
    const put = (number: number | string, body: object) =>
      gateway
        .http()
        .put(api(`4/presets/${number}`))
        .set('Authorization', bearer('ann'))
        .send(body);
    // No pictures come: the preset is stored all the same.
    fake.answer = ({ command }) => (command.startsWith('start') ? { status: 204 } : undefined);
    const { body } = await put(7, { name: ' Gate ' }).expect(200);
    expect(presetSchema.parse(body)).toMatchObject({ number: 7, name: 'Gate', storedBy: 'ann' });
    await put(257, {}).expect(422);
    await put(1, { name: '' }).expect(422);
    fake.answer = () => undefined;
    const { body: list } = await get('eve', '4/presets').expect(200);
    expect(
      presetSchema
        .array()
        .parse(list)
        .map(({ number, name }) => [number, name]),
    ).toEqual([[7, 'Gate']]);
    await get('eve', '4/presets/7/thumbnail.jpg').expect(404);
    expect(fake.count('storePreset')).toBe(1);
  }, 20_000);

  it('stores a preset without a word about it', async () => {
    const request = gateway.http().put(api('4/presets/8')).set('Authorization', bearer('ann'));
    const { body } = await request.expect(200);
    expect(presetSchema.parse(body)).toMatchObject({ number: 8, name: 'Preset 8' });
    expect(fake.seen.map(({ request: sent }) => sent)).toContainEqual(
      expect.objectContaining({ command: 'storePreset', camera: 4, preset: 8 }),
    );
  }, 20_000);

  it('shows figures', async () => {
    const { text } = await gateway.http().get('/metrics').set('Cookie', cookie).expect(200);
    expect(text).toMatch(/casement_ptz_movements_total [1-9]/);
    expect(text).toMatch(/casement_ptz_take_overs_total [1-9]/);
    expect(text).toContain('casement_ptz_movements_ended_total{by="gone"}');
  });

  it('stops what moves before the gateway is gone', async () => {
    await post('root', '3/ptz/take').expect(200);
    await post('root', '3/ptz', { tilt: 1 }).expect(200);
    isOver = true;
    await gateway.close();
    expect(stepsOf(3).at(-1)).toEqual([0, 0, 0]);
    expect(fake.uids.size).toBe(0);
  });
});
