import { computed, type ComputedRef, type Ref } from 'vue';
import { clockWords, instantWords } from '../time-words.js';
import { type AlarmCluster, clusterAt } from './alarm-clusters.js';
import { kindAt } from './known-recordings.js';
import { alarmsHeight, marksHeight, rowsTop, rulerHeight } from './timeline-picture.js';
import { timeAtX, xOf } from './timeline-scale.js';
import type { Timeline } from './use-timeline.js';

/** Words beside the mouse. */
export type TimelineHint = { readonly x: number; readonly lines: readonly string[] };

export type TimelineHintOptions = {
  readonly timeline: Timeline;
  readonly clusters: Readonly<Ref<readonly AlarmCluster[]>>;
  readonly width: Readonly<Ref<number>>;
  readonly rowHeight: Readonly<Ref<number>>;
  /** Where the mouse rests; null: elsewhere, or something is dragged. */
  readonly place: () => { readonly x: number; readonly y: number } | null;
};

const kindWords = {
  recorded: 'recorded',
  likely: 'likely recorded',
  gap: 'no recording',
  unknown: 'not known',
} as const;

/** How far from a mark it is meant, in pixels. */
const reachPx = 7;
const maxLines = 4;

/** What the mouse points at: alarms, an event, else a time and what is known of it. */
export function useTimelineHint(options: TimelineHintOptions): ComputedRef<TimelineHint | null> {
  const { timeline, clusters, width, rowHeight } = options;

  const logLines = (x: number): readonly string[] =>
    timeline.marks.value
      .map((mark) => ({
        mark,
        far: Math.abs(xOf(timeline.view.value, width.value, mark.atMs) - x),
      }))
      .filter(({ far }) => far <= reachPx)
      .sort((a, b) => a.far - b.far)
      .slice(0, maxLines)
      .map(({ mark }) => line(mark.atMs, mark.text));
  const alarmLines = (x: number): readonly string[] => {
    const marks = clusterAt(clusters.value, x)?.marks ?? [];
    const more = marks.length - maxLines;
    return [
      ...marks.slice(0, maxLines).map(({ atMs, title }) => line(atMs, title)),
      ...(more > 0 ? [`and ${more} more`] : []),
    ];
  };
  const line = (atMs: number, text: string): string =>
    `${clockWords(timeline.zone.value.timeAt(atMs), 'second')} ${text}`;
  const timeLines = (x: number, y: number): readonly string[] => {
    const atMs = timeAtX(timeline.view.value, width.value, x);
    const row = timeline.rows.value[Math.floor((y - rowsTop) / rowHeight.value)];
    const kind = row ? kindWords[kindAt(row.known.spans, atMs)?.kind ?? 'unknown'] : null;
    return [instantWords(timeline.zone.value, atMs), ...(kind === null ? [] : [kind])];
  };

  return computed(() => {
    const place = options.place();
    if (!place) {
      return null;
    }
    const { x, y } = place;
    const strip = y - rulerHeight;
    const found =
      strip < 0 || strip >= marksHeight + alarmsHeight
        ? []
        : strip < marksHeight
          ? logLines(x)
          : alarmLines(x);
    return { x, lines: found.length > 0 ? found : timeLines(x, y) };
  });
}
