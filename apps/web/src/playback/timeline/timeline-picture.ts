import type { RecorderZone } from '../recorder-zone.js';
import type { AlarmCluster } from './alarm-clusters.js';
import type { KnownMark, KnownSpan } from './known-recordings.js';
import type { TimelineInk } from './timeline-ink.js';
import type { TimeView } from './timeline-scale.js';

/** Everything that is drawn. Sizes in CSS pixels, instants in milliseconds since 1970. */
export type TimelinePicture = {
  readonly width: number;
  readonly view: TimeView;
  readonly zone: RecorderZone;
  readonly rowHeight: number;
  readonly rows: readonly (readonly KnownSpan[])[];
  readonly marks: readonly KnownMark[];
  readonly alarms: readonly AlarmCluster[];
  readonly headMs: number;
  /** Where the playhead is being dragged; null: it is not. */
  readonly scrubMs: number | null;
  readonly inMs: number | null;
  readonly outMs: number | null;
  readonly nowMs: number;
  readonly ink: TimelineInk;
};

/** What draws on the canvas. */
export type Pen = CanvasRenderingContext2D;

/** Heights of what lies above the cameras, in CSS pixels. */
export const rulerHeight = 36;
export const marksHeight = 18;
export const alarmsHeight = 18;
/** Where the cameras begin. */
export const rowsTop = rulerHeight + marksHeight + alarmsHeight;

/** As high as the canvas has to be, in CSS pixels. */
export function timelineHeight(rows: number, rowHeight: number): number {
  return rowsTop + Math.max(1, rows) * rowHeight + 2;
}
