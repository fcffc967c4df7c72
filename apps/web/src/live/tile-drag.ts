import { type CameraId, parseCameraId } from '../recorders/camera-id.js';

const type = 'application/x-casement-camera';

/** Begins dragging a camera, from the list or from a tile. */
export function startDrag(event: DragEvent, camera: CameraId): void {
  if (event.dataTransfer) {
    event.dataTransfer.setData(type, camera);
    event.dataTransfer.setData('text/plain', camera);
    event.dataTransfer.effectAllowed = 'copyMove';
  }
}

/** Whether what is dragged over a tile is one of our cameras; its name is not readable before the drop. */
export function isCameraDrag(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes(type) === true;
}

/** The camera that was dropped. */
export function droppedCamera(event: DragEvent): CameraId | undefined {
  return parseCameraId(event.dataTransfer?.getData(type) ?? '');
}
