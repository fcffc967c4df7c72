import { ptzPaths } from '@casement/contract';
import { ControlHouse } from './testing/control-house.js';
import {
  type MovingCamera,
  standing,
  stepsOf,
  type TakenCommand,
} from './testing/moving-camera.js';
import { until } from './testing/until.js';

let house: ControlHouse;

beforeAll(async () => {
  house = await ControlHouse.start();
}, 400_000);

beforeEach(() => house.settle());

afterAll(() => house.stop(), 60_000);

const cameras = 'api/v1/recorders/demo/cameras';

const movesOf = (commands: readonly TakenCommand[]): readonly TakenCommand[] =>
  commands.filter(({ command }) => command === 'moveCamera');

/** Waits for the stop that follows what was done at a moment; how long after it that came. */
async function stopAfter(camera: MovingCamera, sinceMs: number): Promise<number> {
  const commands = await camera.untilTold(standing);
  return commands.at(-1)!.atMs - sinceMs;
}

describe('every command', () => {
  it.each<readonly [string, object, string, object]>([
    ['1/ptz', { pan: 0.5, tilt: 0.25, zoom: -1 }, 'moveCamera', { pan: 8, tilt: -4, zoom: -4 }],
    ['2/ptz', { pan: -0.5, tilt: -1 }, 'moveCamera', { pan: -128, tilt: 256, zoom: 0 }],
    ['1/ptz', { pan: 0.001 }, 'moveCamera', { pan: 1, tilt: 0, zoom: 0 }],
    ['1/centre', { x: 0.75, y: 0.25 }, 'centreCamera', { x: 8, y: 24 }],
    ['1/focus', { action: 'far' }, 'focusCamera', { action: 'far' }],
    ['1/iris', { action: 'open' }, 'irisCamera', { action: 'open' }],
    ['1/aux/8', { on: true }, 'auxCamera', { aux: 8, on: true }],
    ['1/presets/256', { name: 'Far' }, 'storePreset', { preset: 256 }],
    ['1/presets/256/go', {}, 'goToPreset', { preset: 256 }],
  ])('%s %j', async (path, body, command, values) => {
    const method = command === 'storePreset' ? 'PUT' : 'POST';
    const { status } = await house.ann.ask(method, `${cameras}/${path}`, body);
    expect([200, 204]).toContain(status);
    const camera = path.startsWith('1') ? house.quay : house.roof;
    const taken = await camera.untilCommands(command, (commands) =>
      commands.some((each) => each.command === command),
    );
    expect(taken.find((each) => each.command === command)).toMatchObject({ values, status: 200 });
  });

  it.each<readonly [string, string, unknown, number]>([
    ['POST', '1/ptz', { pan: 1.01 }, 422],
    ['POST', '1/ptz', { pan: 'right' }, 422],
    ['POST', '1/ptz', { speed: 1 }, 422],
    ['POST', '1/ptz', { pan: null }, 422],
    ['POST', '1/ptz', [1, 2, 3], 422],
    ['POST', '1/centre', { x: -0.01, y: 0 }, 422],
    ['POST', '1/centre', { x: 0.5 }, 422],
    ['POST', '1/focus', { action: 'NEAR' }, 422],
    ['POST', '1/iris', {}, 422],
    ['POST', '1/aux/0', { on: true }, 422],
    ['POST', '1/aux/9', { on: true }, 422],
    ['POST', '1/aux/1', { on: 'yes' }, 422],
    ['PUT', '1/presets/0', {}, 422],
    ['PUT', '1/presets/257', {}, 422],
    ['PUT', '1/presets/1.5', {}, 422],
    ['PUT', '1/presets/1', { name: ' ' }, 422],
    ['PUT', '1/presets/1', { name: 'x'.repeat(65) }, 422],
    ['PUT', '1/presets/1', { name: 'a\u0000b' }, 422],
    ['POST', '1/presets/-1/go', {}, 422],
    ['POST', '9/ptz', { pan: 1 }, 404],
    ['POST', 'x/ptz', { pan: 1 }, 400],
    ['GET', '9/ptz', undefined, 404],
    ['GET', '9/presets', undefined, 404],
    ['GET', '1/presets/99/thumbnail.jpg', undefined, 404],
  ])('%s %s %j: %i, and the recorder hears nothing', async (method, path, body, expected) => {
    const { status, body: problem } = await house.ann.ask(method, `${cameras}/${path}`, body);
    expect(status).toBe(expected);
    expect(problem).toMatchObject({ detail: expect.stringMatching(/.{10}/) as string });
    expect(await house.quay.commands()).toEqual([]);
  });

  it('is for operators only, and for nobody without a sign-in', async () => {
    const requests = [
      ['POST', ptzPaths.ptz('demo', 1), { pan: 1 }],
      ['POST', ptzPaths.take('demo', 1), {}],
      ['POST', ptzPaths.centre('demo', 1), { x: 0, y: 0 }],
      ['POST', ptzPaths.focus('demo', 1), { action: 'near' }],
      ['POST', ptzPaths.iris('demo', 1), { action: 'close' }],
      ['POST', ptzPaths.aux('demo', 1, 1), { on: false }],
      ['PUT', ptzPaths.preset('demo', 1, 1), {}],
      ['POST', ptzPaths.goToPreset('demo', 1, 1), {}],
    ] as const;
    for (const [method, path, body] of requests) {
      const { status, body: problem } = await house.eve.ask(method, path, body);
      expect([path, status]).toEqual([path, 403]);
      expect(problem).toMatchObject({ detail: expect.stringContaining('operator') as string });
      const answer = await fetch(new URL(path, house.demo.url), { method });
      expect([path, answer.status]).toEqual([path, 401]);
    }
    await house.eve.connect();
    expect(await house.eve.say(1, { pan: 1 })).toContain('operator');
    expect(await house.quay.commands()).toEqual([]);
    expect((await house.eve.ask('GET', ptzPaths.presets('demo', 1))).status).toBe(200);
  });
});

