import type { Playback, PlaybackCommand } from '@casement/contract';
import type { Clock, Timer } from '../net/clock.js';
import type { PlaybackAttachment, PlaybackOutput } from './playback-output.js';
import type { PlaybackRun } from './playback-run.js';
import type { PreviewResult } from './preview-search.js';
import { SeekWatch } from './seek-watch.js';

/** Who a playback belongs to. */
export type PlaybackOwner = {
  /** The same for everything of one sign-in. */
  readonly key: string;
  /** The session or token that a revocation names; null for anonymous visitors. */
  readonly credentialId: string | null;
};

/** What is told of an open playback. */
export type OpenPlaybackEvents = {
  /** Nobody has used it for a while. */
  readonly unused: (reason: string) => void;
  /** From a command to the first picture of where it led. */
  readonly sought: (seconds: number) => void;
};

/** Nobody has looked at it, or said anything to it, for so long. */
const unusedMs = 60_000;
/** The last who looked has gone; a page that is loaded again is back by then. */
const leftMs = 15_000;

/** Commands whose first picture is waited for. */
const seeking: ReadonlySet<PlaybackCommand['command']> = new Set(['seek', 'next', 'previous']);

/** A playback with its owner: ends by itself when nobody uses it. */
export class OpenPlayback {
  readonly owner: PlaybackOwner;
  readonly #run: PlaybackRun;
  readonly #clock: Clock;
  readonly #events: OpenPlaybackEvents;
  readonly #seeks: SeekWatch;
  #viewers = 0;
  #timer: Timer | undefined;
  #closing: Promise<void> | undefined;

  constructor(run: PlaybackRun, owner: PlaybackOwner, clock: Clock, events: OpenPlaybackEvents) {
    this.owner = owner;
    this.#run = run;
    this.#clock = clock;
    this.#events = events;
    this.#seeks = new SeekWatch(() => clock.nowMs(), events.sought);
    this.#await(unusedMs, 'nobody has used the playback for 60 s');
  }

  get id(): string {
    return this.#run.id;
  }

  get run(): PlaybackRun {
    return this.#run;
  }

  get view(): Playback {
    return this.#run.view;
  }

  get isOver(): boolean {
    return this.#closing !== undefined;
  }

  /** How many look at its cameras. */
  get viewers(): number {
    return this.#viewers;
  }

  /** @throws {ProblemError} 409, 422 */
  async command(command: PlaybackCommand): Promise<void> {
    this.touch();
    if (seeking.has(command.command)) {
      this.#seeks.begin();
    }
    await this.#run.command(command);
  }

  /** Somebody looks at a camera, until he leaves. @throws {ProblemError} 404, 409 */
  attach(camera: number, output: PlaybackOutput): PlaybackAttachment {
    const attachment = this.#run.attach(camera, this.#seeks.watch(output));
    this.#viewers += 1;
    this.#timer?.cancel();
    let hasLeft = false;
    return {
      ready: () => attachment.ready(),
      leave: () => {
        if (!hasLeft) {
          hasLeft = true;
          attachment.leave();
          this.#viewers -= 1;
          this.touch(leftMs, 'nobody looks at the playback any more');
        }
      },
    };
  }

  /** A GOP near a time. @throws {ProblemError} 404; the signal's reason */
  gopAt(camera: number, atMs: number, signal: AbortSignal): Promise<PreviewResult> {
    this.touch();
    return this.#run.gopAt(camera, atMs, signal);
  }

  /** Somebody uses it without looking at a camera. */
  touch(ms = unusedMs, reason = 'nobody has used the playback for 60 s'): void {
    if (this.#viewers === 0 && this.#closing === undefined) {
      this.#await(ms, reason);
    }
  }

  /** Resolves when the recorder's session is let go of. Idempotent. */
  close(reason: string): Promise<void> {
    this.#timer?.cancel();
    this.#closing ??= this.#run.close(reason);
    return this.#closing;
  }

  #await(ms: number, reason: string): void {
    this.#timer?.cancel();
    this.#timer = this.#clock.after(ms, () => this.#events.unused(reason));
  }
}
