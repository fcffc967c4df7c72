import { type Camera, type Preset, presetSchema, ptzPaths } from '@casement/contract';
import type { Asked } from './testing/camera-driver.js';
import { ControlHouse } from './testing/control-house.js';
import { type MovingCamera, standing, stepsOf } from './testing/moving-camera.js';
import { until } from './testing/until.js';

let house: ControlHouse;

beforeAll(async () => {
  house = await ControlHouse.start();
}, 400_000);

beforeEach(() => house.settle());

afterAll(() => house.stop(), 60_000);

const detailOf = ({ body }: Asked): string => (body as { detail: string }).detail;

/** Waits for the stop that follows what was done at a moment; how long after it that came. */
async function stopAfter(camera: MovingCamera, sinceMs: number): Promise<number> {
  const commands = await camera.untilTold(standing);
  return commands.at(-1)!.atMs - sinceMs;
}

describe('who drives', () => {
  it('is told to the others, who may take over by their rank', async () => {
    await Promise.all([house.ann.connect(), house.bob.connect()]);
    house.ann.hold(1, { pan: 0.2 });
    await until('bob to hear of it', 5_000, () =>
      house.bob.states.some(
        ({ camera, driver, moving }) => camera === 1 && driver !== null && moving,
      ),
    );
    const told = await house.bob.move(1, { pan: -1 });
    expect(told.status).toBe(409);
    expect(detailOf(told)).toBe('ann drives camera 1 now; you may take over.');
    expect((await house.eve.ask('POST', ptzPaths.take('demo', 1), {})).status).toBe(403);
    const tookMs = Date.now();
    expect((await house.bob.ask('POST', ptzPaths.take('demo', 1), {})).body).toMatchObject({
      driver: { username: 'bob', isYou: true },
    });
    // Ann still holds her stick: she is refused, and nothing of it reaches the camera.
    expect(await stopAfter(house.quay, tookMs)).toBeLessThan(1_000);
    await until('ann to hear of it', 5_000, () =>
      house.ann.refusals.includes('bob drives camera 1 now; you may take over.'),
    );
    expect(house.ann.states.findLast(({ camera }) => camera === 1)?.driver).toMatchObject({
      username: 'bob',
      isYou: false,
    });
    house.ann.forget();
    expect((await house.root.ask('POST', ptzPaths.take('demo', 1), {})).status).toBe(200);
    const refused = await house.bob.ask('POST', ptzPaths.take('demo', 1), {});
    expect(refused.status).toBe(409);
    expect(detailOf(refused)).toContain('only an administrator may take over');
    expect(stepsOf((await house.quay.commands()).at(-1)!)).toEqual(standing);
  });

  it('is one person in two windows: the newest counts, and the other one may go', async () => {
    const second = house.ann.otherWindow();
    await Promise.all([house.ann.connect(), second.connect()]);
    house.ann.hold(1, { pan: 1 });
    await house.quay.untilTold([16, 0, 0]);
    house.ann.forget();
    second.hold(1, { pan: -1 });
    await house.quay.untilTold([-16, 0, 0]);
    house.ann.cut();
    await house.quay.mark();
    await house.quay.untilCommands('twice more', ({ length }) => length >= 2);
    expect((await house.quay.commands()).map(stepsOf)).not.toContainEqual(standing);
    const cutMs = Date.now();
    second.cut();
    expect(await stopAfter(house.quay, cutMs)).toBeLessThan(1_000);
    expect(second.refusals).toEqual([]);
  });

  it('is asked for each recorder: the same number elsewhere is another camera', async () => {
    await house.addRecorder('other', { cameras: [{ number: 1, name: 'Quay' }] });
    expect((await house.ann.move(1, { pan: 0.2 })).status).toBe(200);
    expect((await house.bob.move(1, { pan: 0.2 })).status).toBe(409);
    expect((await house.bob.move(1, { pan: 0.2 }, 'other')).status).toBe(200);
    expect((await house.bob.state(1, 'other')).driver).toMatchObject({ isYou: true });
    // Other settings are another recorder: what moves stops first, and it can be steered again.
    const pacing = { controlMs: 200, ptzMs: 250 };
    const patched = await house.root.ask('PATCH', 'api/v1/recorders/other', { pacing });
    expect(patched.status).toBe(200);
    expect((await house.bob.state(1, 'other')).driver).toBeNull();
    await until(
      'the changed recorder to be steered',
      20_000,
      async () => (await house.ann.move(1, { pan: 0.2 }, 'other')).status === 200,
    );
    // With its recorder, who drives is gone.
    expect((await house.root.ask('DELETE', 'api/v1/recorders/other')).status).toBe(204);
    expect((await house.bob.ask('GET', ptzPaths.ptz('other', 1))).status).toBe(404);
    await house.quay.untilTold(standing);
  });

  it('nobody any more when the gateway was killed; the camera stops by itself', async () => {
    await house.ann.connect();
    house.ann.hold(1, { pan: 0.1 });
    await house.quay.untilCommands('twice', ({ length }) => length >= 2);
    const { ranOut } = (await house.quay.state()).counters;
    await house.restart('SIGKILL');
    house.ann.cut();
    const { counters } = await house.quay.untilResting();
    expect(counters.ranOut).toBe(ranOut + 1);
    expect((await house.eve.state(1)).driver).toBeNull();
    expect((await house.bob.move(1, { pan: -1 })).status).toBe(200);
    await house.quay.untilTold(standing);
  });

  it('stops what he moves before the gateway ends in peace', async () => {
    await house.ann.connect();
    house.ann.hold(2, { pan: 0.1 });
    await house.roof.untilCommands('a move', ({ length }) => length >= 1);
    const { ranOut } = (await house.roof.state()).counters;
    await house.restart('SIGTERM');
    house.ann.cut();
    await house.roof.untilTold(standing);
    expect((await house.roof.state()).counters.ranOut).toBe(ranOut);
  });
});

