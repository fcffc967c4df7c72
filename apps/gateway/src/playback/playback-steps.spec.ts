import { noonMs, playbackBench } from './testing/playback-bench.js';

describe('single steps', () => {
  it.each(['timef', 'delivered'] as const)(
    'go to the exact next and previous picture over the borders of GOPs (%s)',
    async (goesOnFrom) => {
      const bench = playbackBench({ goesOnFrom });
      await bench.clock.advance(4_000);
      const walk = async (command: 'next' | 'previous', count: number): Promise<number[]> => {
        const seen: number[] = [];
        for (let i = 0; i < count; i += 1) {
          const done = bench.session.command({ command });
          await bench.clock.advance(500);
          await done;
          expect(bench.shown()).toBe(bench.position());
          seen.push(bench.position());
        }
        return seen;
      };
      expect(await walk('next', 12)).toEqual(
        Array.from({ length: 12 }, (_, i) => 60_200 + i * 200),
      );
      expect(await walk('previous', 24)).toEqual(
        Array.from({ length: 24 }, (_, i) => 62_200 - i * 200),
      );
      // GOPs 60, 61, 62 forward; 59, 58, 57 back, and no GOTODATE but the first.
      expect(bench.recorder.commands.filter((it) => it.startsWith('go-to-date'))).toHaveLength(1);
      expect(bench.bugs).toEqual([]);
    },
  );

  it('tell the recorder each picture shown, and pull only at the border', async () => {
    const bench = playbackBench({ atMs: noonMs + 60_400 });
    await bench.clock.advance(4_000);
    for (let i = 0; i < 4; i += 1) {
      const done = bench.session.command({ command: 'next' });
      await bench.clock.advance(1_000);
      await done;
    }
    expect(bench.recorder.requests).toEqual([
      'mask',
      `go-to-date ${noonMs + 60_400}`,
      'gop 1',
      `next-frame ${noonMs + 60_400}`,
      `next-frame ${noonMs + 60_600}`,
      `next-frame ${noonMs + 60_800}`,
      'gop 1',
      `next-frame ${noonMs + 61_000}`,
    ]);
  });

  it('pause what plays, and are coalesced for the recorder', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(2_310);
    const steps = Array.from({ length: 3 }, () => bench.session.command({ command: 'next' }));
    await bench.clock.advance(3_000);
    await Promise.all(steps);
    expect(bench.position()).toBe(62_800);
    expect(bench.session.view.state).toBe('paused');
    const frames = bench.recorder.commands.filter((it) => it.startsWith('next-frame'));
    expect(frames.length).toBeLessThan(3);
    expect(frames.at(-1)).toBe(`next-frame ${noonMs + 62_600}`);
  });

  it('answer after a while when the recorder does not, and are made when it does', async () => {
    const bench = playbackBench({ atMs: noonMs + 60_800 });
    await bench.clock.advance(4_000);
    bench.recorder.gopTookMs = 5_000;
    let isDone = false;
    const done = bench.session.command({ command: 'next' }).then(() => {
      isDone = true;
    });
    await bench.clock.advance(2_900);
    expect(isDone).toBe(false);
    await bench.clock.advance(200);
    await done;
    expect(bench.position()).toBe(60_800);
    await bench.clock.advance(3_000);
    expect(bench.position()).toBe(61_000);
  });

  it('cost the recorder nothing where the pictures are there', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(5_000);
    await bench.session.command({ command: 'pause' });
    await bench.clock.advance(5_000);
    const { pulls } = bench.recorder;
    for (let i = 0; i < 20; i += 1) {
      const done = bench.session.command({ command: 'previous' });
      await bench.clock.advance(300);
      await done;
    }
    expect(bench.position()).toBe(61_000);
    expect(bench.recorder.pulls).toBe(pulls);
  });
});
