import { GopCache } from './gop-cache.js';
import type { KeptGop } from './playback-output.js';
import { keptGop } from './testing/recorded-gops.js';
import { behindGap, gopAround, lookAround, pictureBeside } from './track-window.js';
import type { GopSource, TrackView } from './track-window.js';

const view: TrackView = {
  positionMs: 1_000,
  direction: 1,
  speed: 1,
  running: true,
  fast: 0,
  stepping: 0,
};
const sourceOf = (...gops: KeptGop[]): GopSource => {
  const cache = new GopCache();
  gops.forEach((gop) => cache.put(gop));
  return { recorder: 'r', camera: 1, cache, held: [] };
};
const run = (...startsMs: number[]): GopSource => sourceOf(...startsMs.map((ms) => keptGop(ms)));
const starts = (gops: readonly KeptGop[]): number[] => gops.map(({ startMs }) => startMs);

/** Decoded I P B B, shown I B B P. */
function reordered(startMs: number): KeptGop {
  const gop = keptGop(startMs, { pictures: 4 });
  const times = [0, 750, 250, 500];
  const pictures = gop.pictures.map((it, i) => ({ ...it, timeMs: startMs + (times[i] ?? 0) }));
  return { ...gop, pictures };
}

describe('the window around the clock', () => {
  it('has the GOP on screen and two ahead', () => {
    const window = lookAround(run(0, 1_000, 2_000, 3_000, 4_000), view);
    expect(window.current?.startMs).toBe(1_000);
    expect(starts(window.ahead)).toEqual([2_000, 3_000]);
    expect(window.limitMs).toBe(4_000 - 10);
  });

  it('looks further at speed, and when it is to be filled', () => {
    const source = run(0, 1_000, 2_000, 3_000, 4_000, 5_000, 6_000);
    expect(lookAround(source, { ...view, speed: 4 }).ahead).toHaveLength(3);
    expect(lookAround(source, view, 4_000).ahead).toHaveLength(4);
  });

  it('looks back when the clock goes back', () => {
    const window = lookAround(run(0, 1_000, 2_000, 3_000), {
      ...view,
      positionMs: 2_500,
      direction: -1,
    });
    expect(starts(window.ahead)).toEqual([1_000, 0]);
    expect(window.limitMs).toBe(0);
  });

  it('ends at what is missing, and at a gap', () => {
    const source = run(1_000, 2_000, 60_000);
    expect(lookAround(source, view)).toMatchObject({ limitMs: 2_990, gap: undefined });
    source.cache.noteGap('r', 1, { fromMs: 3_000, toMs: 60_000 });
    expect(lookAround(source, view).gap).toEqual({ fromMs: 3_000, toMs: 60_000 });
    expect(lookAround(source, { ...view, positionMs: 5_000 })).toMatchObject({
      current: undefined,
      gap: { toMs: 60_000 },
    });
  });

  it('finds what the cache let go of while it is held', () => {
    const gop = keptGop(1_000);
    expect(gopAround({ ...sourceOf(), held: [gop] }, 1_500)).toBe(gop);
    expect(gopAround({ ...sourceOf(), held: [gop] }, 2_000)).toBeUndefined();
  });

  it('knows where the clock goes on behind a gap', () => {
    expect(behindGap({ fromMs: 100, toMs: 900 }, 1)).toBe(900);
    expect(behindGap({ fromMs: 100, toMs: 900 }, -1)).toBe(90);
  });
});

describe('the picture beside', () => {
  it('is in the same GOP, the one beside, or has to be looked for', () => {
    const source = run(1_000, 2_000);
    expect(pictureBeside(source, 1_200, 1)).toEqual({ timeMs: 1_400 });
    expect(pictureBeside(source, 1_390, -1)).toEqual({ timeMs: 1_000 });
    expect(pictureBeside(source, 1_800, 1)).toEqual({ timeMs: 2_000 });
    expect(pictureBeside(source, 2_000, -1)).toEqual({ timeMs: 1_800 });
    expect(pictureBeside(source, 2_800, 1)).toMatchObject({ beside: { startMs: 2_000 } });
    expect(pictureBeside(source, 9_000, 1)).toBeUndefined();
  });

  it('goes by the times of B pictures, not by the order of decoding', () => {
    const source = sourceOf(reordered(1_000), reordered(2_000));
    const walked: number[] = [];
    for (let atMs = 1_000; ;) {
      const beside = pictureBeside(source, atMs, 1);
      if (!beside || !('timeMs' in beside)) {
        break;
      }
      atMs = beside.timeMs;
      walked.push(atMs);
    }
    expect(walked).toEqual([1_250, 1_500, 1_750, 2_000, 2_250, 2_500, 2_750]);
    expect(pictureBeside(source, 2_000, -1)).toEqual({ timeMs: 1_750 });
    expect(pictureBeside(source, 1_750, -1)).toEqual({ timeMs: 1_500 });
  });

  it('passes over what is not shown', () => {
    const gop = keptGop(1_000);
    const hidden = gop.pictures.map((it, i) => ({ ...it, show: i > 0 }));
    expect(pictureBeside(sourceOf({ ...gop, pictures: hidden }), 1_400, -1)).toEqual({
      timeMs: 1_200,
    });
  });
});
