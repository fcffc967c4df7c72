import { nvrCommands, toCentre } from '@casement/protocol';
import type { ScenarioInput } from '../scenario.js';
import { ManualClock } from '../testing/manual-clock.js';
import type { RecorderClient } from '../testing/recorder-client.js';
import { closeTestRecorders, startTestRecorder } from '../testing/test-recorder.js';
import { PtzLog } from './ptz/ptz-log.js';

afterEach(closeTestRecorders);

const cameras: ScenarioInput['cameras'] = [
  { number: 1, ptz: {} },
  { number: 2, ptz: { scale: 256, aux: 2, presets: 8, refuses: ['centre'], iris: false } },
  { number: 3 },
  { number: 4, connection: 'unregistered' },
];

async function start(recorder: ScenarioInput['recorder'] = {}) {
  const clock = new ManualClock();
  const started = await startTestRecorder({ clock, scenario: { cameras, recorder } });
  const uid = await started.client.loginForLive();
  const view = (camera = 1) =>
    started.recorder.cameras.get(camera)!.ptz!.track.viewAt(clock.nowMs());
  const send = async (path: string) => (await started.client.get(path)).status;
  return { ...started, clock, uid, view, send };
}

const move = (uid: string, camera: number, pan: number, tilt = 0, zoom = 0) =>
  nvrCommands.moveCamera(uid, camera, { pan, tilt, zoom }).path;

describe('directctrl.cgi', () => {
  it('NV23: moves as fast as the steps say, to the right, down and in', async () => {
    const { uid, clock, view, send } = await start();
    expect(await send(move(uid, 1, 8, 4, 2))).toBe(200);
    clock.advance(1_000);
    expect(view()).toMatchObject({ pan: 30, tilt: -19 });
    expect(view().zoom).toBeCloseTo(2 ** 0.75);
    expect(await send(move(uid, 1, -16))).toBe(200);
    clock.advance(500);
    // Half a second at full speed, as fast in the picture as at zoom 1.
    expect(view().pan).toBeCloseTo(30 - 30 / view().zoom);
  });

  it('stops at once when told so, and after two seconds by itself (B54)', async () => {
    const { uid, clock, recorder, view, send } = await start();
    await send(move(uid, 1, 16));
    clock.advance(250);
    await send(move(uid, 1, 0));
    clock.advance(5_000);
    expect(view().pan).toBe(15);
    await send(move(uid, 1, 16));
    clock.advance(10_000);
    expect(view().pan).toBe(135);
    const { ptz } = recorder.cameras.get(1)!;
    ptz?.noteTime(clock.nowMs());
    expect(ptz?.counts).toEqual({ clamped: 0, ranOut: 1, emptyPresets: 0 });
  });

  it('stops at the end of travel', async () => {
    const { uid, clock, view, send } = await start();
    for (let count = 0; count < 3; count += 1) {
      await send(move(uid, 1, -16, -16));
      clock.advance(1_900);
    }
    expect(view()).toMatchObject({ pan: -170, tilt: 30 });
  });

  it('B51: has the scale of the camera, and takes more as the most', async () => {
    const { uid, clock, recorder, view, send } = await start();
    await send(move(uid, 2, 128));
    await send(move(uid, 1, 128));
    clock.advance(1_000);
    expect(view(2).pan).toBe(30);
    expect(view(1).pan).toBe(60);
    expect(recorder.cameras.get(1)?.ptz?.counts.clamped).toBe(1);
  });

  it('B53: takes what is missing as 0', async () => {
    const { uid, clock, view, send } = await start();
    expect(await send(`/cgi-bin/directctrl.cgi?UID=${uid}&CH=1&TILT=-16&PC=AS60`)).toBe(200);
    clock.advance(100);
    expect(view()).toMatchObject({ pan: 0, tilt: 2, zoom: 1 });
  });
});

