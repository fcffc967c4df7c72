import type { ContestRunner } from './contest-runner.js';
import { WayError } from './way-error.js';

/** A way that showed nothing for too long. */
export function quietError({ connected, note }: ContestRunner): WayError {
  return new WayError(
    'transport',
    connected ? (note ?? 'Connected, but no picture came') : 'No connection came about',
  );
}

/** Each way has its own words for a gateway that does not answer; there is one reason. */
export function awayError(cause: WayError): WayError {
  return new WayError('busy', 'The gateway cannot be reached.', { cause });
}
