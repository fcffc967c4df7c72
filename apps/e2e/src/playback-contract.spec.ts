import { type Playback, type PlaybackCommand, playbackPaths } from '@casement/contract';
import { type Socket, io } from 'socket.io-client';
import { isoOf, PlaybackClient } from './testing/playback-client.js';
import { type OpenPlayback, PlaybackHouse } from './testing/playback-house.js';
import { decodeGop, pictureCounter, pictureTime } from './testing/recorded-pictures.js';
import { until } from './testing/until.js';

/** Of the scenario `test-playback`. */
const cameras = { h264: 1, h265: 2, jpeg: 3, withGaps: 6, withChange: 7, bPictures: 8, never: 9 };
const fps = 25;
const second = 1_000;

let house: PlaybackHouse;

beforeAll(async () => {
  house = await PlaybackHouse.start();
}, 400_000);

afterEach(async () => {
  await house.endAll();
});

afterAll(() => house.stop(), 60_000);

const at = (atMs: number): string => new Date(atMs).toISOString();
const time = (text: string): number => Date.parse(text);

/** The times of all pictures of a span, without its end. */
const timesBetween = (fromMs: number, toMs: number, rate = fps): number[] => {
  const times: number[] = [];
  for (let start = Math.floor(fromMs / second) * second; start < toMs; start += second) {
    times.push(...Array.from({ length: rate }, (_, index) => pictureTime(start, rate, index)));
  }
  return times.filter((ms) => ms >= fromMs && ms < toMs);
};

const send = (open: OpenPlayback, command: PlaybackCommand): Promise<Playback> =>
  house.client.command(open.id, command);