describe('camctl.cgi', () => {
  it('NV21: brings a place to the middle', async () => {
    const { uid, clock, view, send } = await start();
    const path = nvrCommands.centreCamera(uid, 1, toCentre({ x: 0.75, y: 0.25 })).path;
    expect(path).toContain('X=8&Y=24');
    expect(await send(path)).toBe(200);
    clock.advance(1_000);
    // A quarter of 60 degrees, and of 60 * 360 / 640.
    expect(view().pan).toBeCloseTo(15);
    expect(view().tilt).toBeCloseTo(-4 + 8.4375);
  });

  it('NV22: takes CAM for CH, and not both when they differ', async () => {
    const { uid, send } = await start();
    const rest = 'CMD=CENTERING&CTRL=START&X=16&Y=16&PC=AS60';
    expect(await send(`/cgi-bin/camctl.cgi?UID=${uid}&CAM=1&${rest}`)).toBe(200);
    expect(await send(`/cgi-bin/camctl.cgi?UID=${uid}&CH=1&CAM=2&${rest}`)).toBe(400);
  });

  it('NV20: focus and iris go a step a command, CTRL twice in this order', async () => {
    const { uid, view, send } = await start();
    const path = nvrCommands.focusCamera(uid, 1, 'far').path;
    expect(path).toContain('CTRL=FAR&CTRL=START');
    await send(path);
    await send(path);
    await send(nvrCommands.irisCamera(uid, 1, 'close').path);
    expect(view()).toMatchObject({ focus: 2, iris: -1 });
    await send(nvrCommands.focusCamera(uid, 1, 'auto').path);
    await send(nvrCommands.irisCamera(uid, 1, 'reset').path);
    expect(view()).toMatchObject({ focus: 0, iris: 0 });
    expect(await send(path.replace('CTRL=FAR&CTRL=START', 'CTRL=START&CTRL=FAR'))).toBe(400);
  });

  it('goes back to a preset, in a time of its own', async () => {
    const { uid, clock, view, send } = await start();
    await send(move(uid, 1, 16));
    clock.advance(1_000);
    await send(move(uid, 1, 0));
    await send(nvrCommands.storePreset(uid, 1, 256).path);
    await send(move(uid, 1, -16));
    clock.advance(2_000);
    expect(view().pan).toBe(-60);
    expect(await send(nvrCommands.goToPreset(uid, 1, 256).path)).toBe(200);
    clock.advance(100);
    expect(view().pan).toBeGreaterThan(-60);
    expect(view().pan).toBeLessThan(60);
    clock.advance(1_000);
    expect(view().pan).toBe(60);
  });

  it('does nothing for a preset that was never stored', async () => {
    const { uid, clock, recorder, view, send } = await start();
    expect(await send(nvrCommands.goToPreset(uid, 1, 9).path)).toBe(200);
    clock.advance(2_000);
    expect(view().pan).toBe(0);
    expect(recorder.cameras.get(1)?.ptz?.counts.emptyPresets).toBe(1);
  });

  it('opens and closes AUX', async () => {
    const { uid, view, send } = await start();
    await send(nvrCommands.auxCamera(uid, 1, 1, true).path);
    await send(nvrCommands.auxCamera(uid, 1, 8, true).path);
    expect(view().aux).toBe(0b1000_0001);
    await send(nvrCommands.auxCamera(uid, 1, 1, false).path);
    expect(view().aux).toBe(0b1000_0000);
  });
});

