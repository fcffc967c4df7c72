import fc from 'fast-check';
import { sampleGop } from '../../testing/recorded-gops.js';
import { GopStore } from './gop-store.js';
import { HeldGop } from './held-gop.js';
import { sampleGopData, sampleGopHeader } from '../../testing/recorded-gops.js';
import { everyPicture, type Pace, type PictureRef, PictureWalk, timeOf } from './picture-walk.js';

function walkOf(...gops: readonly HeldGop[]): PictureWalk {
  const store = new GopStore();
  gops.forEach((gop) => store.add(gop));
  return new PictureWalk(store);
}

function times(
  walk: PictureWalk,
  from: PictureRef | undefined,
  direction: 1 | -1,
  pace: Pace = everyPicture,
): readonly number[] {
  const found: number[] = [];
  let ref = from;
  while (ref !== undefined) {
    found.push(timeOf(ref));
    ref = walk.next(ref, direction, pace);
  }
  return found;
}

describe('PictureWalk', () => {
  it('goes over the borders of GOPs, and back the same way', () => {
    const walk = walkOf(sampleGop({ startMs: 0 }), sampleGop({ startMs: 200 }));
    const forward = times(walk, walk.at(0), 1);
    expect(forward).toEqual([0, 40, 80, 120, 160, 200, 240, 280, 320, 360]);
    expect(times(walk, walk.at(399), -1)).toEqual([...forward].reverse());
  });

  it.each([
    [-1, undefined],
    [0, 0],
    [39, 0],
    [40, 40],
    [199, 160],
    [200, 200],
    [5_000, undefined],
  ])('finds at %d the picture of %s', (positionMs, expected) => {
    const walk = walkOf(sampleGop({ startMs: 0 }), sampleGop({ startMs: 200 }));
    const ref = walk.at(positionMs);
    expect(ref && timeOf(ref)).toBe(expected);
  });

  it('knows of nothing behind the end of a GOP whose next one is not held', () => {
    const walk = walkOf(sampleGop({ startMs: 0 }), sampleGop({ startMs: 60_000 }));
    expect(walk.at(30_000)).toBeUndefined();
  });

  it('leaves out what is not shown and what cannot be decoded', () => {
    const header = sampleGopHeader({ startMs: 0 });
    const pictures = header.pictures.map((one, index) => ({ ...one, show: index !== 0 }));
    const gop = new HeldGop({ ...header, pictures }, sampleGopData(header));
    gop.lost.add(2);
    const walk = walkOf(sampleGop({ startMs: -200 }), gop);
    expect(times(walk, walk.at(-10), 1)).toEqual([-40, 40, 120, 160]);
    // Of the hidden picture's time is still the one before it.
    expect(walk.at(20)?.gop.startMs).toBe(-200);
    expect(walk.at(90)?.place).toBe(0);
  });

  it('shows pictures in the order of time, whatever the order of decoding', () => {
    const header = sampleGopHeader({ startMs: 0, count: 4 });
    const pictures = [0, 120, 40, 80].map((timeMs, index) => ({
      timeMs,
      bytes: 4,
      key: index === 0,
      show: true,
    }));
    const walk = walkOf(new HeldGop({ ...header, pictures }, sampleGopData(header)));
    expect(times(walk, walk.at(0), 1)).toEqual([0, 40, 80, 120]);
  });

  it('cuts a GOP where the next one begins: the recorder’s clock was set back', () => {
    const walk = walkOf(sampleGop({ startMs: 0 }), sampleGop({ startMs: 100 }));
    expect(times(walk, walk.at(0), 1)).toEqual([0, 40, 80, 100, 140, 180, 220, 260]);
  });

  it('takes evenly chosen pictures, the same in both directions', () => {
    const pace: Pace = { stride: 2, keysOnly: false, fast: true };
    const walk = walkOf(sampleGop({ startMs: 0 }), sampleGop({ startMs: 200 }));
    const forward = times(walk, walk.at(0), 1, pace);
    expect(forward).toEqual([0, 80, 160, 200, 280, 360]);
    expect(times(walk, walk.at(360), -1, pace)).toEqual([...forward].reverse());
  });

  it('takes the first picture of each GOP where not all can be decoded, or where GOPs stand alone', () => {
    const walk = walkOf(
      sampleGop({ startMs: 0, alone: true }),
      sampleGop({ startMs: 2_000, alone: true }),
    );
    const fast: Pace = { stride: 1, keysOnly: false, fast: true };
    expect(times(walk, walk.at(0), 1, fast)).toEqual([0, 2_000]);
    expect(times(walk, walk.at(0), 1, { ...fast, fast: false })).toHaveLength(10);
    expect(times(walk, walk.at(0), 1, { ...fast, fast: false, keysOnly: true })).toEqual([
      0, 2_000,
    ]);
  });

  it('counts what lies between two pictures', () => {
    const walk = walkOf(...[0, 200, 400].map((startMs) => sampleGop({ startMs })));
    const [a, b] = [walk.at(80), walk.at(440)];
    expect(a && b && [walk.between(a, b), walk.between(b, a), walk.between(a, a)]).toEqual([
      8, 8, 0,
    ]);
  });

  it('finds the same picture again in a GOP that came more complete', () => {
    const store = new GopStore();
    const walk = new PictureWalk(store);
    store.add(sampleGop({ startMs: 0, count: 3 }));
    const before = walk.at(80);
    const fuller = sampleGop({ startMs: 0, count: 8 });
    store.add(fuller);
    expect(before && walk.now(before)).toEqual({ gop: fuller, place: 2 });
  });

  it('finds the picture with the largest time at or before any position', () => {
    fc.assert(
      fc.property(
        fc.array(fc.integer({ min: 1, max: 12 }), { minLength: 1, maxLength: 6 }),
        fc.nat(3_000),
        (counts, positionMs) => {
          let startMs = 0;
          const all: number[] = [];
          const gops = counts.map((count) => {
            const gop = sampleGop({ startMs, count });
            all.push(...Array.from({ length: count }, (_, index) => startMs + index * 40));
            startMs += count * 40;
            return gop;
          });
          const ref = walkOf(...gops).at(positionMs);
          const expected = all.filter((timeMs) => timeMs <= positionMs).at(-1);
          if (positionMs < startMs) {
            expect(ref && timeOf(ref)).toBe(expected);
          } else {
            expect(ref === undefined || timeOf(ref) === expected).toBe(true);
          }
        },
      ),
    );
  });
});
