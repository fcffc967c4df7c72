import { nvrCommands } from '@casement/protocol';
import type { NvrCommand } from '@casement/protocol';
import { createFakePictures } from '../testing/fake-pictures.js';
import { createFakeSound } from '../testing/fake-sound.js';
import { ManualClock } from '../testing/manual-clock.js';
import { closeTestRecorders, startTestRecorder } from '../testing/test-recorder.js';
import type { TestRecorder, TestRecorderOptions } from '../testing/test-recorder.js';
import { waitFor } from '../testing/wait-for.js';

afterEach(closeTestRecorders);

const now = Date.UTC(2026, 10, 21, 7, 8, 9);
const ago = (seconds: number): number => now - seconds * 1000;

/** A recorder whose clock stands, with a GOP of a second. */
function start(
  scenario: TestRecorderOptions['scenario'] = {},
  clock = new ManualClock(now),
): Promise<TestRecorder> {
  return startTestRecorder({
    scenario,
    clock,
    pictures: {
      main: createFakePictures({ fps: 5, picturesPerGop: 5 }),
      other: createFakePictures({ fps: 10, picturesPerGop: 10, width: 96 }),
      sound: createFakeSound(),
    },
  });
}

async function status({ client }: TestRecorder, command: NvrCommand): Promise<number> {
  return (await client.get(command.path)).status;
}

/** A UID that plays cameras 1 and 2 from `seconds` ago on. */
async function play(test: TestRecorder, seconds: number, cameras = [1, 2]): Promise<string> {
  const uid = await test.client.loginForPlayback(cameras);
  await test.client.get(nvrCommands.goToDate(uid, ago(seconds)).path);
  return uid;
}

