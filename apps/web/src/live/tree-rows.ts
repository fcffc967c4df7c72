import type { Recorder } from '@casement/contract';
import type { CameraId } from '../recorders/camera-id.js';

/** One line of the camera list. `position` of `count`, from 1, among its siblings. */
export type TreeRow =
  | {
      readonly kind: 'recorder';
      readonly key: string;
      readonly recorder: Recorder;
      readonly expanded: boolean;
      readonly position: number;
      readonly count: number;
    }
  | {
      readonly kind: 'camera';
      readonly key: string;
      readonly camera: CameraId;
      readonly position: number;
      readonly count: number;
    };

export type TreeFilter = {
  readonly search: string;
  /** Recorders whose cameras are folded away. A search looks into them all the same. */
  readonly collapsed: ReadonlySet<string>;
  readonly nameOf: (camera: CameraId) => string;
};

/**
 * The lines of the list. Every word of the search has to be found in the camera's name, its number or its
 * recorder's name; a recorder is kept with the cameras that match.
 */
export function filterTree(
  branches: readonly { readonly recorder: Recorder; readonly cameras: readonly CameraId[] }[],
  { search, collapsed, nameOf }: TreeFilter,
): TreeRow[] {
  const words = search.toLowerCase().split(/\s+/).filter(Boolean);
  const kept = branches
    .map(({ recorder, cameras }) => ({
      recorder,
      // Without a search no name is looked at, so that news of a camera are no reason to filter again.
      cameras: cameras.filter((camera) => {
        if (words.length === 0) {
          return true;
        }
        const text = `${nameOf(camera)} ${camera} ${recorder.name}`.toLowerCase();
        return words.every((word) => text.includes(word));
      }),
    }))
    .filter(({ cameras }) => words.length === 0 || cameras.length > 0);
  return kept.flatMap(({ recorder, cameras }, index) => {
    const expanded = words.length > 0 || !collapsed.has(recorder.id);
    return [
      {
        kind: 'recorder' as const,
        key: recorder.id,
        recorder,
        expanded,
        position: index + 1,
        count: kept.length,
      },
      ...(expanded ? cameras : []).map((camera, at) => ({
        kind: 'camera' as const,
        key: camera,
        camera,
        position: at + 1,
        count: cameras.length,
      })),
    ];
  });
}
