import type { ProblemError } from '../errors/problem-error.js';
import { problems } from '../errors/problems.js';
import type { ControlOutcome } from '../recorders/control-reply.js';
import { type Driver, mayTakeFrom } from './driver.js';
import type { DriveLease } from './drive-state.js';

/** Which camera something is about. */
export type CameraPlace = { readonly recorder: string; readonly camera: number };

/** 409: somebody else drives. */
export function drivenBy(
  place: CameraPlace,
  { driver }: DriveLease,
  asking: Driver,
  since: string | undefined,
): ProblemError {
  const mayTake = mayTakeFrom(asking, driver);
  return problems.conflict(
    'camera-driven',
    `${driver.username} drives camera ${place.camera} now${mayTake ? '; you may take over' : ''}.`,
    { ...place, driver: driver.username, since, mayTake },
  );
}

/** 409: whoever drives has more rights. */
export function mayNotTake(place: CameraPlace, { driver }: DriveLease): ProblemError {
  return problems.conflict(
    'camera-driven',
    `${driver.username} is ${driver.role} and drives camera ${place.camera}; only an administrator may take over.`,
    { ...place, driver: driver.username, mayTake: false },
  );
}

/** 503: nothing can be sent now. */
export function cannotNow({ recorder, camera }: CameraPlace, reason: string): ProblemError {
  return problems.serviceUnavailable(`Camera ${camera} cannot be controlled now: ${reason}.`, 5, {
    recorder,
    camera,
    reason,
  });
}

/** @throws {ProblemError} 409 or 503 when the command had no effect */
export function requireDone(place: CameraPlace, outcome: ControlOutcome): void {
  switch (outcome.kind) {
    case 'done':
    case 'nothing':
      return;
    case 'refused':
      throw problems.conflict(
        'camera-refused',
        `Camera ${place.camera} was not controlled: ${outcome.reason}.`,
        { ...place, reason: outcome.reason },
      );
    case 'lost':
    case 'failed':
      throw cannotNow(place, outcome.reason);
  }
}
