import { ProtocolError } from '@casement/protocol';
import type { NvrRequest } from '@casement/protocol';
import { createDialler } from '../net/dial.js';
import { DialError } from '../net/dial-error.js';
import { ManualClock } from '../net/testing/manual-clock.js';
import type { PlaybackLease, RecorderPlayCommand } from '../playback/recorder-playback.js';
import { NvrRecorder } from './nvr-recorder.js';
import { SessionFailure } from './session-failure.js';
import type { SessionCause } from './session-cause.js';
import { FakeRecorder } from './testing/fake-recorder.js';
import type { FakeAnswer } from './testing/fake-recorder.js';
import { until } from './testing/until.js';

const at = Date.UTC(2026, 10, 21, 7, 8, 9);

describe('NvrPlaybackLease', () => {
  const bugs: unknown[] = [];
  const recorders: NvrRecorder[] = [];
  let fake: FakeRecorder;
  let clock: ManualClock;

  beforeEach(async () => {
    fake = await FakeRecorder.start();
    fake.recordings.spans.set(2, [{ fromMs: at - 60_000, toMs: at + 60_000 }]);
    clock = new ManualClock();
  });

  afterEach(async () => {
    await Promise.all(recorders.splice(0).map((recorder) => recorder.close()));
    await fake.dispose();
    expect(bugs.splice(0)).toEqual([]);
  });

  function open(change: Parameters<FakeRecorder['config']>[0] = {}): NvrRecorder {
    const recorder = new NvrRecorder({
      config: fake.config(change),
      clock,
      random: () => 0,
      dispatcher: createDialler({ connectTimeoutMs: 1_000 }),
      onChange: () => undefined,
      onBug: (error) => bugs.push(error),
    });
    recorders.push(recorder);
    recorder.start();
    return recorder;
  }

  /** Waits for the recorder and a lease of it. */
  async function lease(recorder = open()): Promise<PlaybackLease & { lost: SessionCause[] }> {
    const lost: SessionCause[] = [];
    const taken = await recorder.playback.lease(
      { waiting: () => undefined, lost: (cause) => lost.push(cause) },
      new AbortController().signal,
    );
    return {
      control: (...given) => taken.control(...given),
      gop: (...given) => taken.gop(...given),
      sound: (...given) => taken.sound(...given),
      release: (...given) => taken.release(...given),
      lost,
    };
  }

  const answering = (command: NvrRequest['command'], answer: FakeAnswer): void => {
    fake.answer = (request) => (request.command === command ? answer : undefined);
  };

  const outcome = (promise: Promise<unknown>): Promise<unknown> =>
    promise.then(
      () => 'done',
      (error: unknown) => error,
    );

  /** Playback commands in the order in which they came. */
  const played = (): string[] =>
    fake.seen
      .map(({ request }) => request)
      .filter((request) => !['login', 'cameraConnections', 'setupLive'].includes(request.command))
      .map(({ command }) => command);

  it('plays on a UID of its own, without a live viewer', async () => {
    const recorder = open();
    const held = await lease(recorder);
    await held.control({ command: 'mask', cameras: [2, 4] });
    await held.control({ command: 'go-to-date', atMs: at });
    const first = await held.gop(2);
    const second = await held.gop(2);
    const times = [first, second].map((answer) =>
      answer.kind === 'gop' ? answer.body.pictures.map(({ epochMs }) => epochMs - at) : [],
    );
    expect(times).toEqual([
      [0, 200, 400, 600, 800],
      [1_000, 1_200, 1_400, 1_600, 1_800],
    ]);
    const uids = new Set(
      fake.seen.flatMap(({ request }) =>
        request.command === 'mask' || request.command === 'setupLive' ? [request.uid] : [],
      ),
    );
    expect(uids.size).toBe(2);
    const mask = fake.seen.find(({ request }) => request.command === 'mask')?.request;
    expect(mask).toMatchObject({ mask: { cameras: [2, 4], cameraCount: 4 } });
    expect(recorder).toMatchObject({ sessionsHeld: 2, playbacks: { playing: 1, waiting: 0 } });
  });

  it('knows the recorder: its cameras and its zone, as configured or as recordings say', async () => {
    fake.recordings.zone = { timeZoneMinutes: 540, summerTime: false };
    const recorder = open();
    const held = await lease(recorder);
    await until(() => recorder.playback.cameras.length === 4);
    expect(recorder.playback).toMatchObject({ recorder: 'hq', cameras: [1, 2, 3, 4] });
    expect(recorder.playback.timeZone).toBe('UTC');
    expect(recorder.view.timeZone).toBeNull();
    await held.control({ command: 'mask', cameras: [2] });
    await held.control({ command: 'go-to-date', atMs: at });
    await held.gop(2);
    expect(recorder.playback.timeZone).toBe('+09:00');
    expect(recorder.view.timeZone).toBe('+09:00');
    const other = open({ id: 'other', timeZone: 'Asia/Tokyo' });
    expect([other.playback.timeZone, other.view.timeZone]).toEqual(['Asia/Tokyo', 'Asia/Tokyo']);
  });

  it.each<[RecorderPlayCommand, Partial<NvrRequest>]>([
    [{ command: 'play' }, { command: 'play' }],
    [
      { command: 'reverse', shownMs: at + 250 },
      { command: 'reversePlay', timeMs: at },
    ],
    [
      { command: 'pause', shownMs: at },
      { command: 'pause', timeMs: at },
    ],
    [
      { command: 'next-frame', shownMs: at + 250 },
      { command: 'nextFrame', timeMs: at + 250 },
    ],
    [
      { command: 'previous-frame', shownMs: at },
      { command: 'previousFrame', timeMs: at },
    ],
    [
      { command: 'fast-forward', shownMs: at },
      { command: 'fastForward', timeMs: at },
    ],
    [
      { command: 'fast-reverse', shownMs: at },
      { command: 'fastReverse', timeMs: at },
    ],
    [
      { command: 'stop', shownMs: at },
      { command: 'stopPlayback', timeMs: at },
    ],
  ])('sends %j', async (command, request) => {
    const held = await lease();
    await held.control(command);
    expect(fake.seen.at(-1)?.request).toMatchObject(request);
  });

  it('frame steps neither wait for control commands nor delay them', async () => {
    const recorder = open({ pacing: { controlMs: 3_000, ptzMs: 200 } });
    const leasing = lease(recorder);
    await until(
      () => recorder.playbacks.playing === 1,
      () => 'a lease',
      () => clock.advance(500),
    );
    const held = await leasing;
    await clock.advance(3_000);
    const sent: [string, number][] = [];
    const send = (command: RecorderPlayCommand): Promise<number> =>
      held.control(command).then(() => sent.push([command.command, clock.nowMs()]));
    const startMs = clock.nowMs();
    const done = Promise.all([
      send({ command: 'pause', shownMs: at }),
      send({ command: 'play' }),
      send({ command: 'next-frame', shownMs: at }),
      send({ command: 'next-frame', shownMs: at + 200 }),
    ]);
    await until(
      () => sent.length === 4,
      () => sent.join(),
      () => clock.advance(100),
    );
    await done;
    const elapsed = sent.map(([name, ms]) => [name, ms - startMs] as const);
    const [, , , play] = elapsed;
    expect(
      elapsed
        .slice(0, 2)
        .map(([name]) => name)
        .sort(),
    ).toEqual(['next-frame', 'pause']);
    expect(elapsed[2]?.[0]).toBe('next-frame');
    expect(elapsed[2]?.[1]).toBeGreaterThanOrEqual(200);
    expect(elapsed[2]?.[1]).toBeLessThan(1_000);
    expect(play?.[0]).toBe('play');
    expect(play?.[1]).toBeGreaterThanOrEqual(3_000);
  });

  it('an aborted command leaves the queue, and says its place before', async () => {
    const recorder = open({ pacing: { controlMs: 3_000, ptzMs: 200 } });
    const leasing = lease(recorder);
    await until(
      () => recorder.playbacks.playing === 1,
      () => 'a lease',
      () => clock.advance(500),
    );
    const held = await leasing;
    const leaving = new AbortController();
    const places: number[] = [];
    const options = {
      signal: leaving.signal,
      onPlace: ({ etaMs }: { etaMs: number }) => places.push(etaMs),
    };
    const gone = outcome(held.control({ command: 'play' }, options));
    leaving.abort(new Error('another seek'));
    expect(await gone).toEqual(new Error('another seek'));
    expect(places).not.toEqual([]);
    await clock.advance(10_000);
    expect(fake.count('play')).toBe(0);
    expect(held.lost).toEqual([]);
  });

  it.each<[string, FakeAnswer, SessionCause]>([
    ['401', { status: 401 }, { kind: 'uid-invalid', answer: '401' }],
    ['404', { status: 404 }, { kind: 'uid-invalid', answer: '404' }],
    [
      'a page',
      { status: 200, contentType: 'text/html', body: '<html>' },
      { kind: 'uid-invalid', answer: 'html' },
    ],
    ['503', { status: 503 }, { kind: 'busy' }],
  ])('camera.cgi answered with %s: the lease is over', async (_name, answer, cause) => {
    const held = await lease();
    answering('playbackVideo', answer);
    const failure = await outcome(held.gop(2));
    expect(failure).toBeInstanceOf(SessionFailure);
    expect(failure).toMatchObject({ sessionCause: cause });
    expect(held.lost).toEqual([cause]);
    fake.answer = () => undefined;
    expect(await outcome(held.control({ command: 'play' }))).toBeInstanceOf(SessionFailure);
    expect(fake.count('play')).toBe(0);
  });

  it('an eviction ends what is in flight on the UID; the next lease plays on', async () => {
    const recorder = open();
    const held = await lease(recorder);
    answering('playbackVideo', 'hang');
    const hanging = outcome(held.gop(2));
    await until(() => fake.count('playbackVideo') === 1);
    fake.answer = () => undefined;
    fake.evict();
    expect(await outcome(held.control({ command: 'play' }))).toBeInstanceOf(SessionFailure);
    expect(await hanging).toBeInstanceOf(SessionFailure);
    expect(held.lost).toHaveLength(1);
    const asked = lease(recorder);
    await clock.advance(40_000);
    const next = await asked;
    await next.control({ command: 'mask', cameras: [2] });
    await next.control({ command: 'go-to-date', atMs: at });
    expect((await next.gop(2)).kind).toBe('gop');
  });

  it.each<[string, FakeAnswer]>([
    ['204', { status: 204 }],
    ['no byte', { status: 200, contentType: 'application/octet-stream' }],
    ['no byte of HTML', { status: 200, contentType: 'text/html', announcedBytes: 0 }],
  ])('%s is nothing recorded, not the end', async (_name, answer) => {
    const held = await lease();
    answering('playbackVideo', answer);
    expect(await held.gop(2)).toMatchObject({ kind: 'nothing', body: undefined });
    expect(held.lost).toEqual([]);
  });

  it('a gap is nothing recorded', async () => {
    const held = await lease();
    await held.control({ command: 'mask', cameras: [2] });
    await held.control({ command: 'go-to-date', atMs: at + 600_000 });
    expect(await held.gop(2)).toMatchObject({
      kind: 'nothing',
      reason: 'nothing is recorded here',
    });
  });

  it.each<[string, FakeAnswer, string]>([
    [
      'a body of more than 64 MiB, before it is read',
      { status: 200, announcedBytes: 64 * 1024 * 1024 + 1, stalls: true, body: 'x' },
      'it announced 67108865 bytes of recorded data at once',
    ],
    ['status 500', { status: 500 }, 'the recorder answered with status 500'],
    [
      'a body that ends early',
      { status: 200, announcedBytes: 10, body: 'x', cuts: true },
      'it closed the connection',
    ],
    ['a cut connection', 'reset', 'it closed the connection'],
  ])('refuses %s; the UID may go on', async (_name, answer, words) => {
    const held = await lease();
    answering('playbackVideo', answer);
    const failure = await outcome(held.gop(2));
    expect(failure).toBeInstanceOf(DialError);
    expect(failure).toMatchObject({ message: words });
    expect(held.lost).toEqual([]);
    fake.answer = () => undefined;
    await until(
      () => fake.count('keepAlive') > 0,
      () => 'a keep-alive within seconds',
      () => clock.advance(1_000),
    );
  });

  it('refuses the GOP of another camera', async () => {
    const held = await lease();
    answering('playbackVideo', { status: 200, body: fake.recordings.body(3, at) });
    expect(await outcome(held.gop(2))).toBeInstanceOf(ProtocolError);
    expect(held.lost).toEqual([]);
  });

  it('brings sound; a recorder that has none of it is no lost session', async () => {
    const held = await lease();
    answering('playbackAudio', { status: 404 });
    expect(await held.sound(2)).toEqual({
      kind: 'nothing',
      reason: 'the recorder has no recorded sound to give (404)',
    });
    fake.answer = () => undefined;
    await held.control({ command: 'go-to-date', atMs: at });
    expect(await held.sound(2)).toMatchObject({ kind: 'sound', body: { startMs: at } });
    answering('playbackAudio', { status: 204 });
    expect(await held.sound(2)).toMatchObject({ kind: 'nothing' });
    answering('playbackAudio', { status: 404 });
    expect(await outcome(held.sound(2))).toBeInstanceOf(SessionFailure);
    expect(held.lost).toEqual([{ kind: 'uid-invalid', answer: '404' }]);
  });

  it('ends a request when its owner does not want it any more', async () => {
    const held = await lease();
    answering('playbackVideo', 'hang');
    const leaving = new AbortController();
    const gone = outcome(held.gop(2, { signal: leaving.signal }));
    await until(() => fake.count('playbackVideo') === 1);
    leaving.abort(new Error('another seek'));
    expect(await gone).toEqual(new Error('another seek'));
    expect(held.lost).toEqual([]);
  });

  it('released: STOP, 60 s of keeping, and the next playback takes the UID over', async () => {
    const recorder = open();
    const held = await lease(recorder);
    await held.control({ command: 'mask', cameras: [2] });
    await held.release(at);
    expect(fake.recordings.uids).toEqual([]);
    const next = await lease(recorder);
    await next.control({ command: 'mask', cameras: [1] });
    expect(fake.count('login')).toBe(2);
    expect(played()).toEqual(['mask', 'stopPlayback', 'mask']);
    expect(held.lost).toEqual([]);
    await next.release(at);
    await clock.advance(60_000);
    await until(() => fake.count('logout') === 1);
    expect(recorder.sessionsHeld).toBe(1);
  });

  it('a STOP that is refused is no harm, nor is a time that no STOP can say', async () => {
    const recorder = open();
    const first = await lease(recorder);
    await first.release(0);
    expect(fake.count('stopPlayback')).toBe(0);
    const second = await lease(recorder);
    answering('stopPlayback', { status: 401 });
    await second.release(at);
    fake.answer = () => undefined;
    expect(recorder.playbacks).toEqual({ playing: 0, waiting: 0 });
    const third = await lease(recorder);
    await third.control({ command: 'play' });
    expect(fake.count('login')).toBe(3);
  });

  it('stays under the limit of sessions; what is only kept makes room for live pictures', async () => {
    const recorder = open({ uidLimit: 2 });
    const held = await lease(recorder);
    const told: string[] = [];
    const leaving = new AbortController();
    const never = outcome(
      recorder.playback.lease(
        { waiting: (reason) => told.push(reason), lost: () => undefined },
        leaving.signal,
      ),
    );
    await until(() => told.includes('the configured limit of 2 sessions is reached'));
    leaving.abort(new Error('left'));
    expect(await never).toEqual(new Error('left'));
    await held.release(at);
    const signal = new AbortController().signal;
    const cameras = Array.from({ length: 17 }, (_, index) => index + 1);
    await Promise.all(
      cameras.map((camera) => recorder.lease(camera, { lost: () => undefined }, signal)),
    );
    expect(recorder.sessionsHeld).toBe(2);
    expect(fake.count('logout')).toBe(1);
  });

  it('live pictures and playback that want the last session at the same time: one gets it', async () => {
    const recorder = open({ uidLimit: 2 });
    const { signal } = new AbortController();
    const wants = (camera: number) => recorder.lease(camera, { lost: () => undefined }, signal);
    await Promise.all(Array.from({ length: 16 }, (_, index) => wants(index + 1)));
    const told: string[] = [];
    const listener = { waiting: (reason: string) => told.push(reason), lost: () => undefined };
    const both = [outcome(wants(17)), outcome(recorder.playback.lease(listener, signal))];
    expect(await Promise.race(both)).toBe('done');
    await until(() => told.some((reason) => reason.includes('limit of 2 sessions')));
    expect([fake.count('login'), fake.uids.size]).toEqual([2, 2]);
  });

  it('tells what is on the disks and in the logs, on the UID that stands anyway', async () => {
    fake.recordings.disks = [
      {
        name: 'MAIN-1',
        capacityGb: 4001,
        remainingGb: 0,
        recording: true,
        from: { text: '2026-10-01T00:00:00', summerTime: false },
        to: { text: '2026-11-21T07:00:00', summerTime: false },
      },
    ];
    const entry = {
      number: 1,
      time: '2026-11-21T07:00:00+00:00',
      summerTime: false,
      text: 'CAM 3 COMMUNICATION ERROR',
      camera: 3,
    };
    fake.recordings.logs.error = [entry];
    const recorder = open();
    const { signal } = new AbortController();
    expect(await outcome(recorder.playback.log('error', signal))).toBeInstanceOf(SessionFailure);
    await until(() => recorder.status.state === 'online');
    const { disks } = await recorder.playback.recordedTimes(signal);
    expect(disks).toEqual(fake.recordings.disks);
    expect((await recorder.playback.log('error', signal)).entries).toEqual([entry]);
    expect((await recorder.playback.log('event', signal)).entries).toEqual([]);
    expect(fake.count('login')).toBe(1);
    answering('recordedTimes', { status: 404 });
    expect(await outcome(recorder.playback.recordedTimes(signal))).toBeInstanceOf(DialError);
    const aborted = AbortSignal.abort(new Error('left'));
    expect(await outcome(recorder.playback.recordedTimes(aborted))).toEqual(new Error('left'));
  });
});
