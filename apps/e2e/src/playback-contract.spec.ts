import { type Playback, type PlaybackCommand, playbackPaths } from '@casement/contract';
import { type Socket, io } from 'socket.io-client';
import { PlaybackClient } from './testing/playback-client.js';
import { type OpenPlayback, PlaybackHouse } from './testing/playback-house.js';
import { decodeGop, pictureCounter, timesBetween } from './testing/recorded-pictures.js';
import { until } from './testing/until.js';

/** Of the scenario `test-playback`. */
const cameras = { h264: 1, h265: 2, jpeg: 3, bPictures: 8 };
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
    ['H.264 with B pictures', cameras.bPictures, 'h264', 25, /^avc1\./],
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
      // In decoding order; of B pictures that is not the order of time.
      const times = gop.pictures.map(({ timeMs }) => timeMs).sort((a, b) => a - b);
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
      timesBetween(startMs, endMs + 1, fps),
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
      timesBetween(startMs, endMs + 1, fps),
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
    const there = timesBetween(startMs + 1, startMs + 241, fps).map(at);
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

  it.each([
    [1, 'mp4a.40.2', 48_000, 2],
    [4, 'pcmu', 8_000, 1],
    [5, 'pcm-s16', 8_000, 1],
  ])(
    'has sound while it plays forward: camera %s, %s',
    async (camera, codec, sampleRate, channels) => {
      const startMs = house.untouchedTime();
      const open = await house.open([camera], startMs, { audio: true });
      expect(open.watch.sounds).toEqual([]);
      await send(open, { command: 'play' });
      await open.watch.until('2 s of sound', ({ sounds }) => sounds.length >= 2);
      const [first, next] = open.watch.sounds;
      expect(first).toMatchObject({ codec, sampleRate, channels });
      // Seconds that lie at the pictures and follow each other.
      expect(Math.abs(first!.startMs - startMs)).toBeLessThanOrEqual(3 * second);
      const lastsMs =
        first!.frames.reduce((sum, { samples }) => sum + samples, 0) / (sampleRate / 1000);
      expect(Math.abs(first!.startMs + lastsMs - next!.startMs)).toBeLessThan(80);
      await send(open, { command: 'reverse' });
      await open.watch.until('reverse', ({ clock }) => clock?.running && clock.direction === -1);
      open.watch.forget();
      await open.watch.until('2 s', ({ clocks }) => clocks.length >= 2);
      expect(open.watch.sounds).toEqual([]);
    },
  );

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
