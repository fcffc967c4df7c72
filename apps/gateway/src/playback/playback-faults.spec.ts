import type { PlaybackBody } from '@casement/protocol';
import { DialError } from '../net/dial-error.js';
import { SessionFailure } from '../recorders/session-failure.js';
import type { GopAnswer } from './recorder-playback.js';
import { noonMs, playbackBench } from './testing/playback-bench.js';
import { recordedSpan, testBody } from './testing/recorded-gops.js';

const gopOf = (body: PlaybackBody): GopAnswer => ({ kind: 'gop', body, tookMs: 1 });

describe('a recorder that', () => {
  it('ends the session in mid-play gets a new one, and the playback goes on by itself', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(5_000);
    bench.recorder.lose();
    const seen = await bench.watch(15_000, 20);
    expect(bench.recorder.leases).toBe(2);
    expect(seen).toEqual(seen.map((_, i) => (seen[0] ?? 0) + i * 200));
    expect(seen.at(-1)).toBeGreaterThan(72_000);
    const again = bench.recorder.commands.slice(2);
    expect(again[0]).toBe('mask');
    expect(again[1]).toMatch(/^go-to-date/);
    expect(bench.views.some(({ state }) => state === 'waiting')).toBe(true);
    expect(bench.bugs).toEqual([]);
  });

  it('ends it in the middle of reverse play is asked again there', async () => {
    const bench = playbackBench({ atMs: noonMs + 90_000 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'reverse' });
    await bench.clock.advance(8_000);
    bench.recorder.lose({ kind: 'uid-invalid', answer: 'html' });
    const seen = await bench.watch(25_000, 20);
    expect(seen).toEqual(seen.map((_, i) => (seen[0] ?? 0) - i * 200));
    expect(seen.length).toBeGreaterThan(50);
    expect(bench.bugs).toEqual([]);
  });

  it('is too slow makes the clock wait, with words and without leaving anything out', async () => {
    const bench = playbackBench({ gopTookMs: 1_600 });
    await bench.clock.advance(6_000);
    await bench.session.command({ command: 'play' });
    const seen = await bench.watch(20_000, 20);
    expect(seen).toEqual(seen.map((_, i) => 60_000 + i * 200));
    expect(seen.length).toBeGreaterThan(50);
    expect(seen.length).toBeLessThan(70);
    expect(bench.views.map(({ reason }) => reason)).toContain('waiting for the recorder');
  });

  it.each([
    ['503', new SessionFailure({ kind: 'busy' })],
    ['nothing', new DialError('no-answer', 'no answer')],
  ])('answers %s once is asked again', async (_name, error) => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(1_000);
    bench.recorder.answers.push(() => {
      throw error;
    });
    const seen = await bench.watch(15_000, 20);
    expect(seen).toEqual(seen.map((_, i) => (seen[0] ?? 0) + i * 200));
    expect(seen.length).toBeGreaterThan(40);
    expect(bench.bugs).toEqual([]);
  });

  it('sends a GOP without a key picture: it is told, passed over, and play goes on', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(100);
    let isSpoilt = false;
    const spoil = (): GopAnswer | undefined => {
      isSpoilt = true;
      const [gop] = recordedSpan(noonMs + 63_000, noonMs + 64_000);
      const body = testBody(gop!, 1);
      return gopOf({ ...body, pictures: body.pictures.slice(1) });
    };
    await bench.clock.advance(1_000);
    bench.recorder.answers.push(spoil);
    await bench.clock.advance(6_000);
    expect(isSpoilt).toBe(true);
    expect(bench.position()).toBeGreaterThan(65_000);
    const reasons = bench.views.map(({ cameras }) => cameras[0]?.reason);
    expect(reasons).toContain('the recording cannot be decoded here: no key picture');
    expect(bench.bugs).toEqual([]);
  });

  it('sends less than it announces: says so, goes on, and is asked again after a seek', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(100);
    const defects = ['the body ends within a picture'];
    let next = 0;
    const cut = (): GopAnswer => {
      const gop = bench.recorder.skip(1)!;
      next = gop.startMs;
      const body = testBody(gop, 1);
      return gopOf({ ...body, pictures: body.pictures.slice(0, 2), isTruncated: true, defects });
    };
    bench.recorder.answers.push(cut);
    const seen = await bench.watch(6_000);
    const at = next - noonMs;
    expect(seen.filter((ms) => ms >= at && ms < at + 2_000)).toEqual(
      [0, 200, 1_000, 1_200, 1_400, 1_600, 1_800].map((ms) => at + ms),
    );
    const reasons = bench.views.map(({ cameras }) => cameras[0]?.reason);
    expect(reasons).toContain('the recorder sent a damaged recording (shorter than it says)');
    expect(bench.odd).toEqual([
      'the body ends within a picture; the recorder sent less than it announced: 2 whole pictures',
    ]);
    expect(bench.cache.startingAt('r', 1, next)).toBeUndefined();
    expect(bench.sawGaps).toEqual([]);
    await bench.session.command({ command: 'seek', at: new Date(next).toISOString() });
    const again = await bench.watch(8_000);
    expect(again.slice(again.lastIndexOf(at)).slice(0, 6)).toEqual(
      [0, 200, 400, 600, 800, 1_000].map((ms) => at + ms),
    );
    expect(bench.bugs).toEqual([]);
  });

  it('put its clock back is followed back, and says so', async () => {
    const recordings = new Map([
      [
        1,
        [
          ...recordedSpan(noonMs, noonMs + 70_000),
          ...recordedSpan(noonMs + 65_000, noonMs + 300_000),
        ],
      ],
    ]);
    const bench = playbackBench({ recordings, atMs: noonMs + 63_000 });
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    const seen = await bench.watch(20_000, 20);
    const from = (first: number, last: number): number[] =>
      Array.from({ length: (last - first) / 200 + 1 }, (_, i) => first + i * 200);
    const expected = [...from(63_000, 69_800), ...from(65_000, 77_800)];
    expect(seen.slice(0, expected.length)).toEqual(expected);
    const reasons = bench.views.map(({ cameras }) => cameras[0]?.reason);
    expect(reasons).toContain("the recorder's clock was put back here by about 4 s");
    expect(bench.bugs).toEqual([]);
  });

  it('sends pictures of another camera is not believed', async () => {
    const bench = playbackBench();
    const [gop] = recordedSpan(noonMs + 60_000, noonMs + 61_000);
    bench.recorder.answers.push(() => gopOf(testBody(gop!, 3)));
    await bench.clock.advance(3_100);
    expect(bench.session.view.cameras[0]?.reason).toBe(
      'the recorder sent camera 3; expected camera 1',
    );
    await bench.clock.advance(8_000);
    expect(bench.shown()).toBe(60_000);
  });
});

