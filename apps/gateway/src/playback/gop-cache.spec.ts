import fc from 'fast-check';
import { GopCache } from './gop-cache.js';
import { keptGop } from './testing/recorded-gops.js';

const noon = Date.UTC(2026, 10, 20, 12);
const at = (seconds: number) => keptGop(noon + seconds * 1_000);

describe('the cache of GOPs', () => {
  it('finds the GOP of the picture at a time', () => {
    const cache = new GopCache();
    cache.put(at(0));
    cache.put(at(1));
    expect(cache.at('r', 1, noon + 999)?.startMs).toBe(noon);
    expect(cache.at('r', 1, noon + 1_000)?.startMs).toBe(noon + 1_000);
    expect(cache.at('r', 1, noon - 1)).toBeUndefined();
    expect(cache.at('r', 1, noon + 2_000)).toBeUndefined();
    expect(cache.at('r', 2, noon)).toBeUndefined();
    expect(cache.at('s', 1, noon)).toBeUndefined();
  });

  it('joins neighbours by their times, in whatever order they come', () => {
    fc.assert(
      fc.property(fc.shuffledSubarray([0, 1, 2, 3, 4, 5, 6], { minLength: 7 }), (order) => {
        const cache = new GopCache();
        for (const seconds of order) {
          cache.put(at(seconds));
        }
        let gop = cache.at('r', 1, noon);
        for (let seconds = 1; gop && seconds < 7; seconds += 1) {
          gop = cache.next(gop);
          expect(gop?.startMs).toBe(noon + seconds * 1_000);
        }
        for (let seconds = 5; gop && seconds >= 0; seconds -= 1) {
          gop = cache.previous(gop);
          expect(gop?.startMs).toBe(noon + seconds * 1_000);
        }
      }),
    );
  });

  it('knows no neighbour where one may be missing, until the recorder delivers them in a row', () => {
    const cache = new GopCache();
    const [a, b] = [cache.put(at(0)), cache.put(at(2))];
    expect(cache.next(a)).toBeUndefined();
    expect(cache.link(a, b)).toBeUndefined();
    expect(cache.next(a)?.startMs).toBe(b.startMs);
    expect(cache.at('r', 1, noon + 1_999)?.startMs).toBe(noon);
  });

  it('takes a long silence between two in a row for a gap', () => {
    const cache = new GopCache();
    const [a, b] = [cache.put(at(0)), cache.put(at(60))];
    expect(cache.link(a, b)).toEqual({ fromMs: noon + 1_000, toMs: noon + 60_000 });
    expect(cache.gapAt('r', 1, noon + 30_000)).toBeDefined();
    expect(cache.at('r', 1, noon + 30_000)).toBeUndefined();
    expect(cache.next(a)?.startMs).toBe(b.startMs);
  });

  it('forgets a gap in which something is found after all', () => {
    const cache = new GopCache();
    cache.noteGap('r', 1, { fromMs: noon, toMs: noon + 60_000 });
    cache.put(at(30));
    expect(cache.gapAt('r', 1, noon + 10_000)).toBeUndefined();
  });

  it('joins what is known of one gap', () => {
    const cache = new GopCache();
    cache.noteGap('r', 1, { fromMs: noon, toMs: noon + 60_000 });
    cache.noteGap('r', 1, { fromMs: noon + 60_000, toMs: noon + 90_000 });
    cache.noteGap('r', 1, { fromMs: noon + 5, toMs: noon + 5 });
    expect(cache.gapAt('r', 1, noon + 1)).toMatchObject({ fromMs: noon, toMs: noon + 90_000 });
  });

  it('ends a GOP where the next one begins', () => {
    const cache = new GopCache();
    cache.put(keptGop(noon, { gopMs: 1_500 }));
    cache.put(at(1));
    expect(cache.at('r', 1, noon)?.endMs).toBeLessThanOrEqual(noon + 1_200);
    expect(cache.at('r', 1, noon + 1_250)?.startMs).toBe(noon + 1_000);
  });

  it('keeps the GOP with more pictures of two that begin at the same time', () => {
    const cache = new GopCache();
    cache.put(keptGop(noon, { pictures: 2 }));
    expect(cache.put(at(0)).pictures).toHaveLength(5);
    expect(cache.put(keptGop(noon, { pictures: 1 })).pictures).toHaveLength(5);
    expect(cache.statistics).toMatchObject({ gops: 1, bytes: 1_000 + 5 * 200 });
  });

  it('forgets what was recorded twice', () => {
    const cache = new GopCache();
    for (let seconds = 0; seconds < 10; seconds += 1) {
      cache.put(at(seconds));
    }
    cache.forget('r', 1, noon + 3_000, noon + 6_000);
    expect(cache.statistics).toMatchObject({ gops: 6, evicted: 0 });
    expect(cache.at('r', 1, noon + 4_000)).toBeUndefined();
  });

  it('never holds more than its bytes, and lets go of what was not used for longest', () => {
    const cache = new GopCache({ maxBytes: 10 * 2_000 });
    for (let seconds = 0; seconds < 10; seconds += 1) {
      cache.put(at(seconds));
    }
    cache.at('r', 1, noon);
    cache.put(at(20));
    cache.put(at(21));
    expect(cache.statistics).toEqual({ gops: 10, bytes: 20_000, hits: 0, misses: 0, evicted: 2 });
    expect(cache.at('r', 1, noon)).toBeDefined();
    expect(cache.at('r', 1, noon + 1_000)).toBeUndefined();
    expect(cache.at('r', 1, noon + 2_000)).toBeUndefined();
    expect(cache.at('r', 1, noon + 3_000)).toBeDefined();
  });

  it('counts right whatever is put, looked for and forgotten', () => {
    const act = fc.record({
      kind: fc.constantFrom('put', 'at', 'forget', 'link'),
      camera: fc.integer({ min: 1, max: 3 }),
      seconds: fc.nat(50),
      pictures: fc.integer({ min: 1, max: 4 }),
      bytes: fc.nat(3_000),
    });
    fc.assert(
      fc.property(fc.array(act, { maxLength: 120 }), (acts) => {
        const cache = new GopCache({ maxBytes: 20_000 });
        for (const { kind, camera, seconds, pictures, bytes } of acts) {
          const startMs = noon + seconds * 500;
          const gop = keptGop(startMs, { camera, pictures, bytes });
          if (kind === 'put') {
            cache.put(gop);
          } else if (kind === 'at') {
            const found = cache.at('r', camera, startMs);
            expect(found === undefined || (found.startMs <= startMs && startMs < found.endMs)).toBe(
              true,
            );
          } else if (kind === 'forget') {
            cache.forget('r', camera, startMs, startMs + 3_000);
          } else {
            cache.link(gop, keptGop(startMs + 500, { camera }));
          }
          expect(cache.statistics.bytes).toBeLessThanOrEqual(20_000);
          expect(cache.statistics.bytes).toBeGreaterThanOrEqual(0);
        }
        for (const camera of [1, 2, 3]) {
          cache.forget('r', camera, 0, Number.MAX_SAFE_INTEGER);
        }
        expect(cache.statistics).toMatchObject({ gops: 0, bytes: 0 });
      }),
    );
  });
});