describe('a playback', () => {
  it('is only for those who are signed in, and for who made it', async () => {
    const atMs = house.untouchedTime();
    const input = { recorder: 'demo', cameras: [cameras.h264], at: at(atMs) };
    const nobody = new PlaybackClient(house.demo.url, undefined);
    const other = await house.somebodyElse();
    const { id } = await house.open([cameras.h264], atMs);
    const pause: PlaybackCommand = { command: 'pause' };
    const asked: [string, string, unknown?][] = [
      ['GET', playbackPaths.playback(id)],
      ['POST', playbackPaths.commands(id), pause],
      ['GET', `${playbackPaths.preview(id, cameras.h264)}?at=${at(atMs)}`],
      ['DELETE', playbackPaths.playback(id)],
    ];
    expect((await nobody.ask('POST', playbackPaths.playbacks, input)).status).toBe(401);
    for (const [method, path, body] of asked) {
      expect((await nobody.ask(method, path, body)).status).toBe(401);
      expect((await other.ask(method, path, body)).status).toBe(404);
    }
    await expect(nobody.watch(id, cameras.h264)).rejects.toThrow('answered with 401');
    await expect(other.watch(id, cameras.h264)).rejects.toThrow('answered with 404');
    expect((await house.client.show(id)).state).toBe('paused');
  });

  it.each([
    ['a camera that is not there', { cameras: [77] }, 404],
    ['a recorder that is not there', { recorder: 'nowhere' }, 404],
    ['no camera', { cameras: [] }, 422],
    ['a camera twice', { cameras: [1, 1] }, 422],
    ['no time', { at: 'yesterday' }, 422],
    ['a time that recorders cannot say', { at: '1999-01-01T00:00:00Z' }, 422],
    ['a clock that is not there', { with: 'nothing' }, 404],
  ])('refuses %s', async (_what, change, status) => {
    const input = { recorder: 'demo', cameras: [1], at: at(house.startedMs - 3_600_000) };
    const answer = await house.client.ask('POST', playbackPaths.playbacks, { ...input, ...change });
    expect(answer.status).toBe(status);
  });

  it.each([
    ['H.264', cameras.h264, 'h264', 25, /^avc1\./],
    ['H.265', cameras.h265, 'h265', 25, /^h(vc|ev)1\./],
    ['JPEG', cameras.jpeg, 'jpeg', 5, /^jpeg$/],
    ['B pictures', cameras.bPictures, 'h264', 25, /^avc1\./],
  ] as const)(
    'begins paused, with the GOP of the picture asked for: %s',
    async (_what, camera, codec, rate, codecString) => {
      const atMs = house.untouchedTime() + 444;
      const open = await house.open([camera], atMs);
      const [clock] = open.watch.clocks;
      expect(open.watch.order[0]).toBe('clock');
      expect(clock).toMatchObject({ running: false, positionMs: atMs - 4, direction: 1, speed: 1 });
      const gop = await open.watch.until('the GOP', (watch) => watch.gopAt(atMs));
      expect(gop).toMatchObject({ width: 640, height: 360, alone: false });
      expect(gop.codec).toMatch(codecString);
      expect(gop.generation).toBe(open.watch.clock?.generation);
      const times = gop.pictures.map(({ timeMs }) => timeMs);
      expect(times).toEqual(timesBetween(gop.startMs, gop.endMs, rate));
      // What the header says of each picture is what is in it.
      const pictures = await decodeGop(codec, gop, gop.data);
      expect(pictures).toEqual(
        times.map((timeMs) => ({
          camera,
          clockMs: timeMs % 2 ** 32,
          counter: pictureCounter(timeMs, rate),
        })),
      );
      expect(await house.client.show(open.id)).toMatchObject({
        state: 'paused',
        position: at(atMs - 4),
        cameras: [{ number: camera, state: 'paused', reason: null, video: codec }],
      });
    },
  );

  it('plays every picture forward and the same ones in reverse, to 10 ms', async () => {
    const startMs = house.untouchedTime() + 200;
    const open = await house.open([cameras.h264], startMs);
    const { watch } = open;
    await house.recorder.mark();
    expect(await send(open, { command: 'play' })).toMatchObject({ direction: 1, speed: 1 });
    await watch.until(
      '4 s forward',
      ({ clock }) => clock?.running && clock.positionMs > startMs + 4 * second,
    );
    const paused = await send(open, { command: 'pause' });
    const endMs = time(paused.position);
    expect(paused).toMatchObject({
      state: 'paused',
      position: expect.stringMatching(/\d0Z$/) as string,
    });
    expect(await house.client.show(open.id)).toMatchObject({ position: paused.position });
    const forward = watch.times;
    expect(forward.filter((ms) => ms >= startMs && ms <= endMs)).toEqual(
      timesBetween(startMs, endMs + 1),
    );
    const { generation } = watch.clock!;

    watch.forget();
    expect(await send(open, { command: 'reverse' })).toMatchObject({ direction: -1 });
    await watch.until(
      'the way back',
      ({ clock }) => clock?.direction === -1 && clock.positionMs <= startMs - second,
    );
    await send(open, { command: 'pause' });
    const back = watch.gops.filter((gop) => gop.generation > generation);
    expect(back.map(({ startMs: start }) => start)).toEqual(
      back.map(({ startMs: start }) => start).toSorted((a, b) => b - a),
    );
    expect(watch.times.filter((ms) => ms >= startMs && ms <= endMs)).toEqual(
      timesBetween(startMs, endMs + 1),
    );
  });

  it('steps from picture to picture, across a GOP border and back', async () => {
    const borderMs = house.untouchedTime();
    const startMs = borderMs - 120;
    const open = await house.open([cameras.h264], startMs);
    const positions: string[] = [];
    const step = async (command: 'next' | 'previous'): Promise<void> => {
      const { state, position } = await send(open, { command });
      expect(state).toBe('paused');
      positions.push(position);
      await open.watch.until('the GOP of the picture', (watch) => watch.gopAt(time(position)));
    };
    for (let index = 0; index < 6; index += 1) {
      await step('next');
    }
    const there = timesBetween(startMs + 1, startMs + 241).map(at);
    expect(positions).toEqual(there);
    for (let index = 0; index < 6; index += 1) {
      await step('previous');
    }
    expect(positions.slice(6)).toEqual([...there.toReversed().slice(1), at(startMs)]);
    // At the picture itself and not merely within it.
    expect(open.watch.clock).toMatchObject({ running: false, positionMs: startMs });
  });

  it('seeks while paused and while playing, and drops what lay ahead', async () => {
    const startMs = house.untouchedTime();
    const open = await house.open([cameras.h264], startMs);
    const before = open.watch.clock!.generation;
    const there = startMs + 90 * second + 560;
    expect(await send(open, { command: 'seek', at: at(there) })).toMatchObject({
      state: 'paused',
      position: at(there),
    });
    await open.watch.until('the GOP', (watch) =>
      watch.gops.some(
        (gop) => gop.generation > before && gop.startMs <= there && there < gop.endMs,
      ),
    );
    await send(open, { command: 'play' });
    await open.watch.until('running', ({ clock }) => clock?.running);
    const elsewhere = startMs - 60 * second;
    expect((await send(open, { command: 'seek', at: at(elsewhere) })).state).not.toBe('paused');
    await open.watch.until(
      'to run on from there',
      ({ clock }) =>
        clock?.running &&
        clock.positionMs > elsewhere + second &&
        clock.positionMs < elsewhere + 60 * second,
    );
    expect(
      (await house.client.ask('POST', playbackPaths.commands(open.id), { command: 'seek' })).status,
    ).toBe(422);
  });

  it('goes faster by steps, in both directions', async () => {
    const startMs = house.untouchedTime();
    const open = await house.open([cameras.h264], startMs);
    const speeds: number[] = [];
    for (let index = 0; index < 6; index += 1) {
      speeds.push((await send(open, { command: 'forward' })).speed);
    }
    expect(speeds).toEqual([1, 2, 4, 8, 16, 16]);
    await open.watch.until('a minute', ({ clock }) => clock!.positionMs > startMs + 60 * second);
    const turned = await send(open, { command: 'rewind', speed: 8 });
    expect(turned).toMatchObject({ direction: -1, speed: 8 });
    await open.watch.until(
      'the way back',
      ({ clock }) => clock?.direction === -1 && clock.positionMs < startMs,
    );
    expect(await send(open, { command: 'play', speed: 0.25 })).toMatchObject({
      direction: 1,
      speed: 0.25,
    });
    expect(
      (
        await house.client.ask('POST', playbackPaths.commands(open.id), {
          command: 'play',
          speed: 32,
        })
      ).status,
    ).toBe(422);
  });

  it('tells its owner over socket.io, and nobody else', async () => {
    const mine: Playback[] = [];
    const others: Playback[] = [];
    const sockets: Socket[] = [];
    const connect = async (into: Playback[]): Promise<void> => {
      const client = await house.demo.cookie();
      const socket = io(house.demo.url, {
        path: '/socket.io',
        extraHeaders: { cookie: client },
        transports: ['websocket'],
      });
      sockets.push(socket);
      socket.on('playback-position', (playback: Playback) => into.push(playback));
      await until('socket.io', 10_000, () => socket.connected);
    };
    try {
      await connect(others);
      const cookie = await house.demo.cookie();
      const own = new PlaybackClient(house.demo.url, cookie);
      const socket = io(house.demo.url, {
        path: '/socket.io',
        extraHeaders: { cookie },
        transports: ['websocket'],
      });
      sockets.push(socket);
      socket.on('playback-position', (playback: Playback) => mine.push(playback));
      await until('socket.io', 10_000, () => socket.connected);
      const { id } = await own.create({
        recorder: 'demo',
        cameras: [1],
        at: at(house.untouchedTime()),
      });
      await own.command(id, { command: 'play' });
      await until('some seconds', 20_000, () => {
        const running = mine.filter(
          (playback) => playback.id === id && playback.state === 'playing',
        );
        return running.length >= 3;
      });
      const positions = mine
        .filter(({ state }) => state === 'playing')
        .map(({ position }) => position);
      expect(positions).toEqual(positions.toSorted());
      await own.end(id);
      await until('the end', 10_000, () => mine.at(-1)?.state === 'stopped');
      expect(others).toEqual([]);
    } finally {
      for (const socket of sockets) {
        socket.disconnect();
      }
    }
  });
});