describe('the end of a playback', () => {
  it('stops, lets go of the UID, tells who looks, and refuses what comes after', async () => {
    const bench = playbackBench();
    await bench.clock.advance(4_000);
    await bench.session.command({ command: 'play' });
    await bench.clock.advance(1_000);
    await bench.session.close('the browser went away');
    expect(bench.recorder.requests.at(-1)).toMatch(/^stop \d+$/);
    expect(bench.output.closedBecause).toBe('the browser went away');
    expect(bench.views.at(-1)).toMatchObject({ state: 'stopped', reason: 'the browser went away' });
    await expect(bench.session.command({ command: 'play' })).rejects.toMatchObject({ status: 409 });
    const { length } = bench.recorder.requests;
    await bench.clock.advance(60_000);
    expect(bench.recorder.requests).toHaveLength(length);
    expect(bench.clock.timers).toBe(0);
    expect(bench.group.size).toBe(0);
  });

  it('comes by the command stop too, and before there was a UID', async () => {
    const bench = playbackBench();
    await bench.session.command({ command: 'stop' });
    await bench.clock.advance(10_000);
    expect(bench.session.view.state).toBe('stopped');
    expect(bench.recorder.commands.filter((it) => it !== 'mask')).toEqual([
      expect.stringMatching(/^stop/),
    ]);
  });
});
