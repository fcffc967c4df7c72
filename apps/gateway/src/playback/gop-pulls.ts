import type { GopAnswer, PlaybackLease } from './recorder-playback.js';

/** What became of a pull. */
export type PullEvents = {
  readonly answered: (answer: GopAnswer) => void;
  readonly failed: (error: unknown) => void;
};

/** The requests for GOPs that are under way: one per camera (E.3). */
export class GopPulls {
  readonly #onBug: (error: unknown) => void;
  readonly #running = new Map<number, AbortController>();

  /** `onBug`: for what `PullEvents` throw. */
  constructor(onBug: (error: unknown) => void) {
    this.#onBug = onBug;
  }

  get size(): number {
    return this.#running.size;
  }

  has(camera: number): boolean {
    return this.#running.has(camera);
  }

  /** Asks for the next GOP of a camera for which nothing is under way. */
  start(lease: PlaybackLease, camera: number, { answered, failed }: PullEvents): void {
    const abort = new AbortController();
    this.#running.set(camera, abort);
    /** False when nobody waits for it any more. */
    const ended = (): boolean => {
      const isOurs = this.#running.get(camera) === abort;
      if (isOurs) {
        this.#running.delete(camera);
      }
      return isOurs;
    };
    void lease
      .gop(camera, { signal: abort.signal })
      .then(
        (answer) => {
          if (ended()) {
            answered(answer);
          }
        },
        (error: unknown) => {
          if (ended()) {
            failed(error);
          }
        },
      )
      .catch(this.#onBug);
  }

  /** The session is over: nobody waits for any of them. */
  endAll(): void {
    for (const abort of this.#running.values()) {
      abort.abort(new Error('the session with the recorder is over'));
    }
    this.#running.clear();
  }
}
