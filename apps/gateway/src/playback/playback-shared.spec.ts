import { ManualClock } from '../net/testing/manual-clock.js';
import { PlaybackGroup } from './playback-group.js';
import { FakeRecorder } from './testing/fake-recorder.js';
import { noonMs, playbackBench } from './testing/playback-bench.js';
import { RecordingOutput } from './testing/recording-output.js';
import { recordedSpan } from './testing/recorded-gops.js';

const span = () => recordedSpan(noonMs, noonMs + 600_000);

describe('a second viewer', () => {
  it('of the same playback is given the same pictures at once', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(3_300);
    const late = new RecordingOutput();
    bench.session.attach(1, late);
    expect(late.clocks[0]?.state).toMatchObject({ running: true, positionMs: noonMs + 63_300 });
    expect(late.gops[0]?.gop.startMs).toBe(noonMs + 63_000);
  });

  it('of the same span, in a session of his own, costs the recorder nothing', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(20_000);
    const pulls = bench.recorder.pulls;
    const { clock } = bench;
    const other = new FakeRecorder({ clock, recordings: new Map([[1, span()]]) });
    const group = new PlaybackGroup({ clock, positionMs: noonMs + 60_000 });
    const second = bench.join({ id: 'p2', recorder: other, group });
    await bench.session.command({ command: 'pause' });
    await second.session.command({ command: 'play' });
    await clock.advance(10_000);
    expect(second.output.gops.length).toBeGreaterThanOrEqual(10);
    expect(other.requests).toEqual(['mask']);
    expect(bench.recorder.pulls - pulls).toBeLessThan(3);
    expect(bench.cache.statistics.hits).toBeGreaterThanOrEqual(10);
  });

  it('that cannot take more is given the rest when it is ready', async () => {
    const bench = playbackBench();
    const slow = new RecordingOutput();
    slow.isBehind = true;
    const place = bench.session.attach(1, slow);
    await bench.clock.advance(4_000);
    expect(slow.gops).toEqual([]);
    slow.isBehind = false;
    place.ready();
    expect(slow.gops.map(({ gop }) => gop.startMs)).toEqual([noonMs + 60_000]);
  });
});

describe('cameras on one clock', () => {
  it('of two recorders start, seek, step, turn and stop together', async () => {
    const clock = new ManualClock(noonMs + 3_600_000);
    const bench = playbackBench({ clock });
    const other = new FakeRecorder({
      clock,
      recorder: 'other',
      recordings: new Map([
        [7, recordedSpan(noonMs + 100, noonMs + 600_000, { gopMs: 800, pictures: 4 })],
      ]),
    });
    const { session, output } = bench.join({ id: 'p2', recorder: other, cameras: [7] });
    expect(session.view.clock).toBe(bench.session.view.clock);
    const inStep = (): void => {
      const mine = (bench.shown() ?? Number.NaN) + noonMs;
      const theirs = output.shows(bench.group.state.positionMs) ?? Number.NaN;
      expect(Math.abs(mine - theirs)).toBeLessThanOrEqual(200);
    };
    await clock.advance(4_000);
    inStep();
    await session.command({ command: 'play' });
    for (let i = 0; i < 20; i += 1) {
      await clock.advance(250);
      inStep();
    }
    await bench.session.command({ command: 'seek', at: new Date(noonMs + 200_000).toISOString() });
    await clock.advance(5_000);
    expect(bench.session.view).toMatchObject({ state: 'playing' });
    expect(bench.position()).toBeGreaterThan(201_000);
    inStep();
    await session.command({ command: 'reverse' });
    await clock.advance(6_000);
    inStep();
    await session.command({ command: 'pause' });
    const done = session.command({ command: 'previous' });
    await clock.advance(1_000);
    await done;
    inStep();
    expect(session.view.position).toBe(bench.session.view.position);
    expect(bench.bugs).toEqual([]);
  });

  it('wait for each other, but not for ever, and take in again who catches up', async () => {
    const clock = new ManualClock(noonMs + 3_600_000);
    const bench = playbackBench({ clock });
    const slow = new FakeRecorder({ clock, recorder: 'slow', recordings: new Map([[1, span()]]) });
    const { session } = bench.join({ id: 'p2', recorder: slow });
    await clock.advance(4_000);
    await session.command({ command: 'play' });
    await clock.advance(2_000);
    slow.gopTookMs = 12_000;
    await clock.advance(3_500);
    expect(bench.session.view).toMatchObject({ state: 'waiting' });
    expect(session.view.cameras[0]).toMatchObject({
      state: 'waiting',
      reason: 'waiting for the recorder',
    });
    const held = bench.position();
    await clock.advance(2_000);
    expect(bench.position()).toBe(held);
    await clock.advance(4_000);
    expect(bench.session.view.cameras[0]).toMatchObject({ state: 'playing' });
    expect(session.view.cameras[0]).toMatchObject({ state: 'waiting' });
    const going = bench.position();
    await clock.advance(2_000);
    expect(bench.position() - going).toBe(2_000);
    slow.gopTookMs = 20;
    await clock.advance(20_000);
    expect(session.view.cameras[0]).toMatchObject({ state: 'playing', reason: null });
    expect(bench.bugs).toEqual([]);
  });
});
