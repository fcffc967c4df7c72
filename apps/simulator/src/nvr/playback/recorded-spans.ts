import type { RecordingsScenario } from '../../recordings-scenario.js';
import { durationMs, scenarioTimeMs } from '../../scenario-time.js';

/** A piece of the recordings of one camera without a hole, and which of its pictures are in it. */
export type RecordedSpan = {
  /** Milliseconds since 1970 (UTC), a whole second. */
  readonly fromMs: number;
  /** The first moment that does not belong to it, a whole second; `Infinity` while it goes on. */
  readonly toMs: number;
  /** Whether it has the camera's `alternative` pictures. */
  readonly showsOther: boolean;
};

type Interval = { readonly fromMs: number; readonly toMs: number };

const secondMs = 1_000;

/**
 * What a scenario says about a camera's recordings, as pieces in the order of time that do not overlap: the ranges
 * joined, the gaps taken out, cut where the pictures change. Pure.
 *
 * @param startMs when the simulator started, on the recorder's clock
 */
export function recordedSpans(
  { ranges, gaps, changes }: RecordingsScenario,
  startMs: number,
): readonly RecordedSpan[] {
  const at = (text: string): number => wholeSecond(scenarioTimeMs(text, startMs));
  const recorded = joined(
    ranges.map(({ from, to }) => ({
      fromMs: at(from),
      toMs: to === undefined ? Infinity : at(to),
    })),
  );
  const missing = gaps.map((gap): Interval => ({
    fromMs: at(gap.from),
    toMs:
      gap.to === undefined
        ? wholeSecond(scenarioTimeMs(gap.from, startMs) + durationMs(gap.for ?? '0s'))
        : at(gap.to),
  }));
  const cuts = changes
    .map(({ at: text, to }) => ({ atMs: at(text), showsOther: to === 'alternative' }))
    .sort((one, other) => one.atMs - other.atMs);
  return without(recorded, missing).flatMap((interval) => cutSpan(interval, cuts));
}

/** Intervals in order, those that touch or overlap made one, empty ones left out. */
function joined(intervals: readonly Interval[]): readonly Interval[] {
  const result: Interval[] = [];
  for (const interval of sorted(intervals)) {
    const last = result.at(-1);
    if (last !== undefined && interval.fromMs <= last.toMs) {
      result[result.length - 1] = {
        fromMs: last.fromMs,
        toMs: Math.max(last.toMs, interval.toMs),
      };
    } else {
      result.push(interval);
    }
  }
  return result;
}

function without(
  intervals: readonly Interval[],
  missing: readonly Interval[],
): readonly Interval[] {
  const holes = joined(missing);
  return intervals.flatMap((interval) => {
    const left: Interval[] = [];
    let { fromMs } = interval;
    for (const hole of holes) {
      if (hole.toMs > fromMs && hole.fromMs < interval.toMs) {
        left.push({ fromMs, toMs: hole.fromMs });
        fromMs = hole.toMs;
      }
    }
    return sorted([...left, { fromMs, toMs: interval.toMs }]);
  });
}

function sorted(intervals: readonly Interval[]): Interval[] {
  return intervals
    .filter(({ fromMs, toMs }) => fromMs < toMs)
    .sort((one, other) => one.fromMs - other.fromMs);
}

function cutSpan(
  { fromMs, toMs }: Interval,
  changes: readonly { readonly atMs: number; readonly showsOther: boolean }[],
): readonly RecordedSpan[] {
  const before = changes.filter(({ atMs }) => atMs <= fromMs).at(-1);
  const inside = changes.filter(({ atMs }) => atMs > fromMs && atMs < toMs);
  const starts = [{ atMs: fromMs, showsOther: before?.showsOther ?? false }, ...inside];
  return starts.map(({ atMs, showsOther }, index) => ({
    fromMs: atMs,
    toMs: starts[index + 1]?.atMs ?? toMs,
    showsOther,
  }));
}

function wholeSecond(ms: number): number {
  return Math.floor(ms / secondMs) * secondMs;
}
