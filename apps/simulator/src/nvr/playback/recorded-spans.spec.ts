import fc from 'fast-check';
import { recordingsSchema } from '../../recordings-scenario.js';
import { recordedSpans } from './recorded-spans.js';
import type { RecordedSpan } from './recorded-spans.js';

const startMs = Date.UTC(2026, 10, 21, 7, 8, 9, 500);
const start = startMs - 500;

/** Spans as seconds from the whole second of the start. */
function spans(recordings: object): readonly (readonly [number, number, boolean])[] {
  return recordedSpans(recordingsSchema.parse(recordings), startMs).map(
    ({ fromMs, toMs, showsOther }) => [(fromMs - start) / 1000, (toMs - start) / 1000, showsOther],
  );
}

describe('recorded spans', () => {
  it('are the last 14 days, and on, when nothing is said', () => {
    expect(spans({})).toEqual([[-14 * 86_400, Infinity, false]]);
  });

  it('join ranges, and leave gaps out', () => {
    const recordings = {
      ranges: [{ from: '-60s' }, { from: '-300s', to: '-200s' }, { from: '-220s', to: '-100s' }],
      gaps: [
        { from: '-250s', to: '-240s' },
        { from: '-110s', for: '20s' },
        { from: '-50s', for: '5s' },
        { from: '-400s', to: '-390s' },
      ],
    };
    expect(spans(recordings)).toEqual([
      [-300, -250, false],
      [-240, -110, false],
      [-60, -50, false],
      [-45, Infinity, false],
    ]);
  });

  it('are cut where the pictures change', () => {
    const recordings = {
      ranges: [{ from: '-60s' }],
      gaps: [{ from: '-30s', for: '5s' }],
      changes: [
        { at: '-40s', to: 'alternative' },
        { at: '-10s', to: 'main' },
      ],
    };
    expect(spans(recordings)).toEqual([
      [-60, -40, false],
      [-40, -30, true],
      [-25, -10, true],
      [-10, Infinity, false],
    ]);
  });

  it.each([
    [{ gaps: [{ from: '-5s' }] }, 'to or for'],
    [{ gaps: [{ from: '-5s', to: '-4s', for: '1s' }] }, 'to or for'],
    [{ ranges: [{ from: 'yesterday' }] }, 'expected a time'],
    [{ changes: [{ at: '-5s', to: 'h265' }] }, 'alternative'],
  ])('refuses %j', (recordings, message) => {
    expect(recordingsSchema.safeParse(recordings).error?.message).toContain(message);
  });

  it('lie in the ranges, in order, without overlap, outside of the gaps', () => {
    const interval = fc.record({ at: fc.integer({ min: 1, max: 1_000 }), length: fc.nat(200) });
    fc.assert(
      fc.property(
        fc.array(interval, { maxLength: 8 }),
        fc.array(interval, { maxLength: 8 }),
        (ranges, gaps) => {
          const written = (list: typeof ranges): object[] =>
            list.map(({ at, length }) => ({ from: `+${at}s`, to: `+${at + length}s` }));
          const recordings = recordingsSchema.parse({
            ranges: written(ranges),
            gaps: written(gaps),
          });
          const found = recordedSpans(recordings, start);
          const inside = (list: typeof ranges, second: number): boolean =>
            list.some(({ at, length }) => second >= at && second < at + length);
          for (let second = 0; second < 1_300; second += 1) {
            const ms = start + second * 1000;
            const count = found.filter((span: RecordedSpan) => ms >= span.fromMs && ms < span.toMs);
            expect(count).toHaveLength(inside(ranges, second) && !inside(gaps, second) ? 1 : 0);
          }
          expect(found.map(({ fromMs }) => fromMs)).toEqual(
            found.map(({ fromMs }) => fromMs).sort((one, other) => one - other),
          );
        },
      ),
      { numRuns: 25 },
    );
  });
});
