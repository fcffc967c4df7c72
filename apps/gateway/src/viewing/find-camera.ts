import type { Principal } from '../access/principal.js';
import { problems } from '../errors/problems.js';
import type { LiveCamera, LiveCameras } from './live-cameras.js';

/** Which camera somebody wants to see. */
export type CameraRequest = {
  readonly recorder: string;
  readonly camera: number;
  readonly principal: Principal;
};

/**
 * The camera that somebody asks for.
 *
 * @throws {ProblemError} 404 when there is none, 403 when it is not for this person
 */
export function findCamera(
  cameras: LiveCameras,
  { recorder, camera, principal }: CameraRequest,
): LiveCamera {
  const found = cameras.find(recorder, camera);
  if (found === 'unknown-recorder') {
    throw problems.notFound(`There is no recorder "${recorder}".`, { recorder });
  }
  if (found === 'unknown-camera') {
    throw problems.notFound(`Recorder "${recorder}" has no camera ${camera}.`, {
      recorder,
      camera,
    });
  }
  if (!principal.mayView(recorder, camera)) {
    throw problems.forbidden(`You may not see camera ${camera} of "${recorder}".`, {
      recorder,
      camera,
    });
  }
  return found;
}
