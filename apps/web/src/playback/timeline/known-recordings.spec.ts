import type { RecordedSpan, Recordings, TimelineMark } from '@casement/contract';
import fc from 'fast-check';
import { gatherMarks, kindAt, layOver } from './known-recordings.js';

const at = (second: number): string => new Date(second * 1_000).toISOString();
const span = (from: number, to: number, kind: RecordedSpan['kind']): RecordedSpan => ({
  from: at(from),
  to: at(to),
  kind,
});

function answer(
  from: number,
  to: number,
  spans: readonly RecordedSpan[],
  marks: readonly TimelineMark[] = [],
): Recordings {
  return {
    recorder: 'hq',
    camera: 1,
    from: at(from),
    to: at(to),
    timeZone: 'Europe/Berlin',
    oldest: at(1),
    newest: at(1_000),
    spans: [...spans],
    marks: [...marks],
    asOf: null,
    reason: null,
  };
}

const view = { fromMs: 0, toMs: 100_000 };

describe('known recordings', () => {
  it('of every time the newest answer counts', () => {
    const old = answer(0, 100, [span(0, 100, 'likely')]);
    const young = answer(40, 60, [span(45, 50, 'gap')]);
    const { spans, oldestMs } = layOver([old, young], view);
    expect(spans).toEqual([
      { fromMs: 0, toMs: 40_000, kind: 'likely' },
      { fromMs: 45_000, toMs: 50_000, kind: 'gap' },
      { fromMs: 60_000, toMs: 100_000, kind: 'likely' },
    ]);
    expect(oldestMs).toBe(1_000);
    expect(kindAt(spans, 45_000)?.kind).toBe('gap');
    expect(kindAt(spans, 42_000)).toBeNull();
  });

  it('keeps one mark of what several answers tell', () => {
    const mark: TimelineMark = { at: at(10), kind: 'alarm', text: 'VMD alarm', camera: null };
    const { marks } = layOver([answer(0, 100, [], [mark]), answer(0, 50, [], [mark])], view);
    expect(marks).toHaveLength(1);
    expect(gatherMarks([marks, marks])).toEqual(marks);
  });

  it('knows nothing without an answer', () => {
    expect(layOver([], view)).toMatchObject({ spans: [], timeZone: null });
  });

  it('spans of the whole never overlap and stay within the view', () => {
    const anySpan = fc
      .tuple(fc.nat(100), fc.nat(100), fc.constantFrom<RecordedSpan['kind']>('recorded', 'gap'))
      .map(([from, length, kind]) => span(from, from + length, kind));
    const anyAnswer = fc
      .tuple(fc.nat(100), fc.nat(100), fc.option(anySpan, { nil: undefined }))
      .map(([from, length, one]) => answer(from, from + length, one ? [one] : []));
    fc.assert(
      fc.property(fc.array(anyAnswer, { maxLength: 6 }), (answers) => {
        const { spans } = layOver(answers, view);
        spans.forEach(({ fromMs, toMs }, index) => {
          expect(fromMs).toBeLessThan(toMs);
          expect(fromMs).toBeGreaterThanOrEqual(spans[index - 1]?.toMs ?? view.fromMs);
          expect(toMs).toBeLessThanOrEqual(view.toMs);
        });
      }),
    );
  });
});
