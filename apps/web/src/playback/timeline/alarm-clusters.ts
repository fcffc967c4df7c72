import type { AlarmSeverity } from '@casement/contract';
import { rankOf } from '../../alarms/picture/alarmed-camera.js';
import type { AlarmMark } from './alarm-marks.js';
import { type TimeView, xOf } from './timeline-scale.js';

/** Alarms that lie so close that they are drawn as one. */
export type AlarmCluster = {
  /** Of the gravest, of those the first: a click goes there. */
  readonly mark: AlarmMark;
  /** In the order of time. */
  readonly marks: readonly AlarmMark[];
  readonly severity: AlarmSeverity;
  /** Where the first one is, in pixels from the left edge: clusters do not touch. */
  readonly x: number;
};

/** Least distance of two that are drawn apart, in pixels. */
export const clusterPx = 24;
/** How far from its middle one is met, in pixels. */
const reachPx = 12;

/**
 * The alarms of a view, those that lie close to each other together. A cluster is as wide as `clusterPx` at most, so that
 * a storm becomes a row of clusters and not one. Which belong together does not change while the view is moved.
 *
 * @param marks in the order of time
 */
export function clusterAlarms(
  marks: readonly AlarmMark[],
  view: TimeView,
  width: number,
): readonly AlarmCluster[] {
  const groups: { readonly x: number; readonly marks: AlarmMark[] }[] = [];
  for (const mark of marks) {
    const x = xOf(view, width, mark.atMs);
    const last = groups.at(-1);
    if (last && x - last.x < clusterPx) {
      last.marks.push(mark);
    } else {
      groups.push({ x, marks: [mark] });
    }
  }
  return groups
    .filter(({ x }) => x >= -reachPx && x <= width + reachPx)
    .map(({ x, marks: all }) => {
      const mark = gravestOf(all);
      return { mark, marks: all, severity: mark.severity, x };
    });
}

/** The cluster at a place; undefined: none. @param reach how far from its middle, in pixels */
export function clusterAt(
  clusters: readonly AlarmCluster[],
  x: number,
  reach = reachPx,
): AlarmCluster | undefined {
  const [nearest] = clusters.toSorted((a, b) => Math.abs(a.x - x) - Math.abs(b.x - x));
  return nearest && Math.abs(nearest.x - x) <= reach ? nearest : undefined;
}

/** @param marks at least one */
function gravestOf(marks: readonly AlarmMark[]): AlarmMark {
  return marks.reduce((best, next) =>
    rankOf(next.severity) > rankOf(best.severity) ? next : best,
  );
}