describe('the recorder', () => {
  it('gets the commands in the documented order, one camera.cgi at a time, and STOP at the end', async () => {
    await house.recorder.untilIdle();
    await house.recorder.mark();
    const before = await house.recorder.state();
    const startMs = house.untouchedTime();
    const open = await house.open([cameras.h264, cameras.jpeg], startMs);
    await send(open, { command: 'play' });
    await open.watch.until('2 s', ({ clock }) => clock!.positionMs > startMs + 2 * second);
    await send(open, { command: 'pause' });
    await until('PAUSE', 10_000, async () =>
      (await house.recorder.commands()).some(({ command }) => command === 'pause'),
    );
    await house.client.end(open.id);
    await house.recorder.untilIdle(5_000);
    const commands = await house.recorder.commands();
    expect(commands.map(({ command }) => command)).toEqual([
      'mask',
      'goToDate',
      'pause',
      'stopPlayback',
    ]);
    expect(new Set(commands.map(({ uid }) => uid)).size).toBe(1);
    expect(commands[0]!.cameras).toEqual([cameras.h264, cameras.jpeg]);
    expect(commands[1]!.time).toBe(at(startMs));
    const { playback, counters } = await house.recorder.state();
    // Of two cameras; a second one of the same camera would have been refused.
    expect(playback.maxGopsInFlight).toBeLessThanOrEqual(3);
    expect(playback.refused).toBe(before.playback.refused);
    // A mask that is not as long as the recorder has inputs would have been one more.
    expect(counters.requests.byStatus['400']).toBe(before.counters.requests.byStatus['400']);
    expect(
      open.watch.closed ?? (await open.watch.until('the end', ({ closed }) => closed)),
    ).toEqual({
      code: 4404,
      reason: 'stopped',
    });
    expect((await house.client.ask('GET', playbackPaths.playback(open.id))).status).toBe(404);
  });

  it('is left in peace when the last who looked has gone', async () => {
    await house.recorder.untilIdle();
    const open = await house.open([cameras.h264], house.untouchedTime());
    await house.recorder.mark();
    await send(open, { command: 'play' });
    open.watch.close();
    await house.recorder.untilIdle(30_000);
    expect((await house.recorder.commands()).at(-1)?.command).toBe('stopPlayback');
    expect((await house.client.ask('GET', playbackPaths.playback(open.id))).status).toBe(404);
  });

  it('is not asked for a second viewing of the same span, nor for going back over it', async () => {
    const startMs = house.untouchedTime();
    const first = await house.open([cameras.h264], startMs);
    await send(first, { command: 'play' });
    await first.watch.until('5 s', ({ clock }) => clock!.positionMs > startMs + 5 * second);
    await house.client.end(first.id);
    await house.recorder.untilIdle();
    const fetched = await house.recorder.gopsOf(cameras.h264);

    const secondTime = await house.open([cameras.h264], startMs + 3 * second);
    await send(secondTime, { command: 'reverse' });
    await secondTime.watch.until('back', ({ clock }) => clock!.positionMs < startMs + 2.5 * second);
    await send(secondTime, { command: 'pause' });
    await send(secondTime, { command: 'seek', at: at(startMs + second) });
    await secondTime.watch.until('the GOP', (watch) => watch.gopAt(startMs + second));
    for (let index = 0; index < 3; index += 1) {
      await send(secondTime, { command: 'next' });
      await send(secondTime, { command: 'previous' });
    }
    expect(secondTime.watch.times.length).toBeGreaterThan(2 * fps);
    expect(await house.recorder.gopsOf(cameras.h264)).toBe(fetched);
  });

  it('queues with a reason when no UID is left, and goes on when one is free', async () => {
    await house.addRecorder('small', { uidLimit: 2 });
    const atMs = house.untouchedTime();
    const first = await house.open([cameras.h264], atMs, { recorder: 'small' });
    const next = await house.open([cameras.h264], atMs + 3_600_000, {
      recorder: 'small',
      wait: false,
    });
    const waiting = await next.watch.until(
      'a reason',
      ({ clock }) => clock?.camera.state === 'waiting' && clock.camera.reason,
    );
    expect(waiting).toMatch(/session/i);
    await house.client.end(first.id);
    await next.watch.until('the picture', (watch) => watch.gopAt(atMs + 3_600_000));
    await next.watch.until('no reason', ({ clock }) => clock?.camera.state === 'paused');
    expect(next.watch.clock?.camera.reason).toBeNull();
  });
});

