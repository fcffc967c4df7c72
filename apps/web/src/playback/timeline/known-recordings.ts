import type { RecordedSpan, Recordings, TimelineMark } from '@casement/contract';
import { asOfMs } from './recordings-age.js';
import type { TimeView } from './timeline-scale.js';

/** A span with instants in milliseconds since 1970; what lies in none is unknown. */
export type KnownSpan = {
  readonly fromMs: number;
  readonly toMs: number;
  readonly kind: RecordedSpan['kind'];
};

/** An event of the recorder's log on the timeline. */
export type KnownMark = {
  readonly key: string;
  readonly atMs: number;
  readonly kind: TimelineMark['kind'];
  readonly text: string;
  readonly camera: number | null;
};

/** What is known of one camera around the view. */
export type KnownRecordings = {
  readonly spans: readonly KnownSpan[];
  readonly marks: readonly KnownMark[];
  readonly oldestMs: number | null;
  readonly newestMs: number | null;
  readonly timeZone: string | null;
  /** Why something is missing, in words. */
  readonly reason: string | null;
};

export const nothingKnown: KnownRecordings = {
  spans: [],
  marks: [],
  oldestMs: null,
  newestMs: null,
  timeZone: null,
  reason: null,
};

type Range = readonly [number, number];

/**
 * Lays the answers of the gateway over each other: of every time the newest answer counts.
 *
 * @param answers the newest last
 */
export function layOver(answers: readonly Recordings[], view: TimeView): KnownRecordings {
  const newest = answers.at(-1);
  if (!newest) {
    return nothingKnown;
  }
  let open: Range[] = [[view.fromMs, view.toMs]];
  const spans: KnownSpan[] = [];
  const marks = new Map<string, KnownMark>();
  for (const answer of answers.toReversed()) {
    const covered: Range = [Date.parse(answer.from), Date.parse(answer.to)];
    const parts = open.flatMap((range) => within(range, covered));
    spans.push(...answer.spans.flatMap((span) => parts.flatMap((part) => clipped(span, part))));
    marksOf(answer, parts).forEach((mark) => marks.set(mark.key, mark));
    open = open.flatMap((range) => without(range, covered));
  }
  return {
    spans: spans.sort((a, b) => a.fromMs - b.fromMs),
    marks: [...marks.values()].sort((a, b) => a.atMs - b.atMs),
    oldestMs: asOfMs(newest.oldest),
    newestMs: asOfMs(newest.newest),
    timeZone: newest.timeZone,
    reason: newest.reason,
  };
}

/** What is known of an instant; null: nothing. */
export function kindAt(spans: readonly KnownSpan[], atMs: number): KnownSpan | null {
  return spans.find(({ fromMs, toMs }) => atMs >= fromMs && atMs < toMs) ?? null;
}

/** The same event told for several cameras is one mark. */
export function gatherMarks(all: readonly (readonly KnownMark[])[]): KnownMark[] {
  const marks = new Map(all.flat().map((mark) => [mark.key, mark]));
  return [...marks.values()].sort((a, b) => a.atMs - b.atMs);
}

function clipped(span: RecordedSpan, part: Range): KnownSpan[] {
  return within([Date.parse(span.from), Date.parse(span.to)], part).map(([fromMs, toMs]) => ({
    fromMs,
    toMs,
    kind: span.kind,
  }));
}

function marksOf(answer: Recordings, parts: readonly Range[]): KnownMark[] {
  return answer.marks
    .map(({ at, kind, text, camera }) => ({
      key: `${answer.recorder} ${at} ${String(camera)} ${text}`,
      atMs: Date.parse(at),
      kind,
      text,
      camera,
    }))
    .filter(({ atMs }) => parts.some(([from, to]) => atMs >= from && atMs <= to));
}

function within([from, to]: Range, [first, last]: Range): Range[] {
  const range: Range = [Math.max(from, first), Math.min(to, last)];
  return range[0] < range[1] ? [range] : [];
}

function without(range: Range, [first, last]: Range): Range[] {
  return [
    ...within(range, [Number.NEGATIVE_INFINITY, first]),
    ...within(range, [last, Number.POSITIVE_INFINITY]),
  ];
}
