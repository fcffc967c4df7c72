import { MediaError } from '../errors/media-error.js';
import type { MediaErrorContext } from '../errors/media-error.js';

/**
 * Why an offer cannot be answered.
 *
 * - `unreadable`: it is not an SDP offer that WebRTC allows.
 * - `too-large`: it is longer than any browser's.
 * - `no-codec`: it asks for video, but in no codec that a camera's stream has.
 * - `no-video`: it does not ask to receive video.
 * - `ice-restart`: it would restart ICE, which is not supported.
 * - `no-port`: every UDP port of the configured range is taken.
 */
export type NegotiationDefect =
  'unreadable' | 'too-large' | 'no-codec' | 'no-video' | 'ice-restart' | 'no-port';

/** Makes the error of kind `negotiation` for one defect; the defect is in its context. */
export function negotiationError(
  defect: NegotiationDefect,
  message: string,
  context: MediaErrorContext = {},
): MediaError {
  return new MediaError('negotiation', message, { ...context, defect });
}

const defects: ReadonlySet<unknown> = new Set<NegotiationDefect>([
  'unreadable',
  'too-large',
  'no-codec',
  'no-video',
  'ice-restart',
  'no-port',
]);

function isDefect(value: unknown): value is NegotiationDefect {
  return defects.has(value);
}

/** The defect of an error made by {@link negotiationError}; `undefined` for every other error. */
export function negotiationDefect(error: unknown): NegotiationDefect | undefined {
  if (!(error instanceof MediaError) || error.kind !== 'negotiation') {
    return undefined;
  }
  const { defect } = error.context;
  return isDefect(defect) ? defect : undefined;
}
