import { noonMs, playbackBench } from './testing/playback-bench.js';
import { recordedSpan } from './testing/recorded-gops.js';

const at = (ms: number): string => new Date(noonMs + ms).toISOString();

describe('a seek', () => {
  it('lands on the exact picture, twenty times', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    let ms = 1;
    for (let i = 0; i < 20; i += 1) {
      ms = (ms * 7_919 + 104_729) % 599_000;
      await bench.session.command({ command: 'seek', at: at(ms) });
      await bench.clock.advance(4_000);
      expect(bench.position()).toBe(Math.round(ms / 10) * 10);
      expect(bench.shown()).toBe(Math.floor(bench.position() / 200) * 200);
      expect(bench.session.view.state).toBe('paused');
    }
    expect(bench.bugs).toEqual([]);
  });

  it('finds the picture when the GOP near the time begins after it', async () => {
    // GOPs of 2.5 s, so that the second of GOTODATE often lies in the one before.
    const recordings = new Map([[1, recordedSpan(noonMs, noonMs + 600_000, { gopMs: 2_500 })]]);
    const bench = playbackBench({ recordings, atMs: noonMs + 62_400 });
    await bench.clock.advance(10_000);
    expect(bench.shown()).toBe(62_000);
  });

  it('of many in a row goes to the newest, with as few commands as their pauses allow', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    const before = bench.recorder.commands.length;
    for (let i = 0; i < 50; i += 1) {
      await bench.session.command({ command: 'seek', at: at(100_000 + i * 1_000) });
      await bench.clock.advance(40);
    }
    await bench.clock.advance(6_000);
    expect(bench.shown()).toBe(149_000);
    expect(bench.recorder.commands.slice(before).length).toBeLessThanOrEqual(2);
    expect(bench.bugs).toEqual([]);
  });

  it('drops what was on its way', async () => {
    const bench = playbackBench({ gopTookMs: 800 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(3_100);
    await bench.session.command({ command: 'seek', at: at(300_500) });
    const { generation } = bench.group.state;
    await bench.clock.advance(6_000);
    const given = bench.output.gops.filter((it) => it.generation === generation);
    expect(given.map(({ gop }) => gop.startMs - noonMs).slice(0, 2)).toEqual([300_000, 301_000]);
    expect(bench.session.view.state).toBe('playing');
    expect(bench.position()).toBeGreaterThan(302_000);
  });

  it.each([
    ['no time', undefined],
    ['no time at all', 'yesterday'],
    ['what TIMEF cannot say', '1999-12-31T23:59:59Z'],
  ])('to %s is refused', async (_name, time) => {
    const bench = playbackBench();
    await expect(
      bench.session.command({ command: 'seek', ...(time === undefined ? {} : { at: time }) }),
    ).rejects.toMatchObject({ status: 422 });
  });
});

describe('speed', () => {
  it.each([0.25, 0.5, 2, 4])('%d shows every picture at its time', async (speed) => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play', speed });
    await bench.clock.advance(8_000);
    expect(bench.position()).toBeCloseTo(60_000 + 8_000 * speed, -2);
    expect(bench.session.view).toMatchObject({ speed, state: 'playing' });
    expect(bench.recorder.commands).toHaveLength(2);
  });

  it('goes over to FF by itself when the recorder cannot keep up with every picture', async () => {
    const bench = playbackBench({ gopTookMs: 150 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play', speed: 16 });
    await bench.clock.advance(30_000);
    expect(bench.recorder.commands.filter((it) => it.startsWith('fast-forward')).length).toBe(4);
    expect(bench.output.gops.some(({ gop }) => gop.alone)).toBe(true);
    const before = bench.position();
    await bench.clock.advance(5_000);
    expect(bench.position() - before).toBeGreaterThan(60_000);
    await bench.session.command({ command: 'play' });
    const seen = await bench.watch(12_000);
    const last = seen.slice(-10);
    expect(last).toEqual(last.map((_, i) => (last[0] ?? 0) + i * 200));
    expect(bench.bugs).toEqual([]);
  });

  it('rewinds by REW and is corrected by the step the recorder tells', async () => {
    const bench = playbackBench({ atMs: noonMs + 500_000 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'rewind', speed: 4 });
    await bench.clock.advance(20_000);
    expect(bench.recorder.commands.filter((it) => it.startsWith('fast-reverse'))).toHaveLength(2);
    expect(bench.position()).toBeLessThan(470_000);
    expect(bench.session.view).toMatchObject({ direction: -1, speed: 4 });
    expect(bench.bugs).toEqual([]);
  });

  it('grows with each forward: 1, 2, 4, 8, 16, 16', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    const speeds: number[] = [];
    for (let i = 0; i < 6; i += 1) {
      await bench.session.command({ command: 'forward' });
      speeds.push(bench.session.view.speed);
    }
    expect(speeds).toEqual([1, 2, 4, 8, 16, 16]);
  });
});
