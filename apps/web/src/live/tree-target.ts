import type { CameraId } from '../recorders/camera-id.js';

/** Where the camera list puts cameras. */
export type TreeTarget = {
  readonly name: 'wall' | 'playback';
  readonly has: (camera: CameraId) => boolean;
  readonly add: (camera: CameraId) => void;
  /** Null: a camera that is there already is shown instead. */
  readonly remove: ((camera: CameraId) => void) | null;
  readonly showOnly: (cameras: readonly CameraId[]) => void;
};