describe('a movement', () => {
  it('goes on while it is held, in the pace of the recorder, and ends with the release', async () => {
    await house.quay.put({ pan: -100, tilt: 0, zoom: 1 });
    const { ranOut } = (await house.quay.state()).counters;
    await house.ann.connect();
    house.ann.hold(1, { pan: 0.5 });
    await house.quay.untilCommands('five times to the right', ({ length }) => length >= 5);
    const during = await house.quay.state();
    expect(during.moving).toBe(true);
    await house.ann.release(1);
    const commands = await house.quay.untilTold(standing);
    const moves = commands.slice(0, -1);
    expect(moves.map(stepsOf)).toEqual(moves.map(() => [8, 0, 0]));
    const gaps = commands.slice(1).map(({ sinceLastMs }) => sinceLastMs!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
    // It would stop by itself after 2 s.
    expect(Math.max(...gaps)).toBeLessThan(1_500);
    const { view, counters, moving } = await house.quay.untilResting();
    expect(moving).toBe(false);
    expect(counters.ranOut).toBe(ranOut);
    // 30 degrees a second at half speed, all the time.
    const seconds = (commands.at(-1)!.atMs - commands[0]!.atMs) / 1_000;
    expect(view.pan - -100).toBeCloseTo(seconds * 30, 0);
    expect(house.ann.refusals).toEqual([]);
  });

  it('of several people at once: each camera goes on without a break', async () => {
    const drivers = [house.ann, house.bob] as const;
    const moved = [house.quay, house.roof] as const;
    const ranOut = await Promise.all(
      moved.map(async (each) => (await each.state()).counters.ranOut),
    );
    await Promise.all(drivers.map((driver) => driver.connect()));
    drivers.forEach((driver, at) => driver.hold(at + 1, { pan: 0.05, tilt: -0.05 }));
    await Promise.all(
      moved.map((each) => each.untilCommands('four moves', ({ length }) => length >= 4)),
    );
    await Promise.all(drivers.map((driver, at) => driver.release(at + 1)));
    for (const [at, each] of moved.entries()) {
      const commands = await each.untilTold(standing);
      expect(commands.filter((command) => stepsOf(command).join() === '0,0,0')).toHaveLength(1);
      expect((await each.state()).counters.ranOut).toBe(ranOut[at]);
    }
    const all = (await Promise.all(moved.map((each) => each.commands()))).flat();
    const times = all.map(({ atMs }) => atMs).sort((one, other) => one - other);
    const gaps = times.slice(1).map((atMs, index) => atMs - times[index]!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
  });

  it('of a recorder that takes its time ends all the same, and in its pace', async () => {
    await house.recorder.faults({ kind: 'slow-answer', delayMs: 400, cgis: ['directctrl'] });
    await house.ann.connect();
    house.ann.hold(2, { pan: 0.05 });
    await house.roof.untilCommands('three moves', ({ length }) => length >= 3);
    const releasedMs = Date.now();
    await house.ann.release(2);
    // At worst one command is under way, then the pause, then the stop takes its time too.
    expect(await stopAfter(house.roof, releasedMs)).toBeLessThan(400 + 200 + 400 + 300);
  });

  it('of a trembling stick is sent in the pace, and the last word counts', async () => {
    await house.ann.connect();
    for (let turn = 0; turn < 60; turn += 1) {
      void house.ann.say(2, { pan: Math.sin(turn), tilt: Math.cos(turn) });
    }
    expect(await house.ann.say(2, { pan: -1 })).toBeNull();
    await house.roof.untilTold([-256, 0, 0]);
    await house.ann.release(2);
    const commands = await house.roof.untilTold(standing);
    expect(commands.length).toBeLessThan(8);
    const gaps = commands.slice(1).map(({ sinceLastMs }) => sinceLastMs!);
    expect(Math.min(...gaps)).toBeGreaterThanOrEqual(200);
  });

  it('within one step is not sent again', async () => {
    await house.ann.connect();
    for (const pan of [0.5, 0.505, 0.51, 0.495]) {
      expect(await house.ann.say(1, { pan })).toBeNull();
    }
    await house.ann.release(1);
    const commands = await house.quay.untilTold(standing);
    expect(commands.map(stepsOf)).toEqual([[8, 0, 0], standing]);
  });

  it('ends within a second when the connection breaks', async () => {
    await house.ann.connect();
    house.ann.hold(1, { tilt: 1 });
    await house.quay.untilCommands('twice', ({ length }) => length >= 2);
    const cutMs = Date.now();
    house.ann.cut();
    expect(await stopAfter(house.quay, cutMs)).toBeLessThan(1_000);
    // Whoever is gone no longer drives.
    expect((await house.bob.state(1)).driver).toBeNull();
    expect((await house.bob.move(1, { pan: 1 })).status).toBe(200);
  });

  it('ends within a second when nothing more is heard over a connection that stands', async () => {
    await house.ann.connect();
    house.ann.hold(1, { zoom: 1 });
    await house.quay.untilCommands('twice', ({ length }) => length >= 2);
    house.ann.forget();
    expect(await stopAfter(house.quay, house.ann.lastSaidMs)).toBeLessThan(1_000);
    expect((await house.eve.state(1)).driver).toMatchObject({ username: 'ann', isYou: false });
    await house.untilNobodyDrives(1);
    expect((await house.bob.move(1, { pan: 1 })).status).toBe(200);
  });

  it('by requests alone ends within a second as well', async () => {
    const saidMs = Date.now();
    const { status, body } = await house.ann.move(2, { pan: 1 });
    expect([status, body]).toEqual([
      200,
      expect.objectContaining({ moving: true, driver: expect.objectContaining({ isYou: true }) }),
    ]);
    expect(await stopAfter(house.roof, saidMs)).toBeLessThan(1_100);
  });

  it('stops before a preset is stored or gone to, and not for the focus', async () => {
    await house.ann.connect();
    house.ann.hold(1, { pan: -1 });
    await house.quay.untilCommands('a move', ({ length }) => length >= 1);
    await house.ann.ask('POST', ptzPaths.focus('demo', 1), { action: 'near' });
    await house.quay.untilCommands('moves after the focus', (commands) => {
      const focused = commands.findIndex(({ command }) => command === 'focusCamera');
      return focused >= 0 && movesOf(commands.slice(focused)).length > 0;
    });
    house.ann.forget();
    await house.ann.ask('POST', ptzPaths.goToPreset('demo', 1, 256), {});
    const commands = await house.quay.untilCommands('the preset', (all) =>
      all.some(({ command }) => command === 'goToPreset'),
    );
    const at = commands.findIndex(({ command }) => command === 'goToPreset');
    expect(stepsOf(movesOf(commands.slice(0, at)).at(-1)!)).toEqual(standing);
    const focused = commands.findIndex(({ command }) => command === 'focusCamera');
    expect(commands.slice(0, focused).map(stepsOf)).not.toContainEqual(standing);
  });

  it('is in the audit once, with its direction, and once more with its end', async () => {
    const before = house.audit(2).length;
    await house.ann.connect();
    house.ann.hold(2, { pan: 1, tilt: -1, zoom: 1 });
    await house.roof.untilCommands('three times', ({ length }) => length >= 3);
    await house.ann.release(2);
    await house.roof.untilTold(standing);
    await house.bob.ask('POST', ptzPaths.take('demo', 2), {});
    await house.ann.ask('POST', ptzPaths.focus('demo', 2), { action: 'near' });
    const entries = await until(
      'four entries of the audit',
      5_000,
      () => {
        const found = house.audit(2).slice(before);
        return found.length >= 4 && found;
      },
      () => house.audit(2),
    );
    expect(entries).toEqual([
      'ann camera-move down right in',
      'ann camera-stop down right in released',
      expect.stringMatching(/^bob POST .*ptz\/take$/),
      expect.stringMatching(/^ann POST .*focus refused$/),
    ]);
  });
});
