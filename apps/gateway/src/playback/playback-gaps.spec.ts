import type { PlaybackBody } from '@casement/protocol';
import { ManualClock } from '../net/testing/manual-clock.js';
import { noonMs, playbackBench } from './testing/playback-bench.js';
import { recordedSpan, testBody } from './testing/recorded-gops.js';

const minute = 60_000;

/** Recorded from 12:00 to 12:02 and from `to` to 13:00. */
const withGap = (toMs: number) => [
  ...recordedSpan(noonMs, noonMs + 2 * minute),
  ...recordedSpan(noonMs + toMs, noonMs + 60 * minute),
];

describe('a gap', () => {
  it.each(['skipped', 'empty'] as const)('is jumped over forward (%s)', async (gaps) => {
    const recordings = new Map([[1, withGap(37 * minute)]]);
    const bench = playbackBench({ gaps, recordings, atMs: noonMs + 117_000 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(2_500);
    if (gaps === 'empty') {
      await bench.clock.advance(1_500);
      expect(bench.session.view.cameras[0]).toMatchObject({
        state: 'gap',
        reason: 'no recording at 12:02:00, looking for what follows',
      });
    }
    const seen = await bench.watch(90_000, 50);
    expect(seen.find((ms) => ms > 120_000)).toBe(37 * minute);
    expect(seen.filter((ms) => ms > 120_000).slice(0, 5)).toEqual(
      [0, 200, 400, 600, 800].map((ms) => 37 * minute + ms),
    );
    expect(bench.sawGaps.at(-1)).toMatchObject({ camera: 1, toMs: 37 * minute });
    expect(bench.bugs).toEqual([]);
  });

  it.each(['skipped', 'empty'] as const)('is jumped over in reverse (%s)', async (gaps) => {
    const recordings = new Map([[1, withGap(37 * minute)]]);
    const bench = playbackBench({ gaps, recordings, atMs: noonMs + 37 * minute + 2_000 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'reverse' });
    const seen = await bench.watch(120_000, 50);
    const behind = seen.filter((ms) => ms < 37 * minute);
    expect(behind.slice(0, 4)).toEqual([119_800, 119_600, 119_400, 119_200]);
    expect(bench.bugs).toEqual([]);
  });

  it('is told when a seek leads into it, with its end in the recorder’s zone', async () => {
    const recordings = new Map([[1, withGap(37 * minute)]]);
    const bench = playbackBench({ gaps: 'empty', recordings, atMs: noonMs + 10 * minute });
    await bench.clock.advance(90_000);
    expect(bench.session.view).toMatchObject({
      state: 'paused',
      cameras: [
        {
          state: 'gap',
          reason: 'no recording 12:10:00-12:37:00',
          gap: { from: '2026-11-20T12:10:00.000Z', to: '2026-11-20T12:37:00.000Z' },
          position: null,
        },
      ],
    });
    const { length } = bench.recorder.requests;
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(5_000);
    expect(bench.shown()).toBeGreaterThanOrEqual(37 * minute);
    expect(bench.recorder.requests.length).toBeGreaterThan(length);
  });

  it('that is known is jumped at once by the next one who comes', async () => {
    const recordings = new Map([[1, withGap(37 * minute)]]);
    const bench = playbackBench({ gaps: 'empty', recordings, atMs: noonMs + 118_000 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(90_000);
    await bench.session.command({ command: 'pause' });
    const pulls = bench.recorder.pulls;
    await bench.session.command({ command: 'seek', at: new Date(noonMs + 119_000).toISOString() });
    await bench.session.command({ command: 'play' });
    const seen = await bench.watch(2_000);
    expect(seen.find((ms) => ms > 120_000)).toBe(37 * minute);
    expect(bench.recorder.pulls - pulls).toBeLessThan(3);
  });

  it('at the end of all recordings stops the clock until something is recorded', async () => {
    const all = recordedSpan(noonMs, noonMs + 62_000);
    const clock = new ManualClock(noonMs + 63_000);
    const bench = playbackBench({ recordings: new Map([[1, all]]), clock });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(4_500);
    expect(bench.session.view).toMatchObject({ state: 'waiting', cameras: [{ state: 'gap' }] });
    expect(bench.position()).toBeLessThan(62_000);
    all.push(...recordedSpan(noonMs + 62_000, noonMs + 90_000));
    const seen = await bench.watch(4_000);
    expect(seen.slice(0, 4)).toEqual([61_800, 62_000, 62_200, 62_400]);
  });

  it('of one camera does not hold the others', async () => {
    const recordings = new Map([
      [1, recordedSpan(noonMs, noonMs + 600_000)],
      [2, withGap(3 * minute)],
    ]);
    const bench = playbackBench({ gaps: 'empty', recordings, atMs: noonMs + 117_000 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    const seen = await bench.watch(60_000, 50);
    expect(bench.session.view).toMatchObject({
      state: 'playing',
      cameras: [{ state: 'playing' }, { state: 'gap' }],
    });
    expect(bench.session.view.cameras[1]?.reason).toMatch(/^no recording 12:02:0\d-12:03:00$/);
    // Every picture of the camera without a gap was shown, and nearly in real time.
    expect(seen).toEqual(seen.map((_, i) => 117_000 + 200 * i));
    expect(bench.position()).toBeGreaterThan(170_000);
    await bench.clock.advance(30_000);
    expect(bench.session.view.cameras[1]).toMatchObject({ state: 'playing' });
    expect(bench.bugs).toEqual([]);
  });

  it.each<[string, PlaybackBody | undefined]>([
    ['204 or an empty body', undefined],
    ['a body without pictures', testBody({ startMs: 0, timesMs: [] }, 1)],
  ])('is nothing that %s makes: after a seek all is shown', async (_name, body) => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(100);
    bench.recorder.answers.push(
      ...Array.from({ length: 7 }, () => () => ({
        kind: 'nothing' as const,
        body,
        reason: 'no picture',
      })),
    );
    await bench.watch(60_000, 50);
    expect(bench.recorder.answers).toEqual([]);
    const reasons = bench.views.map(({ cameras }) => cameras[0]?.reason ?? '');
    expect(reasons.some((reason) => reason.startsWith('no recording'))).toBe(true);
    expect(bench.position()).toBeGreaterThan(75_000);
    expect(bench.sawGaps).toEqual([]);
    expect(bench.cache.gapAt('r', 1, noonMs + 90_000)).toBeUndefined();
    await bench.session.command({ command: 'seek', at: new Date(noonMs + 60_000).toISOString() });
    const seen = await bench.watch(100_000, 50);
    const again = seen.slice(seen.indexOf(60_000));
    expect(again).toEqual(again.map((_, i) => 60_000 + 200 * i));
    expect(again.length).toBeGreaterThan(400);
    expect(bench.bugs).toEqual([]);
  });

  it('is not looked for in words while the playback is paused', async () => {
    const recordings = new Map([[1, withGap(37 * minute)]]);
    const bench = playbackBench({ gaps: 'empty', recordings, atMs: noonMs + 10 * minute });
    await bench.clock.advance(5_000);
    expect(bench.session.view.cameras[0]).toMatchObject({
      state: 'gap',
      reason: 'no recording at 12:10:00',
    });
  });

  it('are not looked for where the clock was, when the answer comes after a seek', async () => {
    const recordings = new Map([
      [
        1,
        [
          ...recordedSpan(noonMs, noonMs + 120_000),
          ...recordedSpan(noonMs + 150_000, noonMs + 600_000),
        ],
      ],
    ]);
    const bench = playbackBench({
      gaps: 'empty',
      recordings,
      gopTookMs: 700,
      atMs: noonMs + 123_000,
    });
    await bench.clock.advance(3_200);
    expect(bench.recorder.requests.at(-1)).toBe('gop 1');
    await bench.session.command({ command: 'seek', at: new Date(noonMs + 200_000).toISOString() });
    await bench.clock.advance(6_000);
    expect(bench.shown()).toBe(200_000);
    expect(bench.recorder.commands).toEqual([
      'mask',
      `go-to-date ${noonMs + 123_000}`,
      `go-to-date ${noonMs + 200_000}`,
    ]);
  });
});
