import { RecordingOutput } from './testing/recording-output.js';
import { noonMs, playbackBench } from './testing/playback-bench.js';

const neverAborted = new AbortController().signal;

describe('a preview', () => {
  it('comes from what is there, without asking the recorder', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    const { length } = bench.recorder.requests;
    const gop = await bench.session.gopAt(1, noonMs + 60_700, neverAborted);
    expect(gop).toMatchObject({ startMs: noonMs + 60_000 });
    expect(bench.recorder.requests).toHaveLength(length);
  });

  it('costs one command and one GOP, and only the newest wish is granted', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    const { length } = bench.recorder.requests;
    const wishes = Array.from({ length: 20 }, (_, i) =>
      bench.session.gopAt(1, noonMs + 200_000 + i * 10_000, neverAborted),
    );
    await bench.clock.advance(7_000);
    const results = await Promise.all(wishes);
    expect(results.slice(0, -1).every((it) => it === 'busy')).toBe(true);
    expect(results.at(-1)).toMatchObject({ startMs: noonMs + 390_000 });
    expect(bench.recorder.requests.length - length).toBeLessThanOrEqual(4);
    expect(bench.shown()).toBe(60_000);
  });

  it('is not fetched while it plays, and playing goes before it', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    const wish = bench.session.gopAt(1, noonMs + 200_000, neverAborted);
    await bench.session.command({ command: 'play' });
    expect(await wish).toBe('busy');
    expect(await bench.session.gopAt(1, noonMs + 300_000, neverAborted)).toBe('busy');
    await bench.clock.advance(8_000);
    expect(bench.session.view.state).toBe('playing');
    expect(bench.bugs).toEqual([]);
  });

  it('ends with its signal', async () => {
    const bench = playbackBench();
    const abort = new AbortController();
    const wish = bench.session.gopAt(1, noonMs + 200_000, abort.signal);
    abort.abort(new Error('gone'));
    await expect(wish).rejects.toThrow('gone');
    await expect(bench.session.gopAt(1, 0, abort.signal)).rejects.toThrow('gone');
  });

  it('is refused for a camera of another playback', async () => {
    const bench = playbackBench();
    await expect(bench.session.gopAt(9, noonMs, neverAborted)).rejects.toMatchObject({
      status: 404,
    });
    expect(() => bench.session.attach(9, new RecordingOutput())).toThrow(/camera 9/);
  });
});

describe('sound', () => {
  it('comes while somebody listens, in turn, near the clock, after pictures', async () => {
    const bench = playbackBench();
    bench.recorder.hasSound = true;
    bench.output.wantsSound = true;
    await bench.clock.advance(4_000);
    expect(bench.recorder.requests.filter((it) => it.startsWith('sound'))).toEqual([]);
    await bench.session.command({ command: 'play' });
    for (let i = 0; i < 100; i += 1) {
      await bench.clock.advance(100);
      const last = bench.output.sounds.at(-1);
      if (last) {
        expect(last.startMs - noonMs).toBeLessThanOrEqual(bench.position() + 2_000);
        expect(last.endMs - noonMs).toBeGreaterThan(bench.position() - 200);
      }
    }
    expect(bench.output.sounds.map(({ startMs }) => startMs - noonMs)).toEqual(
      bench.output.sounds.map((_, i) => 60_000 + i * 1_000),
    );
    expect(bench.output.sounds.length).toBeGreaterThanOrEqual(10);
    expect(bench.session.view.cameras[0]?.audio).toBe('g711');
    const { requests } = bench.recorder;
    expect(requests.indexOf('sound 1')).toBeGreaterThan(requests.indexOf('gop 1'));
  });

  it.each([
    ['in reverse', { command: 'reverse' } as const, true],
    ['at speed 2', { command: 'play', speed: 2 } as const, true],
    ['when nobody listens', { command: 'play' } as const, false],
  ])('is not asked for %s', async (_name, command, wantsSound) => {
    const bench = playbackBench();
    bench.recorder.hasSound = true;
    bench.output.wantsSound = wantsSound;
    await bench.clock.advance(4_000);
    await bench.session.command(command);
    await bench.clock.advance(5_000);
    expect(bench.recorder.requests.filter((it) => it.startsWith('sound'))).toEqual([]);
    expect(bench.output.sounds).toEqual([]);
  });

  it('of another time than the clock’s sends the recorder there', async () => {
    const bench = playbackBench();
    bench.recorder.hasSound = true;
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(15_000);
    bench.output.wantsSound = true;
    await bench.clock.advance(15_000);
    const last = bench.output.sounds.at(-1);
    expect(Math.abs((last?.startMs ?? 0) - noonMs - bench.position())).toBeLessThan(3_000);
    expect(bench.session.view.state).toBe('playing');
    expect(bench.bugs).toEqual([]);
  });
});

describe('memory', () => {
  it('stays within the cache’s bytes over ten minutes of reverse, with a cache of a few GOPs', async () => {
    const bench = playbackBench({ atMs: noonMs + 590_000, maxBytes: 60_000, bytes: 2_000 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'reverse', speed: 8 });
    let most = 0;
    for (let i = 0; i < 200; i += 1) {
      await bench.clock.advance(400);
      most = Math.max(most, bench.cache.statistics.bytes);
    }
    expect(most).toBeLessThanOrEqual(60_000);
    expect(bench.position()).toBeLessThan(100_000);
    expect(bench.cache.statistics.evicted).toBeGreaterThan(400);
    expect(bench.bugs).toEqual([]);
  });

  it('plays with a cache that can hold nothing', async () => {
    const bench = playbackBench({ maxBytes: 1 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    const seen = await bench.watch(6_000, 20);
    expect(seen).toEqual(seen.map((_, i) => 60_000 + i * 200));
    expect(seen.length).toBeGreaterThan(25);
    expect(bench.cache.statistics).toMatchObject({ gops: 0, bytes: 0 });
  });
});
