import type { NvrRecorder } from '../recorders/nvr-recorder.js';
import type { SessionCause } from '../recorders/session-cause.js';
import type { UidLease } from '../recorders/uid-lease.js';

/** Options of {@link StreamLease}. */
export type StreamLeaseOptions = {
  readonly camera: number;
  readonly onLeased: () => void;
  /** The UID is of no use any more. */
  readonly onLost: (cause: SessionCause) => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

/** The UID that a camera's stream holds, or waits for: one at a time. */
export class StreamLease {
  readonly #options: StreamLeaseOptions;
  /** Of the newest asking; what an older one brings is given back. */
  #asking: AbortController | undefined;
  #held: UidLease | undefined;

  constructor(options: StreamLeaseOptions) {
    this.#options = options;
  }

  /** `undefined` until the recorder has a UID for it. */
  get held(): UidLease | undefined {
    return this.#held;
  }

  /** Waits for a UID. Throws only what is a bug, and that to `onBug`. */
  async ask(recorder: NvrRecorder): Promise<void> {
    const { camera, onLeased, onLost, onBug } = this.#options;
    const asking = new AbortController();
    this.#asking = asking;
    const lost = (cause: SessionCause): void => {
      if (this.#asking === asking) {
        onLost(cause);
      }
    };
    try {
      const lease = await recorder.lease(camera, { lost }, asking.signal);
      if (this.#asking !== asking) {
        lease.release();
        return;
      }
      this.#held = lease;
      onLeased();
    } catch (error) {
      if (!asking.signal.aborted) {
        onBug(error);
      }
    }
  }

  /** Gives the UID back, or does not wait for it any more. Idempotent. */
  release(): void {
    this.#asking?.abort(new Error('no longer wanted'));
    this.#asking = undefined;
    this.#held?.release();
    this.#held = undefined;
  }
}
