import type { Playback, PlaybackCommand } from '@casement/contract';
import type { PlaybackAttachment, PlaybackOutput } from './playback-output.js';
import type { PreviewResult } from './preview-search.js';
import type { RecorderPlayback } from './recorder-playback.js';

/** A playback as the edge of this room needs it: `PlaybackSession`. */
export type PlaybackRun = {
  readonly id: string;
  readonly recorder: string;
  readonly cameras: readonly number[];
  readonly view: Playback;
  /** @throws {ProblemError} 409, 422 */
  command(command: PlaybackCommand): Promise<void>;
  /** @throws {ProblemError} 404, 409 */
  attach(camera: number, output: PlaybackOutput): PlaybackAttachment;
  /** A GOP near a time. @throws {ProblemError} 404; the signal's reason */
  gopAt(camera: number, atMs: number, signal: AbortSignal): Promise<PreviewResult>;
  /** STOP; resolves when the UID is let go of. Idempotent. */
  close(reason: string): Promise<void>;
};

/** What a playback is made of. */
export type PlaybackWanted = {
  readonly recorder: RecorderPlayback;
  readonly cameras: readonly number[];
  /** Milliseconds since 1970 (UTC), recorder's time; without effect when it shares a clock. */
  readonly positionMs: number;
  /** The playback whose clock it shares. */
  readonly with: PlaybackRun | undefined;
  /** At every change, and every second while it runs. */
  readonly onChange: (view: Playback) => void;
};

/** Makes playbacks. A class so that Nest can inject what implements it; see playback.module.ts. */
export abstract class PlaybackMaker {
  abstract make(wanted: PlaybackWanted): PlaybackRun;
}
