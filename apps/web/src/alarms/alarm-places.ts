import { cameraId } from '../recorders/camera-id.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import type { AlarmNames } from './alarm-words.js';

/** The names of recorders and cameras; reactive where they are read. */
export function useAlarmNames(): AlarmNames {
  const recorders = useRecordersStore();
  return {
    recorder: (id) => recorders.recorder(id)?.name,
    camera: (recorder, camera) => recorders.camera(cameraId(recorder, camera)).value?.name,
  };
}
