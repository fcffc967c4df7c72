import type { AlarmSeverity } from '@casement/contract';
import fc from 'fast-check';
import { clusterAlarms, clusterAt, clusterPx } from './alarm-clusters.js';
import { type AlarmMark, stepToMark } from './alarm-marks.js';
import { panned } from './timeline-scale.js';

/** 1000 pixels are 1000 seconds. */
const view = { fromMs: 0, toMs: 1_000_000 };

function mark(id: number, second: number, severity: AlarmSeverity = 'warning'): AlarmMark {
  return {
    id,
    atMs: second * 1_000,
    seekMs: second * 1_000 - 10_000,
    severity,
    kind: 'alarm',
    title: `alarm ${id}`,
    camera: 1,
  };
}

describe('alarms on the timeline', () => {
  it('are drawn as one where they lie close, in the colour of the gravest', () => {
    const clusters = clusterAlarms(
      [mark(1, 100), mark(2, 110, 'critical'), mark(3, 115, 'critical'), mark(4, 200, 'info')],
      view,
      1_000,
    );
    expect(clusters.map(({ x, severity, marks }) => [x, severity, marks.length])).toEqual([
      [100, 'critical', 3],
      [200, 'info', 1],
    ]);
    expect(clusters[0]?.mark.id).toBe(2);
  });

  it('are met near their pin, the nearest one first', () => {
    const clusters = clusterAlarms([mark(1, 100), mark(2, 130)], view, 1_000);
    expect(clusterAt(clusters, 95)?.mark.id).toBe(1);
    expect(clusterAt(clusters, 120)?.mark.id).toBe(2);
    expect(clusterAt(clusters, 60)).toBeUndefined();
    expect(clusterAt(clusters, 60, 50)?.mark.id).toBe(1);
    expect(clusterAt([], 0)).toBeUndefined();
  });

  const anyMarks = fc
    .array(
      fc.tuple(
        fc.integer({ min: -3_000, max: 4_000 }),
        fc.constantFrom<AlarmSeverity>('critical', 'warning', 'info'),
      ),
      { maxLength: 200 },
    )
    .map((all) =>
      all
        .toSorted(([a], [b]) => a - b)
        .map(([second, severity], index) => mark(index + 1, second, severity)),
    );

  it('lie apart, and every one that is in view is in one cluster', () => {
    fc.assert(
      fc.property(anyMarks, (marks) => {
        const clusters = clusterAlarms(marks, view, 1_000);
        const xs = clusters.map(({ x }) => x);
        expect(xs.every((x, index) => index === 0 || x - (xs[index - 1] ?? 0) >= clusterPx)).toBe(
          true,
        );
        const ids = clusters.flatMap((cluster) => cluster.marks.map(({ id }) => id));
        expect(new Set(ids).size).toBe(ids.length);
        // One that belongs to a pin beyond the left edge is told there.
        const inside = marks.filter(({ atMs }) => atMs >= clusterPx * 1_000 && atMs <= view.toMs);
        expect(inside.every(({ id }) => ids.includes(id))).toBe(true);
      }),
    );
  });

  it('belong together in the same way however the view is moved', () => {
    fc.assert(
      fc.property(anyMarks, fc.integer({ min: -200_000, max: 200_000 }), (marks, byMs) => {
        const groups = (of: typeof view): string[] =>
          clusterAlarms(marks, of, 1_000).map((cluster) =>
            cluster.marks.map(({ id }) => id).join(),
          );
        const here = groups(view);
        const there = new Set(groups(panned(view, byMs)));
        const both = clusterAlarms(marks, view, 1_000).filter(
          ({ x }) => x - byMs / 1_000 >= 0 && x - byMs / 1_000 <= 1_000,
        );
        expect(both.every(({ marks: all }) => there.has(all.map(({ id }) => id).join()))).toBe(
          true,
        );
        expect(here.length).toBeLessThanOrEqual(1_000 / clusterPx + 2);
      }),
    );
  });
});

describe('the next alarm and the one before', () => {
  const marks = [mark(1, 100), mark(2, 200), mark(3, 300)];

  it.each<[string, number, 1 | -1, number | null]>([
    ['the next one', 120, 1, 190],
    ['not the one where the playhead stands', 190, 1, 290],
    ['none behind the last', 290, 1, null],
    ['the one before', 250, -1, 190],
    ['still the one before that, shortly after a jump', 191, -1, 90],
    ['the same once more, when it has played for a while', 195, -1, 190],
    ['none before the first', 90, -1, null],
  ])('%s', (_name, headSecond, by, expected) => {
    const found = stepToMark(marks, headSecond * 1_000, by);
    expect(found === null ? null : found / 1_000).toBe(expected);
  });
});