describe('presets', () => {
  const listed = async (): Promise<readonly Preset[]> =>
    presetSchema.array().parse((await house.eve.ask('GET', ptzPaths.presets('demo', 2))).body);
  /** Stores one; resolves when its picture is there too, which a camera that nobody watched has to make first. */
  const store = async (number: number, name?: string): Promise<Preset> => {
    const { body } = await house.ann.ask('PUT', ptzPaths.preset('demo', 2, number), { name });
    const { storedAt } = presetSchema.parse(body);
    return until('the picture of the preset', 15_000, async () =>
      (await listed()).find((one) => one.storedAt === storedAt && one.hasThumbnail),
    );
  };
  const thumbnail = (number: number): Promise<Asked> =>
    house.eve.ask('GET', ptzPaths.presetThumbnail('demo', 2, number));

  it('have a name and a picture, are gone to, and outlive the gateway', async () => {
    await house.roof.put({ pan: 40, tilt: 10, zoom: 2 });
    expect(await store(7, ' Gate ')).toMatchObject({ number: 7, name: 'Gate', storedBy: 'ann' });
    await house.roof.put({ pan: -60, tilt: 0, zoom: 1 });
    expect(await store(3)).toMatchObject({ number: 3, name: 'Preset 3' });
    const [gatePicture, otherPicture] = [await thumbnail(7), await thumbnail(3)];
    expect(gatePicture.headers.get('content-type')).toBe('image/jpeg');
    expect([...gatePicture.bytes.subarray(0, 2)]).toEqual([0xff, 0xd8]);
    expect(gatePicture.bytes.length).toBeLessThanOrEqual(64 * 1024);
    expect(gatePicture.bytes.equals(otherPicture.bytes)).toBe(false);
    expect((await house.ann.ask('POST', ptzPaths.goToPreset('demo', 2, 7), {})).status).toBe(204);
    const { view } = await house.roof.untilResting();
    expect(view).toMatchObject({ pan: 40, tilt: 10, zoom: 2 });
    const before = await listed();
    expect(before.map(({ number }) => number)).toEqual([3, 7]);

    await house.restart('SIGKILL');
    expect(await listed()).toEqual(before);
    expect((await thumbnail(7)).bytes.equals(gatePicture.bytes)).toBe(true);
    // Stored anew without a name: it keeps the one it had.
    expect(await store(7)).toMatchObject({ name: 'Gate' });
  });
});

