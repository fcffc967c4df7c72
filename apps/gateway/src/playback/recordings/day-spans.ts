import { fewerSpans, joinSpans, spansWithin, withoutSpans } from './spans.js';
import type { TimeSpan } from './spans.js';

/** A day in milliseconds: recordings are noted by days of UTC, which have no summer time. */
export const dayMs = 24 * 60 * 60 * 1000;

/** GOPs that follow each other leave a hole of one picture at most; cameras send one a second at least. */
const joinMs = 2_000;

/** Of one kind and day; more than a line on a screen has pixels for. */
const maxSpansPerDay = 512;

/** What is known of a time of a camera. */
export type KnownSpans = {
  /** GOPs were seen. */
  readonly recorded: readonly TimeSpan[];
  /** Asked, and nothing there. In none of `recorded`. */
  readonly gaps: readonly TimeSpan[];
};

/** Nothing is known. */
export const nothingKnown: KnownSpans = { recorded: [], gaps: [] };

/** Adds knowledge. Where pictures were seen there is no gap, whatever was told: a gap is only inferred. */
export function addKnown(known: KnownSpans, more: KnownSpans): KnownSpans {
  const recorded = joinSpans([...known.recorded, ...more.recorded], joinMs);
  const gaps = joinSpans([...known.gaps, ...more.gaps], joinMs);
  // Joined over a gap that was told, two recordings would hide it.
  const exactly = joinSpans([...known.recorded, ...more.recorded]);
  const between = withoutSpans(gaps, exactly);
  return {
    recorded: fewerSpans(withoutSpans(recorded, between), maxSpansPerDay),
    gaps: fewerSpans(between, maxSpansPerDay),
  };
}

/** What is known of a range. */
export function knownWithin(known: KnownSpans, range: TimeSpan): KnownSpans {
  return {
    recorded: spansWithin(known.recorded, range),
    gaps: spansWithin(known.gaps, range),
  };
}

/** Days since 1970 (UTC) that a span touches. */
export function daysOf({ fromMs, toMs }: TimeSpan): readonly number[] {
  const first = Math.floor(fromMs / dayMs);
  const last = Math.ceil(toMs / dayMs) - 1;
  return Array.from({ length: Math.max(0, last - first + 1) }, (_, index) => first + index);
}

/** A day as a span. */
export function spanOfDay(day: number): TimeSpan {
  return { fromMs: day * dayMs, toMs: (day + 1) * dayMs };
}

/** A day as it is stored: offsets within the day, so that a row stays short. */
export type StoredDay = {
  readonly recorded: readonly (readonly [number, number])[];
  readonly gaps: readonly (readonly [number, number])[];
};

/** For the database. */
export function storeDay(known: KnownSpans, day: number): StoredDay {
  const startMs = day * dayMs;
  const within = knownWithin(known, spanOfDay(day));
  const pairs = (spans: readonly TimeSpan[]): [number, number][] =>
    spans.map(({ fromMs, toMs }) => [fromMs - startMs, toMs - startMs]);
  return { recorded: pairs(within.recorded), gaps: pairs(within.gaps) };
}

/** From the database: a column is only text, what makes no sense is as good as nothing. */
export function restoreDay(stored: unknown, day: number): KnownSpans {
  const { recorded, gaps } = Object(stored) as { readonly recorded?: unknown; gaps?: unknown };
  const startMs = day * dayMs;
  const spans = (pairs: unknown): TimeSpan[] =>
    (Array.isArray(pairs) ? pairs.slice(0, maxSpansPerDay) : []).flatMap((pair: unknown) => {
      const [from, to] = (Array.isArray(pair) ? pair : []) as readonly unknown[];
      return isOffset(from) && isOffset(to) ? [{ fromMs: startMs + from, toMs: startMs + to }] : [];
    });
  return addKnown(nothingKnown, { recorded: spans(recorded), gaps: spans(gaps) });
}

function isOffset(value: unknown): value is number {
  return typeof value === 'number' && value >= 0 && value <= dayMs;
}
