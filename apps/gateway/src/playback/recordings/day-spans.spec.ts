import fc from 'fast-check';
import {
  addKnown,
  dayMs,
  daysOf,
  knownWithin,
  nothingKnown,
  restoreDay,
  spanOfDay,
  storeDay,
} from './day-spans.js';
import type { KnownSpans } from './day-spans.js';

const span = (fromMs: number, toMs: number) => ({ fromMs, toMs });
const recorded = (...spans: { fromMs: number; toMs: number }[]): KnownSpans => ({
  recorded: spans,
  gaps: [],
});
const gap = (fromMs: number, toMs: number): KnownSpans => ({
  recorded: [],
  gaps: [span(fromMs, toMs)],
});

describe('addKnown', () => {
  it('makes one span of GOPs that follow each other', () => {
    let known = nothingKnown;
    for (let second = 0; second < 100; second += 1) {
      known = addKnown(known, recorded(span(second * 1000, second * 1000 + 800)));
    }
    expect(known).toEqual(recorded(span(0, 99_800)));
  });

  it('believes pictures more than gaps, whichever came first', () => {
    const expected = { recorded: [span(10_000, 20_000)], gaps: [span(5_000, 10_000)] };
    expect(addKnown(gap(5_000, 20_000), recorded(span(10_000, 20_000)))).toEqual(expected);
    expect(addKnown(recorded(span(10_000, 20_000)), gap(5_000, 20_000))).toEqual(expected);
  });

  it('keeps a gap between two recordings, however short', () => {
    const known = addKnown(recorded(span(0, 10_000), span(15_000, 20_000)), gap(10_000, 15_000));
    expect(known.gaps).toEqual([span(10_000, 15_000)]);
    expect(known.recorded).toEqual([span(0, 10_000), span(15_000, 20_000)]);
  });

  it('stays bounded: fast forward leaves single GOPs all over the day', () => {
    const gops = Array.from({ length: 2_000 }, (_, index) =>
      span(index * 40_000, index * 40_000 + 1_000),
    );
    expect(addKnown(nothingKnown, recorded(...gops)).recorded.length).toBeLessThanOrEqual(512);
  });
});

describe('days', () => {
  it('are those of UTC that a span touches', () => {
    expect(daysOf(span(dayMs - 1, dayMs + 1))).toEqual([0, 1]);
    expect(daysOf(span(dayMs, 2 * dayMs))).toEqual([1]);
    expect(daysOf(span(5, 5))).toEqual([0]);
    expect(spanOfDay(2)).toEqual(span(2 * dayMs, 3 * dayMs));
  });

  it('property: stored and read back, they are the same', () => {
    const offsets = fc.tuple(fc.nat(dayMs - 1), fc.nat(100_000));
    fc.assert(
      fc.property(
        fc.array(offsets, { maxLength: 20 }),
        fc.array(offsets, { maxLength: 20 }),
        (a, b) => {
          const day = 20_000;
          const spansOf = (pairs: readonly (readonly [number, number])[]) =>
            pairs.map(([from, length]) => span(day * dayMs + from, day * dayMs + from + length));
          const known = knownWithin(
            addKnown(nothingKnown, { recorded: spansOf(a), gaps: spansOf(b) }),
            spanOfDay(day),
          );
          const stored: unknown = JSON.parse(JSON.stringify(storeDay(known, day)));
          expect(restoreDay(stored, day)).toEqual(known);
        },
      ),
    );
  });

  it('property: whatever is in the column, it is read without an error', () => {
    fc.assert(
      fc.property(fc.anything(), fc.anything(), (recordedColumn, gaps) => {
        const known = restoreDay({ recorded: recordedColumn, gaps }, 3);
        expect(knownWithin(known, spanOfDay(3))).toEqual(known);
      }),
    );
    for (const column of [
      null,
      undefined,
      7,
      'text',
      [],
      { recorded: [[1, 2, 3], [5], ['a', 2]] },
    ]) {
      expect(restoreDay(column, 0).gaps).toEqual([]);
    }
  });
});
