import { type Clock, sleep } from '../../net/clock.js';

/** After a failure a recorder is asked again this much later, in milliseconds, by whoever looks then. */
export const retryAfterMs = 30_000;

/** What is known of something that a recorder was asked. */
export type Answer<T> = {
  /** The last good one; `undefined`: there was none yet. */
  readonly value: T | undefined;
  /** When that came, in milliseconds since 1970 by the gateway's clock. */
  readonly asOfMs: number | undefined;
  /** Why there is no newer one, in words; `undefined`: the last question was answered, or none was asked. */
  readonly reason: string | undefined;
};

/** Options of {@link AskedAnswer}. */
export type AskedAnswerOptions<T> = {
  readonly clock: Clock;
  readonly ask: () => Promise<T>;
  /** A failure in words. */
  readonly inWords: (error: unknown) => string;
};

/**
 * The answer to one question to one recorder, kept with its age. Whoever looks says how old it may be; asked again is
 * only what is older, never twice at the same time, and after a failure not before half a minute has gone by.
 */
export class AskedAnswer<T> {
  readonly #options: AskedAnswerOptions<T>;
  #value: T | undefined;
  #asOfMs: number | undefined;
  #reason: string | undefined;
  /** Of the last good answer, on the monotonic clock. */
  #answeredMs = Number.NEGATIVE_INFINITY;
  #failedMs = Number.NEGATIVE_INFINITY;
  #asking: Promise<void> | undefined;

  constructor(options: AskedAnswerOptions<T>) {
    this.#options = options;
  }

  get answer(): Answer<T> {
    return { value: this.#value, asOfMs: this.#asOfMs, reason: this.#reason };
  }

  /** How long until it would be asked again after a failure, in milliseconds; 0: at once. */
  get retryInMs(): number {
    return Math.max(0, this.#failedMs + retryAfterMs - this.#options.clock.nowMs());
  }

  /** Whatever made the last question fail may be over: whoever looks next has it asked again. */
  forgive(): void {
    this.#failedMs = Number.NEGATIVE_INFINITY;
  }

  /**
   * Has it asked when the answer is older than that.
   *
   * @returns resolves when the question is over, well or badly; `undefined`: nothing to wait for. Never rejects.
   */
  refresh(maxAgeMs: number): Promise<void> | undefined {
    if (this.#options.clock.nowMs() - this.#answeredMs < maxAgeMs) {
      return undefined;
    }
    if (this.#asking === undefined && this.retryInMs === 0) {
      this.#asking = this.#ask().finally(() => {
        this.#asking = undefined;
      });
    }
    return this.#asking;
  }

  async #ask(): Promise<void> {
    const { clock, ask, inWords } = this.#options;
    try {
      this.#value = await ask();
      this.#asOfMs = clock.wallMs();
      this.#answeredMs = clock.nowMs();
      this.#failedMs = Number.NEGATIVE_INFINITY;
      this.#reason = undefined;
    } catch (error) {
      this.#failedMs = clock.nowMs();
      this.#reason = inWords(error);
    }
  }
}

/** Waits until all of them are over, but not for longer than that, in milliseconds. */
export async function waitAtMost(
  clock: Clock,
  limitMs: number,
  works: readonly (Promise<unknown> | undefined)[],
): Promise<void> {
  const running = works.filter((work) => work !== undefined);
  if (running.length === 0) {
    return;
  }
  const patience = new AbortController();
  const tired = sleep(clock, limitMs, patience.signal).catch(() => undefined);
  await Promise.race([Promise.allSettled(running), tired]);
  patience.abort();
}
