import type { SessionCause } from '../recorders/session-cause.js';
import { causeInWords } from '../recorders/session-cause.js';
import { toHundredths } from './playback-clock.js';
import type { PlaybackLease, RecorderPlayback } from './recorder-playback.js';

/** What is told of a lease; nothing may throw. */
export type DriveLeaseEvents = {
  /** There is none yet; in words why not. */
  readonly waiting: (reason: string) => void;
  readonly got: () => void;
  /** The recorder ended it; in words. */
  readonly lost: (reason: string) => void;
  /** There is none to be had at the moment. */
  readonly failed: (error: unknown) => void;
};

/** What a {@link DriveLease} is made of. */
export type DriveLeaseOptions = {
  readonly recorder: RecorderPlayback;
  /** Aborted with the playback. */
  readonly signal: AbortSignal;
  /** Milliseconds since 1970 of the picture on screen, which STOP tells the recorder. */
  readonly positionMs: () => number;
  readonly events: DriveLeaseEvents;
};

/** The UID of a playback: asked for one at a time, lost now and then, given back at the end. */
export class DriveLease {
  readonly #options: DriveLeaseOptions;
  #current: PlaybackLease | undefined;
  #isAsking = false;

  constructor(options: DriveLeaseOptions) {
    this.#options = options;
  }

  get current(): PlaybackLease | undefined {
    return this.#current;
  }

  /** Asks for one unless that is being done; never throws. */
  async obtain(): Promise<void> {
    if (this.#isAsking) {
      return;
    }
    this.#isAsking = true;
    const { signal, events } = this.#options;
    let failure: { readonly error: unknown } | undefined;
    try {
      await this.#ask();
    } catch (error) {
      failure = { error };
    }
    this.#isAsking = false;
    if (signal.aborted) {
      return;
    }
    if (failure) {
      events.failed(failure.error);
    } else {
      events.got();
    }
  }

  /** STOP, and the UID is free again; the signal was aborted before. */
  async release(shownMs: number): Promise<void> {
    const lease = this.#current;
    this.#current = undefined;
    await lease?.release(toHundredths(shownMs));
  }

  async #ask(): Promise<void> {
    const { recorder, signal, positionMs, events } = this.#options;
    // It can be lost before it is in hand.
    const asked: { lease?: PlaybackLease; isLost: boolean } = { isLost: false };
    const lost = (cause: SessionCause): void => {
      asked.isLost = true;
      if (this.#current !== undefined && this.#current === asked.lease && !signal.aborted) {
        this.#current = undefined;
        events.lost(causeInWords(cause));
      }
    };
    const lease = await recorder.lease({ lost, waiting: events.waiting }, signal);
    asked.lease = lease;
    if (signal.aborted) {
      await lease.release(toHundredths(positionMs()));
      return;
    }
    this.#current = asked.isLost ? undefined : lease;
  }
}
