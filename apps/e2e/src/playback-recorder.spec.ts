import { type Playback, type PlaybackCommand, playbackPaths } from '@casement/contract';
import { type OpenPlayback, PlaybackHouse } from './testing/playback-house.js';
import { until } from './testing/until.js';

/** Of the scenario `test-playback`. */
const cameras = { h264: 1, jpeg: 3, withGaps: 6, withChange: 7, never: 9 };
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

const send = (open: OpenPlayback, command: PlaybackCommand): Promise<Playback> =>
  house.client.command(open.id, command);

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
    await send(first, { command: 'play', speed: 4 });
    await first.watch.until('30 s', ({ clock }) => clock!.positionMs > startMs + 30 * second);
    await house.client.end(first.id);
    await house.recorder.untilIdle();
    const fetched = await house.recorder.gopsOf(cameras.h264);

    // Far enough from the beginning: what lies in front of that is fetched in good time.
    const secondTime = await house.open([cameras.h264], startMs + 28 * second);
    await send(secondTime, { command: 'reverse' });
    await secondTime.watch.until('back', ({ clock }) => clock!.positionMs < startMs + 24 * second);
    await send(secondTime, { command: 'pause' });
    await send(secondTime, { command: 'seek', at: at(startMs + 12 * second) });
    await secondTime.watch.until('the GOP', (watch) => watch.gopAt(startMs + 12 * second));
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
    await next.watch.until(
      'the reason',
      ({ clock }) =>
        clock?.camera.state === 'waiting' && /session/i.test(clock.camera.reason ?? ''),
    );
    await house.client.end(first.id);
    await next.watch.until('the picture', (watch) => watch.gopAt(atMs + 3_600_000));
    await next.watch.until('no reason', ({ clock }) => clock?.camera.state === 'paused');
    expect(next.watch.clock?.camera.reason).toBeNull();
  });
});

/** By the clock of the recorder, which stands in Berlin; with the days where there are two of them. */
function gapWords(fromMs: number, toMs: number): string {
  const words = [fromMs, toMs].map((ms) =>
    new Date(ms).toLocaleString('sv-SE', { timeZone: 'Europe/Berlin' }),
  );
  const days = new Set(words.map((text) => text.slice(0, 10)));
  return `no recording ${words.map((text) => (days.size > 1 ? text : text.slice(11))).join('-')}`;
}

describe('what is recorded', () => {
  it('skips a gap, says it, and knows it afterwards', async () => {
    const minute = 60 * second;
    const { fromMs: gapFrom, toMs: gapTo } = await house.recorder.gap(
      cameras.withGaps,
      30 * minute,
    );
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
      reason: gapWords(gapFrom, gapTo),
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
    await send(open, { command: 'seek', at: at(from) });
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
    // The one in front of it ends at its last picture, of 15 in a second.
    expect(
      open.watch.gops.some(({ endMs }) => endMs <= change.startMs && endMs > change.startMs - 70),
    ).toBe(true);
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
