import type { PlaybackState } from './playback-control.js';

/** What the recorder knows when somebody asks it for recorded pictures or sound. */
export type DataSituation = {
  /** `undefined`: no mask was sent with this UID, or a stop after it. */
  readonly state: PlaybackState | undefined;
  /** The cameras of the mask. */
  readonly cameras: ReadonlySet<number>;
  readonly camera: number;
  readonly isRegistered: boolean;
};

/** Why a request is refused; `undefined`: it is not. */
export type DataRefusal = { readonly status: 400 | 503; readonly reason: string };

/**
 * Judges a request for recorded data (3.1.1, E.3). Which status goes with which refusal is nowhere documented: what the
 * client did wrong is 400, what the recorder has no room for 503, as for live streams.
 */
export function judgeDataRequest({
  state,
  cameras,
  camera,
  isRegistered,
}: DataSituation): DataRefusal | undefined {
  if (!isRegistered) {
    return { status: 400, reason: `Camera ${camera} is not registered.` };
  }
  if (state === undefined) {
    return { status: 400, reason: 'hdrctl.cgi MASK was not sent with this UID.' };
  }
  if (!cameras.has(camera)) {
    return { status: 400, reason: `Camera ${camera} is not in the mask.` };
  }
  if (state === 'armed') {
    return { status: 400, reason: 'No playback command was sent after the mask.' };
  }
  return undefined;
}
