/** A camera's name in links and storage: "hq:3" is camera 3 of recorder "hq". */
export type CameraId = `${string}:${number}`;

/** @param number the camera's number at its recorder, from 1 */
export function cameraId(recorder: string, number: number): CameraId {
  return `${recorder}:${number}`;
}

/** Undefined when the text does not name a camera. */
export function parseCameraId(text: string): CameraId | undefined {
  const match = /^([a-z0-9-]{1,32}):([1-9]\d{0,2})$/.exec(text);
  return match?.[1] === undefined ? undefined : cameraId(match[1], Number(match[2]));
}

export function recorderOf(id: CameraId): string {
  return id.slice(0, id.lastIndexOf(':'));
}

export function numberOf(id: CameraId): number {
  return Number(id.slice(id.lastIndexOf(':') + 1));
}