describe('what is recorded', () => {
  it('skips a gap, says it, and knows it afterwards', async () => {
    const fromMs = house.startedMs - 26 * 3_600_000;
    const { body } = await house.client.ask('GET', 'api/v1/recorders');
    expect(body).toBeDefined();
    const recorded = (await house.demo.control('GET', 'state')) as {
      cameras: { number: number; recorded: { from: string; to: string }[] }[];
    };
    const spans = recorded.cameras.find(({ number }) => number === cameras.withGaps)!.recorded;
    const before = spans.find(({ to }) => Math.abs(time(to) - fromMs) < 60 * second)!;
    const gapFrom = time(before.to);
    const gapTo = gapFrom + 30 * 60 * second;
    const open = await house.open([cameras.withGaps, cameras.h264], gapFrom - 2 * second);
    await send(open, { command: 'play' });
    // Both cameras: the other one goes on meanwhile.
    const said = await open.watch.until(
      'the gap and its end',
      ({ clocks }) => clocks.find(({ camera }) => camera.state === 'gap' && camera.gap?.to),
      60_000,
    );
    expect(said.camera).toMatchObject({
      gap: { from: at(gapFrom), to: at(gapTo) },
      reason: expect.stringMatching(/^no recording \d\d:\d\d:\d\d-\d\d:\d\d:\d\d$/) as string,
    });
    const other = open.watches.get(cameras.h264)!;
    await other.until(
      'the other camera to go on',
      ({ clock }) =>
        clock?.running &&
        clock.camera.state === 'playing' &&
        clock.positionMs > gapFrom + 2 * second,
    );
    await house.client.end(open.id);

    // Alone it jumps over the gap.
    const alone = await house.open([cameras.withGaps], gapFrom - 1.5 * second);
    await send(alone, { command: 'play' });
    await alone.watch.until(
      'behind the gap',
      ({ clock }) => clock?.running && clock.positionMs >= gapTo + second,
    );
    expect(alone.watch.times).not.toContain(gapFrom);
    expect(alone.watch.times).toContain(gapTo);
    const known = await house.client.recordings(
      'demo',
      cameras.withGaps,
      gapFrom - 10 * second,
      gapTo + 10 * second,
    );
    expect(known.spans).toContainEqual({ from: at(gapFrom), to: at(gapTo), kind: 'gap' });
  });

  it('says that a camera was never recorded', async () => {
    const open = await house.open([cameras.never], house.untouchedTime(), { wait: false });
    const reason = await open.watch.until(
      'a reason',
      ({ clock }) => clock?.camera.state === 'gap' && clock.camera.reason,
    );
    expect(reason).toMatch(/^no recording/);
  });

  it('goes on where codec, size and rate change', async () => {
    const state = (await house.demo.control('GET', 'state')) as { recorderTime: string };
    expect(state.recorderTime).toBeDefined();
    // Within a minute of when the simulator was started.
    const about = house.startedMs - 2 * 3_600_000;
    const open = await house.open([cameras.withChange], about - 60 * second);
    expect(open.watch.gops[0]?.codec).toMatch(/^h(vc|ev)1\./);
    await send(open, { command: 'forward', speed: 16 });
    await open.watch.until(
      'the change',
      ({ gops }) => gops.some(({ codec }) => codec.startsWith('avc1')),
      60_000,
    );
    await send(open, { command: 'pause' });
    const first = open.watch.gops.find(({ codec }) => codec.startsWith('avc1'))!;
    // On the change itself, at normal speed.
    const from = first.startMs - 30 * second;
    open.watch.forget();
    await send(open, { command: 'seek', at: isoOf(from) });
    await open.watch.until('the picture', (watch) => watch.gopAt(from));
    await send(open, { command: 'play', speed: 4 });
    await open.watch.until(
      'the change',
      ({ gops, clock }) =>
        clock?.camera.video === 'h264' &&
        gops.some(({ codec, alone }) => codec.startsWith('avc1') && !alone),
    );
    await send(open, { command: 'pause' });
    const sizes = open.watch.gops
      .toSorted((a, b) => a.startMs - b.startMs)
      .map(({ width, height }) => `${width}x${height}`);
    expect([...new Set(sizes)]).toEqual(['640x360', '480x272']);
    const change = open.watch.gops.find(({ codec }) => codec.startsWith('avc1'))!;
    expect(open.watch.gops.some(({ endMs }) => endMs === change.startMs)).toBe(true);
  });

  it('two recorders share one clock', async () => {
    await house.addRecorder('second');
    const startMs = house.untouchedTime();
    const first = await house.open([cameras.h264], startMs);
    const other = await house.open([cameras.jpeg], startMs + 5_000, {
      recorder: 'second',
      with: first.id,
    });
    expect(other.playback.clock).toBe(first.playback.clock);
    expect(other.playback.position).toBe(first.playback.position);
    await send(first, { command: 'play' });
    for (const { watch } of [first, other]) {
      await watch.until(
        '3 s',
        ({ clock }) => clock?.running && clock.positionMs > startMs + 3 * second,
      );
    }
    const paused = await send(other, { command: 'pause' });
    expect(await house.client.show(first.id)).toMatchObject({
      state: 'paused',
      position: paused.position,
    });
    const to = startMs + 600 * second;
    await send(first, { command: 'seek', at: at(to) });
    expect((await house.client.show(other.id)).position).toBe(at(to));
    await other.watch.until('its picture', (watch) => watch.gopAt(to));
    expect(other.watch.clock?.positionMs).toBe(first.watch.clock?.positionMs);
  });
});
