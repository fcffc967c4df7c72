import fc from 'fast-check';
import { fewerSpans, joinSpans, spansWithin, withoutSpans } from './spans.js';
import type { TimeSpan } from './spans.js';

const span = (fromMs: number, toMs: number): TimeSpan => ({ fromMs, toMs });
const anySpans = fc.array(
  fc.tuple(fc.nat(60), fc.nat(10)).map(([from, length]) => span(from, from + length)),
  { maxLength: 20 },
);
const covers = (spans: readonly TimeSpan[], at: number): boolean =>
  spans.some(({ fromMs, toMs }) => at >= fromMs && at < toMs);
const everyMs = Array.from({ length: 80 }, (_, at) => at);

describe('joinSpans', () => {
  it('joins what overlaps, touches or is near', () => {
    expect(joinSpans([span(5, 9), span(0, 2), span(2, 3), span(7, 12), span(4, 4)])).toEqual([
      span(0, 3),
      span(5, 12),
    ]);
    expect(joinSpans([span(0, 3), span(5, 9), span(12, 13)], 2)).toEqual([
      span(0, 9),
      span(12, 13),
    ]);
  });

  it('property: covers the same, in order, with holes between', () => {
    fc.assert(
      fc.property(anySpans, (spans) => {
        const joined = joinSpans(spans);
        expect(everyMs.map((at) => covers(joined, at))).toEqual(
          everyMs.map((at) => covers(spans, at)),
        );
        joined.slice(1).forEach(({ fromMs }, index) => {
          expect(fromMs).toBeGreaterThan(joined[index]?.toMs ?? NaN);
        });
      }),
    );
  });
});

describe('withoutSpans', () => {
  it('property: covers what is in the one and not in the other', () => {
    fc.assert(
      fc.property(anySpans, anySpans, (some, others) => {
        const [spans, holes] = [joinSpans(some), joinSpans(others)];
        const left = withoutSpans(spans, holes);
        expect(everyMs.map((at) => covers(left, at))).toEqual(
          everyMs.map((at) => covers(spans, at) && !covers(holes, at)),
        );
        expect(left.every(({ fromMs, toMs }) => toMs > fromMs)).toBe(true);
      }),
    );
  });
});

describe('spansWithin', () => {
  it('cuts off what is outside', () => {
    expect(spansWithin([span(0, 5), span(6, 7), span(8, 20)], span(3, 10))).toEqual([
      span(3, 5),
      span(6, 7),
      span(8, 10),
    ]);
  });
});

describe('fewerSpans', () => {
  it('gives up the smallest holes', () => {
    const spans = [span(0, 1), span(9, 10), span(11, 12), span(20, 21)];
    expect(fewerSpans(spans, 4)).toEqual(spans);
    expect(fewerSpans(spans, 3)).toEqual([span(0, 1), span(9, 12), span(20, 21)]);
    expect(fewerSpans(spans, 1)).toEqual([span(0, 21)]);
  });

  it('property: never more than allowed, and nothing lost', () => {
    fc.assert(
      fc.property(anySpans, fc.integer({ min: 1, max: 6 }), (some, max) => {
        const spans = joinSpans(some);
        const fewer = fewerSpans(spans, max);
        expect(fewer.length).toBeLessThanOrEqual(max);
        expect(everyMs.filter((at) => covers(spans, at) && !covers(fewer, at))).toEqual([]);
      }),
    );
  });
});
