import { useRouter } from 'vue-router';
import { useWallStore } from '../live/wall-store.js';
import type { CameraId } from './camera-id.js';

/** Goes to the live picture of a camera, which gets the wall for itself. */
export function useShowLive(): (camera: CameraId) => void {
  const wall = useWallStore();
  const router = useRouter();
  return (camera) => {
    wall.add(camera);
    wall.maximised = camera;
    void router.push({ name: 'live' });
  };
}