describe('camera.cgi', () => {
  it('brings a GOP with everything around it', async () => {
    const test = await start({ recorder: { timeZone: 'Europe/Berlin' } });
    const uid = await play(test, 60);
    const reply = await test.client.get(nvrCommands.playbackVideo(uid, 1).path);
    expect(reply.status).toBe(200);
    expect(reply.headers).toMatchObject({
      'content-type': 'application/octet-stream',
      'cache-control': 'no-cache',
      'content-length': String(reply.bytes.length),
    });
    const body = await test.client.gop(uid, 2);
    const zone = { timeZoneMinutes: 60, summerTime: false };
    expect(body).toMatchObject({
      codec: 'h264',
      isPresent: true,
      isTruncated: false,
      defects: [],
      information: {
        camera: 2,
        compression: 'h264',
        timeEpochS: ago(60) / 1000,
        hundredths: 0,
        ...zone,
        frameCount: 5,
        imagesPerSecond: 5,
        imagePresent: true,
        state: 'play',
        speedStep: 0,
        startCodes: true,
        longTermReference: 'none',
        idrDisplay: 'unspecified',
      },
    });
    expect(body.pictures.map(({ epochMs }) => epochMs - ago(60))).toEqual([0, 200, 400, 600, 800]);
    expect(body.pictures[3]?.gop).toEqual({
      start: { epochMs: ago(60), ...zone },
      end: { epochMs: ago(60) + 800, ...zone },
    });
    expect(body.pictures[0]?.cameraInformation.map(({ id }) => id)).toEqual([
      0x11, 0x12, 0x1e, 0x1f, 0x27,
    ]);
  });

  it('goes forward, back and in jumps, and says which', async () => {
    const test = await start();
    const { client } = test;
    const uid = await play(test, 100);
    const next = async (): Promise<unknown> => {
      const { information } = await client.gop(uid, 1);
      const { state, speedStep, timeEpochS = 0 } = information;
      return [state, speedStep, timeEpochS - ago(100) / 1000];
    };
    expect(await next()).toEqual(['play', 0, 0]);
    expect(await next()).toEqual(['play', 0, 1]);
    await client.get(nvrCommands.reversePlay(uid, ago(99)).path);
    expect(await next()).toEqual(['reverse', 0, 0]);
    expect(await next()).toEqual(['reverse', 0, -1]);
    await client.get(nvrCommands.fastForward(uid, ago(90)).path);
    await client.get(nvrCommands.fastForward(uid, ago(90)).path);
    expect(await next()).toEqual(['fast-forward', 2, 14]);
    await client.get(nvrCommands.previousFrame(uid, ago(90) + 400).path);
    expect(await next()).toEqual(['previous-image', 0, 9]);
  });

  it('is refused without mask, before PLAY, for other cameras, after STOP, and twice at a time', async () => {
    const test = await start({ playback: { gopDelayMs: 200 } });
    const { client } = test;
    const uid = await client.login();
    const video = nvrCommands.playbackVideo(uid, 1);
    expect(await status(test, video)).toBe(400);
    expect(await status(test, nvrCommands.play(uid))).toBe(400);
    expect(await status(test, nvrCommands.mask(uid, [1], 9))).toBe(400);
    expect(await status(test, nvrCommands.mask(uid, [1], 4))).toBe(200);
    expect(await status(test, video)).toBe(400);
    expect(await status(test, nvrCommands.play(uid))).toBe(200);
    expect(await status(test, nvrCommands.playbackVideo(uid, 2))).toBe(400);
    expect(await status(test, nvrCommands.playbackVideo(uid, 9))).toBe(400);
    const both = await Promise.all([status(test, video), status(test, video)]);
    expect([...both].sort()).toEqual([200, 503]);
    expect(await status(test, nvrCommands.pause(uid, ago(60)))).toBe(200);
    expect(await status(test, video)).toBe(204);
    expect(await status(test, nvrCommands.stopPlayback(uid, ago(60)))).toBe(200);
    expect(await status(test, video)).toBe(400);
    expect(await status(test, nvrCommands.stopPlayback(uid, ago(60)))).toBe(200);
    expect(test.recorder.playbackLog.totals).toMatchObject({ refused: 6, gopsInFlight: 0 });
  });

  it('plays as many cameras on a UID as it may, each at its own pace, and other UIDs beside it', async () => {
    const test = await start({ playback: { maxCameras: 2 } });
    const { client } = test;
    const uid = await play(test, 60);
    expect(await status(test, nvrCommands.mask(uid, [1, 2, 3], 4))).toBe(503);
    const times = async (of: string, camera: number): Promise<unknown> =>
      ((await client.gop(of, camera)).information.timeEpochS ?? 0) - ago(60) / 1000;
    expect([await times(uid, 1), await times(uid, 1), await times(uid, 2)]).toEqual([0, 1, 0]);
    const other = await play(test, 30);
    expect([await times(other, 1), await times(uid, 1)]).toEqual([30, 2]);
  });

  it('excludes live on the same UID, and gives it back with STOP', async () => {
    const test = await start();
    const uid = await test.client.loginForLive();
    const live = nvrCommands.startLiveRtp(uid, 1, 'H264', 40_000);
    expect(await status(test, live)).toBe(200);
    expect(await status(test, nvrCommands.mask(uid, [1], 4))).toBe(400);
    expect(await status(test, nvrCommands.stopLiveRtp(uid, 1, 'H264', 40_000))).toBe(200);
    expect(await status(test, nvrCommands.mask(uid, [1], 4))).toBe(200);
    expect(await status(test, live)).toBe(400);
    await test.client.get(nvrCommands.stopPlayback(uid, now).path);
    expect(test.recorder.uids[0]?.session.isPlaying).toBe(false);
  });

  it('takes as long as it is told, and is free again when the client hangs up', async () => {
    const test = await start({ playback: { gopDelayMs: 60_000 } });
    const uid = await play(test, 60);
    const controller = new AbortController();
    const { path } = nvrCommands.playbackVideo(uid, 1);
    const reply = fetch(`${test.url}${path}`, { signal: controller.signal });
    await waitFor('a GOP in flight', () => test.recorder.playbackLog.totals.gopsInFlight === 1);
    expect(await status(test, nvrCommands.playbackVideo(uid, 1))).toBe(503);
    controller.abort();
    await expect(reply).rejects.toThrow();
    await waitFor('no GOP in flight', () => test.recorder.playbackLog.totals.gopsInFlight === 0);
    expect(test.recorder.playbackLog.totals.maxGopsInFlight).toBe(1);
  });

  it.each([
    ['presence 0', {}, 200],
    ['204', { gapAnswer: '204' as const }, 204],
  ])('answers %s in a gap, then goes on', async (_name, playback, expected) => {
    const test = await start({
      playback,
      recordings: { ranges: [{ from: '-1h' }], gaps: [{ from: '-60s', for: '2s' }] },
    });
    const uid = await play(test, 60);
    const empty = await test.client.get(nvrCommands.playbackVideo(uid, 1).path);
    expect(empty.status).toBe(expected);
    if (expected === 200) {
      expect(await test.client.gop(uid, 1)).toMatchObject({
        isPresent: false,
        pictures: [],
        defects: [],
        information: { camera: 1, timeEpochS: ago(59) / 1000, frameCount: 0 },
      });
    } else {
      await test.client.get(nvrCommands.playbackVideo(uid, 1).path);
    }
    const body = await test.client.gop(uid, 1);
    expect(body.pictures[0]?.epochMs).toBe(ago(58));
    expect(test.recorder.playbackLog.counts.get(1)).toEqual({ gops: 1, empty: 2, sounds: 0 });
  });

  it('follows the clock: what is recorded now can be played two seconds later', async () => {
    const clock = new ManualClock(now);
    const test = await start({}, clock);
    const uid = await play(test, 3);
    expect((await test.client.gop(uid, 1)).pictures[0]?.epochMs).toBe(ago(3));
    expect((await test.client.gop(uid, 1)).isPresent).toBe(false);
    clock.advance(1_000);
    expect((await test.client.gop(uid, 1)).pictures[0]?.epochMs).toBe(ago(2));
  });

  it('has a gap where the camera was away', async () => {
    const clock = new ManualClock(now);
    const test = await start({}, clock);
    const camera = test.recorder.cameras.get(1)!;
    camera.connection = 'error';
    clock.advance(60_000);
    camera.connection = 'ok';
    clock.advance(60_000);
    expect(camera.timeline?.recorded.slice(-2).map(({ toMs }) => toMs - now)).toEqual([0, 118_000]);
    expect(camera.timeline?.at(now + 30_000)).toBeUndefined();
    expect(camera.timeline?.at(now + 61_000)).toBeDefined();
  });

  it('changes pictures where the scenario says', async () => {
    const test = await start({
      recordings: { ranges: [{ from: '-1h' }], changes: [{ at: '-60s', to: 'alternative' }] },
    });
    const uid = await play(test, 61);
    const counts = [await test.client.gop(uid, 1), await test.client.gop(uid, 1)];
    expect(counts.map(({ pictures }) => pictures.length)).toEqual([5, 10]);
    expect(counts.map(({ information }) => information.imagesPerSecond)).toEqual([5, 10]);
  });

  it('marks long-term reference pictures when told so', async () => {
    const test = await start({ recordings: { longTermReference: 'hide-idr' } });
    const { information } = await test.client.gop(await play(test, 60), 1);
    expect(information).toMatchObject({ longTermReference: 'in-gop', idrDisplay: 'hide' });
  });
});

