import { noonMs, playbackBench } from './testing/playback-bench.js';

/** Numbers in steps. */
const range = (from: number, to: number, by: number): number[] =>
  Array.from({ length: Math.round((to - from) / by) + 1 }, (_, i) => from + i * by);

describe('a playback', () => {
  it('starts paused and gets the picture there with one command', async () => {
    const bench = playbackBench({ atMs: noonMs + 60_500 });
    await bench.clock.advance(4_000);
    expect(bench.recorder.requests).toEqual(['mask', `go-to-date ${noonMs + 60_500}`, 'gop 1']);
    expect(bench.shown()).toBe(60_400);
    expect(bench.session.view).toMatchObject({
      state: 'paused',
      position: '2026-11-20T12:01:00.500Z',
      cameras: [{ state: 'paused', position: '2026-11-20T12:01:00.400Z', video: 'h264' }],
    });
    expect(bench.bugs).toEqual([]);
  });

  it('shows every picture once and in order, forward', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    const seen = await bench.watch(10_000);
    expect(seen).toEqual(range(60_000, 70_000, 200));
    expect(bench.recorder.commands).toEqual(['mask', `go-to-date ${noonMs + 60_000}`]);
    expect(bench.bugs).toEqual([]);
  });

  it.each(['timef', 'delivered'] as const)(
    'shows the same pictures in reverse (%s)',
    async (goesOnFrom) => {
      const bench = playbackBench({ goesOnFrom });
      await bench.clock.advance(4_000);
      await bench.session.command({ command: 'play' });
      await bench.watch(5_000);
      await bench.session.command({ command: 'pause' });
      await bench.clock.advance(10_000);
      await bench.session.command({ command: 'reverse' });
      const seen = await bench.watch(16_000);
      expect(seen).toEqual(range(64_800, 64_800 - 200 * (seen.length - 1), -200));
      expect(seen.length).toBeGreaterThan(75);
      expect(bench.bugs).toEqual([]);
    },
  );
});
