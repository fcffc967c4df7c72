import type { Playback, PlaybackCommand } from '@casement/contract';
import { type OpenPlayback, PlaybackHouse } from './testing/playback-house.js';
import { timesBetween } from './testing/recorded-pictures.js';
import { until } from './testing/until.js';

/** Of the scenario `test-playback`. */
const camera = 1;
const fps = 25;
const second = 1_000;

let house: PlaybackHouse;

beforeAll(async () => {
  house = await PlaybackHouse.start();
}, 400_000);

afterEach(async () => {
  await house.recorder.faults();
  await house.endAll();
});

afterAll(() => house.stop(), 60_000);

const at = (atMs: number): string => new Date(atMs).toISOString();

const send = (open: OpenPlayback, command: PlaybackCommand): Promise<Playback> =>
  house.client.command(open.id, command);

const playing = (startMs: number, recorder?: string): Promise<OpenPlayback> =>
  house.playing(camera, startMs, recorder);

/** The reasons that were told, each once. */
const reasons = ({ watch }: OpenPlayback): string[] => [
  ...new Set(watch.clocks.flatMap(({ camera: { reason } }) => (reason === null ? [] : [reason]))),
];

const answer = (status: 'html' | 204 | 401 | 503, times?: number): object => ({
  kind: 'answer',
  status,
  cgis: ['camera'],
  ...(times === undefined ? {} : { times }),
});

describe('a recorder that breaks off or falls behind', () => {
  it.each([
    ['sends a page instead of pictures', answer('html', 1), /signing in/, 'page'],
    ['ends the session', answer(401, 1), /signing in/, 'session'],
  ])('%s: signs in again and plays on', async (_what, fault, words, recorder) => {
    await house.addRecorder(recorder);
    const startMs = house.untouchedTime();
    const open = await playing(startMs, recorder);
    await house.recorder.mark();
    await house.recorder.faults(fault);
    await open.watch.until('8 s', ({ clock }) => clock!.positionMs > startMs + 8 * second);
    await send(open, { command: 'pause' });
    expect(reasons(open).join()).toMatch(words);
    expect((await house.recorder.commands()).map(({ command }) => command).slice(0, 2)).toEqual([
      'mask',
      'goToDate',
    ]);
    expect(open.watch.times.filter((ms) => ms < startMs + 8 * second)).toEqual(
      timesBetween(startMs, startMs + 8 * second, fps),
    );
  });

  it('ends the session in the middle of reverse play: goes on where it was', async () => {
    const startMs = house.untouchedTime();
    const open = await house.open([camera], startMs);
    await house.recorder.faults({ kind: 'playback-eviction', afterGops: 3, during: 'reverse' });
    await house.recorder.mark();
    await send(open, { command: 'reverse' });
    await open.watch.until(
      '6 s back',
      ({ clock }) => clock?.direction === -1 && clock.positionMs < startMs - 6 * second,
    );
    await send(open, { command: 'pause' });
    expect(reasons(open).join()).toMatch(/401|signing in/);
    const commands = await house.recorder.commands();
    const uids = [...new Set(commands.map(({ uid }) => uid))];
    expect(uids).toHaveLength(2);
    const again = commands.filter(({ uid }) => uid === uids[1]).map(({ command }) => command);
    expect(again[0]).toBe('mask');
    expect(again).toContain('goToDate');
    // Every picture of the way back, none left out.
    expect(open.watch.times.filter((ms) => ms >= startMs - 6 * second && ms < startMs)).toEqual(
      timesBetween(startMs - 6 * second, startMs, fps),
    );
  });

  it('is slower than its pictures: waits, says so, and leaves nothing out', async () => {
    const startMs = house.untouchedTime();
    const open = await house.open([camera], startMs);
    await house.recorder.faults({ kind: 'slow-gop', delayMs: 2_500 });
    await send(open, { command: 'play' });
    const waits = await open.watch.until('to wait', ({ clocks }) =>
      clocks.find(
        ({ state, camera: { reason } }) =>
          state === 'waiting' && reason === 'waiting for the recorder',
      ),
    );
    expect(waits).toMatchObject({ running: false, camera: { state: 'waiting' } });
    await open.watch.until('4 s', ({ clock }) => clock!.positionMs > startMs + 4 * second);
    // The clock never went where no picture was.
    let knownMs = startMs;
    let [clocks, gops] = [0, 0];
    for (const kind of open.watch.order) {
      if (kind === 'gop') {
        knownMs = Math.max(knownMs, open.watch.gops[gops++]!.endMs);
      } else if (kind === 'clock') {
        expect(open.watch.clocks[clocks++]!.positionMs).toBeLessThanOrEqual(knownMs);
      }
    }
    await house.recorder.faults();
    const slowMs = open.watch.clock!.positionMs;
    await open.watch.until(
      'to run without waiting',
      ({ clock }) =>
        clock?.running && clock.camera.reason === null && clock.positionMs > slowMs + 3 * second,
    );
    await send(open, { command: 'pause' });
    const { positionMs } = open.watch.clock!;
    expect(open.watch.times.filter((ms) => ms < positionMs)).toEqual(
      timesBetween(startMs, positionMs, fps),
    );
  });

  it('put its clock back while it recorded: says it and plays on', async () => {
    const startMs = house.untouchedTime();
    const open = await playing(startMs);
    await open.watch.until('2 s', ({ clock }) => clock!.positionMs > startMs + 2 * second);
    await house.recorder.faults({ kind: 'recorded-clock', seconds: 30 });
    await open.watch.until('a reason', ({ clocks }) =>
      clocks.some(({ camera: { reason } }) => (reason ?? '').includes('clock was put back')),
    );
    const back = await open.watch.until(
      'to run on from there',
      ({ clock }) => clock?.running && clock.positionMs < startMs && clock.positionMs,
    );
    await open.watch.until('to go on', ({ clock }) => clock!.positionMs > back + 2 * second);
  });

  it('cannot be reached for a while: goes on afterwards', async () => {
    const startMs = house.untouchedTime();
    const open = await playing(startMs);
    await house.recorder.faults({ kind: 'network-cut', mode: 'refuse' });
    await open.watch.until('a reason', ({ clock }) => clock?.camera.reason !== null);
    const cutMs = open.watch.clock!.positionMs;
    await house.recorder.faults();
    await open.watch.until(
      'to run again',
      ({ clock }) => clock?.running && clock.positionMs > cutMs + 2 * second,
      60_000,
    );
    await send(open, { command: 'pause' });
    const { positionMs } = open.watch.clock!;
    expect(open.watch.times.filter((ms) => ms < positionMs)).toEqual(
      timesBetween(startMs, positionMs, fps),
    );
  });

  it('has what was asked for meanwhile: no second camera.cgi before the first is answered', async () => {
    const { playback } = await house.recorder.state();
    const startMs = house.untouchedTime();
    const open = await house.open([camera], startMs);
    await house.recorder.faults({ kind: 'slow-gop', delayMs: 700 });
    for (let index = 1; index <= 10; index += 1) {
      await send(open, { command: 'seek', at: at(startMs + index * 20 * second) });
    }
    const there = startMs + 200 * second;
    await open.watch.until('the last of them', (watch) => watch.gopAt(there));
    await until('nothing in flight', 10_000, async () => {
      const state = await house.recorder.state();
      return state.playback.refused === playback.refused;
    });
    expect((await house.client.show(open.id)).position).toBe(at(there));
  });
});