describe('playaudio.cgi', () => {
  const withSound = { cameras: [{ number: 1, audio: { codec: 'g711' as const } }, { number: 2 }] };

  it('brings a second of sound, then the next', async () => {
    const test = await start(withSound);
    const uid = await play(test, 60);
    await test.client.gop(uid, 1);
    const sound = await test.client.sound(uid, 1);
    expect(sound).toMatchObject({
      codec: 'g711',
      camera: 1,
      startMs: ago(60),
      endMs: ago(59),
      defects: [],
    });
    const frames = Array.from({ length: 25 }, (_, index) =>
      createFakeSound().frame((ago(60) / 1000) * 25 + index),
    );
    expect(Buffer.concat(sound.frames)).toEqual(Buffer.concat(frames));
    expect((await test.client.sound(uid, 1)).startMs).toBe(ago(59));
  });

  it('has none without a microphone, and none backwards', async () => {
    const test = await start(withSound);
    const uid = await play(test, 60);
    expect(await status(test, nvrCommands.playbackAudio(uid, 2))).toBe(204);
    await test.client.get(nvrCommands.reversePlay(uid, ago(60)).path);
    expect(await status(test, nvrCommands.playbackAudio(uid, 1))).toBe(204);
  });
});

describe('faults of playback', () => {
  it.each([
    ['truncated' as const, { isTruncated: true, isPresent: true }, 4],
    ['lying-length' as const, { isTruncated: true }, 4],
    ['short-length' as const, { isTruncated: true }, 4],
    ['lying-chunk' as const, { codec: 'h264' }, 5],
    ['no-idr' as const, { isTruncated: false }, 4],
    ['no-parameter-sets' as const, { isTruncated: false, defects: [] }, 5],
    ['out-of-order' as const, { isTruncated: false }, 5],
    ['no-pictures' as const, { isPresent: true, pictures: [] }, 0],
    ['wrong-camera' as const, { information: { camera: 2 } }, 5],
  ])('%s', async (form, expected, pictures) => {
    const test = await start();
    const uid = await play(test, 60);
    test.recorder.faults.add({ kind: 'gop-defect', form, rate: 1, times: 1 });
    const body = await test.client.gop(uid, 1);
    expect(body).toMatchObject(expected);
    expect(body.pictures).toHaveLength(pictures);
    expect(test.recorder.faults.active).toEqual([]);
    expect(await test.client.gop(uid, 1)).toMatchObject({ isTruncated: false, defects: [] });
  });

  it('out-of-order: the first picture stays, the others change places', async () => {
    const test = await start();
    const uid = await play(test, 60);
    test.recorder.faults.add({ kind: 'gop-defect', form: 'out-of-order', rate: 1 });
    const { pictures } = await test.client.gop(uid, 1);
    expect(pictures.map(({ epochMs }) => epochMs - ago(60))).toEqual([0, 400, 200, 800, 600]);
  });

  it('no-parameter-sets: the IDR picture stays', async () => {
    const test = await start();
    const uid = await play(test, 60);
    const whole = (await test.client.gop(uid, 1)).pictures[0]?.data.length ?? 0;
    test.recorder.faults.add({ kind: 'gop-defect', form: 'no-parameter-sets', rate: 1 });
    expect((await test.client.gop(uid, 1)).pictures[0]?.data.length).toBeLessThan(whole);
  });

  it.each(['unknown-chunk' as const, 'empty-body' as const])('%s is no body', async (form) => {
    const test = await start();
    const uid = await play(test, 60);
    test.recorder.faults.add({ kind: 'gop-defect', form, rate: 1, times: 1 });
    await expect(test.client.gop(uid, 1)).rejects.toThrow();
  });

  it('cut: the connection ends before the length that was said', async () => {
    const test = await start();
    const uid = await play(test, 60);
    test.recorder.faults.add({ kind: 'gop-defect', form: 'cut', rate: 1, times: 1 });
    const { path } = nvrCommands.playbackVideo(uid, 1);
    await expect(test.client.get(path)).rejects.toThrow('aborted');
    await waitFor('no GOP in flight', () => test.recorder.playbackLog.totals.gopsInFlight === 0);
    expect(await status(test, nvrCommands.playbackVideo(uid, 1))).toBe(200);
  });

  it.each([401, 503, 204, 'html'] as const)('%s instead of a GOP', async (wanted) => {
    const test = await start();
    const uid = await play(test, 60);
    test.recorder.faults.add({ kind: 'answer', status: wanted, cgis: ['camera'], times: 1 });
    const reply = await test.client.get(nvrCommands.playbackVideo(uid, 1).path);
    expect(reply.status).toBe(wanted === 'html' ? 200 : wanted);
    expect(reply.headers['content-type']).not.toBe('application/octet-stream');
    expect((await test.client.gop(uid, 1)).pictures).toHaveLength(5);
  });

  it('ends the UID in the middle of reverse', async () => {
    const test = await start();
    const uid = await play(test, 60);
    test.recorder.faults.add({ kind: 'playback-eviction', afterGops: 2, during: 'reverse' });
    await test.client.gop(uid, 1);
    await test.client.get(nvrCommands.reversePlay(uid, ago(60)).path);
    const video = nvrCommands.playbackVideo(uid, 1);
    expect([
      await status(test, video),
      await status(test, video),
      await status(test, video),
      await status(test, video),
    ]).toEqual([200, 200, 401, 401]);
    expect(test.recorder.counters.evictions).toBe(1);
    expect(test.recorder.faults.active).toEqual([]);
    expect((await test.client.gop(await play(test, 60), 1)).pictures).toHaveLength(5);
  });

  it('steps the recorded clock back, in all times alike', async () => {
    const test = await start();
    const uid = await play(test, 60);
    await test.client.gop(uid, 1);
    test.recorder.faults.add({ kind: 'recorded-clock', seconds: 30 });
    const body = await test.client.gop(uid, 1);
    expect(body.information.timeEpochS).toBe(ago(89) / 1000);
    expect(body.pictures[0]).toMatchObject({
      epochMs: ago(89),
      gop: { start: { epochMs: ago(89) }, end: { epochMs: ago(89) + 800 } },
    });
  });

  it('sends sound from before the pictures', async () => {
    const test = await start({ cameras: [{ number: 1, audio: { codec: 'g711' } }] });
    const uid = await play(test, 60, [1]);
    test.recorder.faults.add({ kind: 'sound-ahead', seconds: 3 });
    expect((await test.client.sound(uid, 1)).startMs).toBe(ago(63));
  });

  it('makes one camera slow and not the other', async () => {
    const test = await start();
    const uid = await play(test, 60);
    test.recorder.faults.add({ kind: 'slow-gop', delayMs: 60_000, cameras: [1] });
    const controller = new AbortController();
    const { path } = nvrCommands.playbackVideo(uid, 1);
    const slow = fetch(`${test.url}${path}`, { signal: controller.signal });
    await waitFor('a GOP in flight', () => test.recorder.playbackLog.totals.gopsInFlight === 1);
    expect((await test.client.gop(uid, 2)).pictures).toHaveLength(5);
    controller.abort();
    await expect(slow).rejects.toThrow();
  });
});

