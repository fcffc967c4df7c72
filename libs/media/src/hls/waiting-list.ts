import { HlsError } from './hls-error.js';

/** More readers of one stream than anybody has; beyond it somebody plays games. */
export const maxWaiting = 512;

type Waiting = {
  /** Whether it is over, and with it what came of it. */
  readonly check: () => boolean;
  readonly fail: (error: HlsError) => void;
  readonly timer: NodeJS.Timeout;
};

/** Readers that wait until something is there. Bounded in number and in time. */
export class WaitingList {
  readonly #waiting = new Set<Waiting>();

  get size(): number {
    return this.#waiting.size;
  }

  /**
   * Resolves with the first result of `result` that is not `undefined`; it is asked now and at each `news`.
   *
   * @throws {HlsError} kind `timeout`, `busy`, or what `fail` was called with; by rejection.
   */
  wait<T>(result: () => T | undefined, timeoutMs: number): Promise<T> {
    const now = result();
    if (now !== undefined) {
      return Promise.resolve(now);
    }
    if (this.#waiting.size >= maxWaiting) {
      return Promise.reject(new HlsError('busy', `${maxWaiting} readers wait already`));
    }
    return new Promise<T>((resolve, reject) => {
      const end = (): void => {
        clearTimeout(waiting.timer);
        this.#waiting.delete(waiting);
      };
      const fail = (error: HlsError): void => {
        end();
        reject(error);
      };
      const timeout = (): void => fail(new HlsError('timeout', `nothing new for ${timeoutMs} ms`));
      const check = (): boolean => {
        const value = result();
        if (value === undefined) {
          return false;
        }
        end();
        resolve(value);
        return true;
      };
      const waiting: Waiting = { check, fail, timer: setTimeout(timeout, timeoutMs) };
      this.#waiting.add(waiting);
    });
  }

  /** Something changed. */
  news(): void {
    for (const { check } of [...this.#waiting]) {
      check();
    }
  }

  /** Lets all that wait fail. */
  fail(error: HlsError): void {
    for (const { fail } of [...this.#waiting]) {
      fail(error);
    }
  }
}
