import { useRouter } from 'vue-router';
import { momentAgoQuery } from '../playback/playback-link.js';
import { type CameraId, recorderOf } from '../recorders/camera-id.js';
import { useRecordersStore } from '../recorders/recorders-store.js';

/** Opens the recording of a camera a moment ago. */
export function usePlayBack(): (camera: CameraId) => void {
  const router = useRouter();
  const recorders = useRecordersStore();
  return (camera) => {
    const offsetMs = recorders.recorder(recorderOf(camera))?.clockOffsetMs ?? null;
    void router.push({ name: 'playback', query: momentAgoQuery(camera, Date.now(), offsetMs) });
  };
}
