import type { RecordedSpan, Recordings, TimelineMark } from '@casement/contract';
import { zoneName } from '../../recorders/recorder-zone.js';
import type { KnownSpans } from './day-spans.js';
import type { RecordingOverview } from './recording-index.js';
import { joinSpans, spansWithin, withoutSpans } from './spans.js';
import type { TimeSpan } from './spans.js';

/** No screen has room for more. */
const maxMarks = 1_000;
/** What is shorter than this share of the range is no pixel wide, so that neighbours may become one. */
const resolution = 4_000;

/** Which recordings are to be shown. */
export type RecordingsQuestion = {
  readonly recorder: string;
  readonly camera: number;
  readonly range: TimeSpan;
};

/** What is known of the recordings of a camera in a range, as the contract shows it. */
export function recordingsView(
  { recorder, camera, range }: RecordingsQuestion,
  overview: RecordingOverview,
  known: KnownSpans,
): Recordings {
  const { oldestMs, newestMs, zone, askedAtMs, reason, marks } = overview;
  return {
    recorder,
    camera,
    from: iso(range.fromMs),
    to: iso(range.toMs),
    timeZone: zoneName(zone),
    oldest: oldestMs === null ? null : iso(oldestMs),
    newest: newestMs === null ? null : iso(newestMs),
    spans: spansOf(range, { fromMs: oldestMs ?? Infinity, toMs: newestMs ?? -Infinity }, known),
    marks: marks
      .filter(
        ({ atMs, camera: of }) =>
          atMs >= range.fromMs && atMs < range.toMs && (of === null || of === camera),
      )
      .slice(-maxMarks)
      .map(({ at, kind, text, camera: of }): TimelineMark => ({ at, kind, text, camera: of })),
    asOf: askedAtMs === undefined ? null : iso(askedAtMs),
    reason: reason ?? null,
  };
}

function spansOf(range: TimeSpan, disks: TimeSpan, known: KnownSpans): RecordedSpan[] {
  const pixelMs = (range.toMs - range.fromMs) / resolution;
  const gaps = joinSpans(known.gaps, pixelMs).filter(
    ({ fromMs, toMs }) => toMs - fromMs >= pixelMs,
  );
  // A gap that can be seen stays a gap, however near the recordings on both sides are.
  const recorded = withoutSpans(
    joinSpans(known.recorded, pixelMs),
    withoutSpans(gaps, joinSpans(known.recorded)),
  );
  const shown = withoutSpans(gaps, recorded);
  const likely = withoutSpans(spansWithin([disks], range), joinSpans([...recorded, ...shown]));
  const all: (TimeSpan & Pick<RecordedSpan, 'kind'>)[] = [
    ...recorded.map((span) => ({ ...span, kind: 'recorded' as const })),
    ...shown.map((span) => ({ ...span, kind: 'gap' as const })),
    ...likely.map((span) => ({ ...span, kind: 'likely' as const })),
  ];
  return all
    .sort((a, b) => a.fromMs - b.fromMs)
    .map(({ fromMs, toMs, kind }) => ({ from: iso(fromMs), to: iso(toMs), kind }));
}

function iso(ms: number): string {
  return new Date(ms).toISOString();
}
