import fc from 'fast-check';
import { GopShelf } from './gop-shelf.js';
import { keptGop } from './testing/recorded-gops.js';

const shelfOf = (...startsMs: number[]): GopShelf => {
  const shelf = new GopShelf();
  startsMs.forEach((startMs) => shelf.put(keptGop(startMs)));
  return shelf;
};

describe('a shelf of GOPs', () => {
  it('has the GOP of the picture on screen', () => {
    const shelf = shelfOf(2_000, 1_000);
    expect(shelf.at(1_999)?.startMs).toBe(1_000);
    expect(shelf.at(2_000)?.startMs).toBe(2_000);
    expect(shelf.at(999)).toBeUndefined();
    expect(shelf.at(3_000)).toBeUndefined();
  });

  it('joins those whose times fit, whatever their order', () => {
    const shelf = shelfOf(2_000, 10_000, 1_000);
    expect(shelf.next(shelf.at(1_000)!)?.startMs).toBe(2_000);
    expect(shelf.previous(shelf.at(2_000)!)?.startMs).toBe(1_000);
    expect(shelf.next(shelf.at(2_000)!)).toBeUndefined();
  });

  it('keeps the one with more pictures', () => {
    const shelf = new GopShelf();
    shelf.put(keptGop(1_000, { pictures: 3 }));
    expect(shelf.put(keptGop(1_000, { pictures: 5 })).pictures).toHaveLength(5);
    expect(shelf.put(keptGop(1_000, { pictures: 2 })).pictures).toHaveLength(5);
  });

  it('ends a GOP where the next one begins when they were delivered so', () => {
    const shelf = shelfOf(1_000, 2_600);
    expect(shelf.at(2_300)).toBeUndefined();
    expect(shelf.link(shelf.at(1_000)!, shelf.at(2_600)!)).toBeUndefined();
    expect(shelf.at(2_300)?.startMs).toBe(1_000);
  });

  it('finds the gap between those that were delivered one after the other', () => {
    const shelf = shelfOf(1_000, 60_000);
    expect(shelf.link(shelf.at(1_000)!, shelf.at(60_000)!)).toEqual({
      fromMs: 2_000,
      toMs: 60_000,
    });
    expect(shelf.gapAt(2_000)).toMatchObject({ toMs: 60_000 });
    expect(shelf.gapAt(60_000)).toBeUndefined();
    expect(shelf.next(shelf.at(1_000)!)?.startMs).toBe(60_000);
  });

  it('forgets a gap in which something is found', () => {
    const shelf = shelfOf(1_000);
    shelf.noteGap({ fromMs: 2_000, toMs: 60_000 });
    shelf.put(keptGop(30_000));
    expect(shelf.gapAt(10_000)).toBeUndefined();
  });

  it('joins pieces of a gap, and has no more than 256', () => {
    const shelf = new GopShelf();
    shelf.noteGap({ fromMs: 0, toMs: 10 });
    shelf.noteGap({ fromMs: 10, toMs: 20 });
    shelf.noteGap({ fromMs: 30, toMs: 30 });
    expect(shelf.gapAt(5)).toEqual({ fromMs: 0, toMs: 20 });
    for (let i = 1; i <= 256; i += 1) {
      shelf.noteGap({ fromMs: i * 100, toMs: i * 100 + 1 });
    }
    expect(shelf.gapAt(5)).toBeUndefined();
    expect(shelf.gapAt(25_600)).toBeDefined();
  });

  it('answers what it forgets', () => {
    const shelf = shelfOf(1_000, 2_000, 3_000);
    expect(shelf.forget(1_500, 3_000).map(({ startMs }) => startMs)).toEqual([2_000, 3_000]);
    expect(shelf.next(shelf.at(1_000)!)).toBeUndefined();
    expect(shelf.isEmpty).toBe(false);
    shelf.forget(0, 5_000);
    expect(shelf.isEmpty).toBe(true);
  });

  it('has GOPs that do not overlap, whatever comes', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(20_000), { maxLength: 30 }), fc.nat(20_000), (list, atMs) => {
        const shelf = shelfOf(...list);
        const starts = [...new Set(list)].sort((a, b) => a - b);
        const kept = starts.map((startMs) => shelf.startingAt(startMs));
        expect(kept.every((gop, i) => gop && gop.endMs <= (starts[i + 1] ?? Infinity))).toBe(true);
        const at = shelf.at(atMs);
        expect(at === undefined || (at.startMs <= atMs && atMs < at.endMs)).toBe(true);
      }),
    );
  });
});
