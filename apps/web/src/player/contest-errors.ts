import type { ContestRunner } from './contest-runner.js';
import { WayError } from './way-error.js';

const unconnected = {
  webrtc: 'No way for the picture through the network (UDP may be blocked)',
  other: 'No connection came about',
} as const;

/** A way that showed nothing for too long. */
export function quietError({ connected, note, choice }: ContestRunner): WayError {
  const words = choice.way === 'webrtc' ? unconnected.webrtc : unconnected.other;
  return new WayError('transport', connected ? (note ?? 'Connected, but no picture came') : words);
}

/** Each way has its own words for a gateway that does not answer; there is one reason. */
export function awayError(cause: WayError): WayError {
  return new WayError('busy', 'The gateway cannot be reached.', { cause });
}