describe('what a camera cannot do', () => {
  const commands = (uid: string): readonly (readonly [what: string, path: string])[] => [
    ['Camera 3 does not have pan, tilt and zoom.', move(uid, 3, 1)],
    ['Camera 3 does not have pan, tilt and zoom.', move(uid, 3, 0)],
    ['No camera 4 is registered.', move(uid, 4, 1)],
    ['No camera 9 is registered.', move(uid, 9, 1)],
    ['Camera 2 does not have centring.', nvrCommands.centreCamera(uid, 2, { x: 1, y: 1 }).path],
    ['Camera 2 does not have iris.', nvrCommands.irisCamera(uid, 2, 'open').path],
    ['Camera 2 does not have AUX3.', nvrCommands.auxCamera(uid, 2, 3, true).path],
    ['Camera 2 does not have preset 9.', nvrCommands.goToPreset(uid, 2, 9).path],
    ['Camera 2 does not have preset 9.', nvrCommands.storePreset(uid, 2, 9).path],
  ];

  it('is refused with 400 and words', async () => {
    const { uid, client } = await start();
    for (const [words, path] of commands(uid)) {
      const { status, body } = await client.get(path);
      expect(status).toBe(400);
      expect(body).toContain(words);
    }
  });

  it('out of range, twice, or out of order is refused', async () => {
    const { uid, send, recorder } = await start();
    const base = `/cgi-bin/directctrl.cgi?UID=${uid}&CH=1`;
    for (const rest of [
      'PAN=257',
      'PAN=-257',
      'ZOOM=5',
      'PAN=1.5',
      'PAN=',
      'PAN=x',
      'PAN=1&PAN=2',
    ]) {
      expect(await send(`${base}&${rest}&PC=AS60`)).toBe(400);
    }
    expect(await send(`${base}&ZOOM=1&PAN=1&PC=AS60`)).toBe(400);
    const lens = `/cgi-bin/camctl.cgi?UID=${uid}&CH=1`;
    for (const rest of [
      'CMD=PRESET&NO=0',
      'CMD=PRESETPRG&NO=257',
      'CMD=AUX9&CTRL=OPEN',
      'CMD=AUX1&CTRL=HALF',
      'CMD=FOCUS&CTRL=FAR',
      'CMD=IRIS&CTRL=STOP&CTRL=START',
      'CMD=CENTERING&CTRL=START&X=33&Y=0',
      'CMD=CENTERING&CTRL=START&X=3',
    ]) {
      expect(await send(`${lens}&${rest}&PC=AS60`)).toBe(400);
    }
    expect(recorder.cameras.get(1)?.ptz?.track.motion).toEqual({ kind: 'rest' });
  });

  it('is silently not done when the scenario wants it so', async () => {
    const { uid, send, view } = await start({ cameraControl: 'silent' });
    expect(await send(move(uid, 3, 1))).toBe(200);
    expect(await send(nvrCommands.irisCamera(uid, 2, 'open').path)).toBe(200);
    expect(view(2).iris).toBe(0);
  });

  it('needs a UID', async () => {
    const { client, uid } = await start();
    expect((await client.get(move('99999', 1, 1))).status).toBe(401);
    expect((await client.get(move(uid, 1, 1).replace(`UID=${uid}&`, ''))).status).toBe(400);
  });
});

describe('faults of camera control', () => {
  async function twice(client: RecorderClient, path: string): Promise<number[]> {
    return [(await client.get(path)).status, (await client.get(path)).status];
  }

  it('refuse what they are told to', async () => {
    const { uid, client, recorder } = await start();
    recorder.faults.add({ kind: 'ptz-refusal', status: 503, times: 1, cameras: [1] });
    expect(await twice(client, move(uid, 1, 1))).toEqual([503, 200]);
    recorder.faults.add({ kind: 'ptz-refusal', status: 204, abilities: ['focus'] });
    expect(await twice(client, nvrCommands.focusCamera(uid, 1, 'near').path)).toEqual([204, 204]);
    expect(await twice(client, move(uid, 1, 1))).toEqual([200, 200]);
    recorder.faults.add({ kind: 'answer', status: 'html', cgis: ['directctrl'], times: 1 });
    expect((await client.get(move(uid, 1, 1))).body).toContain('<html>');
  });

  it('let the camera stand', async () => {
    const { uid, clock, recorder, view, send } = await start();
    recorder.faults.add({ kind: 'ptz-stuck', cameras: [1] });
    expect(await send(move(uid, 1, 16))).toBe(200);
    clock.advance(1_000);
    expect(view().pan).toBe(0);
  });

  it('an unplugged camera hears nothing', async () => {
    const { uid, clock, recorder, view, send } = await start();
    recorder.cameras.get(1)!.connection = 'error';
    expect(await send(move(uid, 1, 16))).toBe(200);
    clock.advance(1_000);
    expect(view().pan).toBe(0);
  });
});

describe('the log of camera control', () => {
  it('counts what comes too soon, and what is refused, and keeps the latest', () => {
    const log = new PtzLog(200);
    const command = { command: 'moveCamera', uid: '12345', camera: 1, pan: 1, tilt: 2, zoom: 0 };
    for (let count = 0; count < 600; count += 1) {
      log.add({ ...command, command: 'moveCamera' }, count < 10 ? 400 : 200, count * 100);
    }
    expect(log.counts).toEqual({ commands: 600, refused: 10, tooSoon: 599 });
    expect(log.entries).toHaveLength(500);
    expect(log.entries.at(-1)).toEqual({
      time: '1970-01-01T00:00:59.900Z',
      uid: expect.stringMatching(/45$/),
      command: 'moveCamera',
      values: { pan: 1, tilt: 2, zoom: 0 },
      sinceLastMs: 100,
      status: 200,
    });
    expect(JSON.stringify(log.entries)).not.toContain('12345');
  });
});
