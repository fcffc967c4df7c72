import type {
  PlaybackBody,
  PlaybackSoundBody,
  RecordedTimes,
  RecorderLog,
} from '@casement/protocol';
import type { QueuePlace } from '../recorders/command-queue.js';
import type { SessionCause } from '../recorders/session-cause.js';

/** A playback command as the playback room gives it; TIMEF is made of `shownMs` and `atMs` (UTC). */
export type RecorderPlayCommand =
  | { readonly command: 'mask'; readonly cameras: readonly number[] }
  | { readonly command: 'play' }
  | { readonly command: 'go-to-date'; readonly atMs: number }
  | { readonly command: 'reverse'; readonly shownMs: number }
  | { readonly command: 'pause'; readonly shownMs: number }
  | { readonly command: 'next-frame'; readonly shownMs: number }
  | { readonly command: 'previous-frame'; readonly shownMs: number }
  | { readonly command: 'fast-forward'; readonly shownMs: number }
  | { readonly command: 'fast-reverse'; readonly shownMs: number }
  | { readonly command: 'stop'; readonly shownMs: number };

/** What `camera.cgi` brought. */
export type GopAnswer =
  | { readonly kind: 'gop'; readonly body: PlaybackBody; readonly tookMs: number }
  /** Nothing recorded here, or 204: `reason` in words. */
  | { readonly kind: 'nothing'; readonly body: PlaybackBody | undefined; readonly reason: string };

/** What `playaudio.cgi` brought. */
export type SoundAnswer =
  | { readonly kind: 'sound'; readonly body: PlaybackSoundBody }
  | { readonly kind: 'nothing'; readonly reason: string };

/** Options of one request. */
export type PlaybackRequestOptions = {
  /** Takes the command out of the queue, or ends the request. */
  readonly signal?: AbortSignal | undefined;
  readonly onPlace?: ((place: QueuePlace) => void) | undefined;
};

/**
 * A UID of its own for one playback session (design section 6; E.3). All methods throw SessionFailure when the UID turned
 * out to be of no use (the lease is then over, and `lost` was called), DialError when there was no answer, ProtocolError
 * for a body that makes no sense, and the signal's reason. After `release` every one throws SessionFailure.
 */
export type PlaybackLease = {
  /** `hdrctl.cgi` in its turn: frame steps 0.2 s apart, all others `pacing.controlMs`. */
  control(command: RecorderPlayCommand, options?: PlaybackRequestOptions): Promise<void>;
  /** `camera.cgi`; at most one per camera at a time, which the caller sees to. */
  gop(camera: number, options?: PlaybackRequestOptions): Promise<GopAnswer>;
  /** `playaudio.cgi`; at most one per camera at a time. */
  sound(camera: number, options?: PlaybackRequestOptions): Promise<SoundAnswer>;
  /** Sends STOP, best effort, and lets go of the UID, which is kept for a while for the next one. Idempotent. */
  release(shownMs: number): Promise<void>;
};

/** What a holder of a playback lease is told. */
export type PlaybackLeaseListener = {
  /** The UID is gone: eviction, expiry, recorder lost. Never called after `release`. */
  lost(cause: SessionCause): void;
  /** Why the lease is not there yet, in words: "signing in", "all 16 sessions of the recorder are in use". */
  waiting(reason: string): void;
};

/** What the playback room needs of a recorder; implemented by the recorders room. */
export type RecorderPlayback = {
  readonly recorder: string;
  /** Numbers of its cameras; the mask is as long as the recorder has cameras (B11). */
  readonly cameras: readonly number[];
  /** Zone in which the recorder shows times: configured, or as read in recordings and logs, else `UTC`. */
  readonly timeZone: string;
  /**
   * Waits for a UID as long as the signal allows; never gives up by itself.
   *
   * @throws the signal's reason
   * @throws {SessionFailure} the recorder was removed
   */
  lease(listener: PlaybackLeaseListener, signal: AbortSignal): Promise<PlaybackLease>;
  /** `recordedtime.cgi`, without a UID, in the queue at low urgency. */
  recordedTimes(signal: AbortSignal): Promise<RecordedTimes>;
  /** `loglist.cgi`, on the live UID if there is one, at low urgency. */
  log(kind: 'error' | 'event', signal: AbortSignal): Promise<RecorderLog>;
};

/** Finds the recorders that can play back. A class so that Nest can inject what implements it. */
export abstract class RecorderPlaybacks {
  /** `undefined`: there is no such recorder, or none that has recordings. */
  abstract find(recorder: string): RecorderPlayback | undefined;
}