describe('what a test may look at', () => {
  it('counts commands that come too soon, and lists them in order', async () => {
    const clock = new ManualClock(now);
    const test = await start({}, clock);
    const uid = await play(test, 60);
    expect(test.recorder.pace.counts).toEqual({ controlTooSoon: 1, stepsTooSoon: 0 });
    clock.advance(3_000);
    await test.client.get(nvrCommands.pause(uid, ago(58)).path);
    await test.client.get(nvrCommands.nextFrame(uid, ago(58) + 200).path);
    clock.advance(200);
    await test.client.get(nvrCommands.nextFrame(uid, ago(58) + 400).path);
    await test.client.get(nvrCommands.previousFrame(uid, ago(58) + 400).path);
    expect(test.recorder.pace.counts).toEqual({ controlTooSoon: 1, stepsTooSoon: 1 });
    const [masked = ''] = test.recorder.playbackLog.entries.map((entry) => entry.uid);
    expect(masked).toBe(`…${uid.slice(-2)}`);
    expect(
      test.recorder.playbackLog.entries.map(({ command, time, cameras }) => [
        command,
        time ?? cameras,
      ]),
    ).toEqual([
      ['mask', [1, 2]],
      ['goToDate', '2026-11-21T07:07:09.000Z'],
      ['pause', '2026-11-21T07:07:11.000Z'],
      ['nextFrame', '2026-11-21T07:07:11.200Z'],
      ['nextFrame', '2026-11-21T07:07:11.400Z'],
      ['previousFrame', '2026-11-21T07:07:11.400Z'],
    ]);
  });
});