describe('what goes wrong', () => {
  it('is remembered of a camera that cannot, in words, for what it cannot', async () => {
    await house.ann.connect();
    const refused = await house.ann.ask('POST', ptzPaths.centre('demo', 4), { x: 0.1, y: 0.1 });
    expect(refused.status).toBe(409);
    expect(refused.body).toMatchObject({ kind: 'camera-refused' });
    expect((await house.ann.move(3, { pan: 1 })).status).toBe(409);
    expect((await house.ann.move(3, {})).status).toBe(200);
    await until('both to be told', 5_000, () =>
      [3, 4].every((number) => house.ann.states.some(({ camera }) => camera === number)),
    );
    expect((await house.eve.state(4)).refused).toEqual({ centre: expect.any(String) as string });
    expect(Object.keys((await house.eve.state(3)).refused)).toEqual(['move']);
    const { body } = await house.eve.ask('GET', 'api/v1/recorders/demo/cameras');
    const shown = new Map((body as Camera[]).map(({ number, ptz }) => [number, ptz]));
    expect([shown.get(1), shown.get(3)]).toEqual([true, false]);
  });

  it.each<readonly [string, number | 'html', number, RegExp]>([
    ['is too busy', 503, 503, /too busy/],
    ['says nothing', 204, 503, /too busy/],
    ['sends its login page', 'html', 503, /another page/],
    ['does not let its user', 401, 409, /does not allow it/],
  ])(
    'a recorder that %s is a reason, and costs nobody the session',
    async (_what, status, expected, words) => {
      const uids = async () => (await house.recorder.state()).uids.map(({ uid }) => uid);
      const before = await uids();
      await house.recorder.faults({ kind: 'answer', status, cgis: ['directctrl', 'camctl'] });
      for (const asked of [
        await house.ann.move(1, { pan: 1 }),
        await house.ann.ask('POST', ptzPaths.iris('demo', 1), { action: 'close' }),
      ]) {
        expect([asked.status, detailOf(asked)]).toEqual([expected, expect.stringMatching(words)]);
      }
      await house.recorder.faults();
      expect(await uids()).toEqual(before);
      expect(
        (await house.ann.ask('POST', ptzPaths.iris('demo', 1), { action: 'reset' })).status,
      ).toBe(204);
    },
  );

  it('a session that is over is had again, and nothing is lost', async () => {
    await house.ann.connect();
    await house.demo.control('POST', 'actions/expire-uids', {});
    expect((await house.ann.ask('POST', ptzPaths.iris('demo', 1), { action: 'open' })).status).toBe(
      204,
    );
    expect((await house.quay.commands()).map(({ command }) => command)).toContain('irisCamera');
  });

  it('a recorder that is away is a reason, and steers again when it is back', async () => {
    await house.recorder.faults({ kind: 'network-cut', mode: 'refuse' });
    const gone = await house.ann.move(1, { pan: 1 });
    expect(gone.status).toBe(503);
    expect(detailOf(gone)).toMatch(/camera 1 cannot be controlled now: .{10}/i);
    await house.recorder.faults();
    await house.untilOnline();
    await until(
      'it to steer again',
      30_000,
      async () => (await house.ann.move(1, { pan: 1 })).status === 200,
    );
    await house.quay.untilTold(standing);
  });
});
