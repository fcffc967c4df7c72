/** A timer that has not fired yet. */
export type Timer = {
  /** Idempotent; does nothing after the timer fired. */
  cancel(): void;
};

/** Time, passed in so that tests need not wait for it. */
export type Clock = {
  /** Milliseconds on a monotonic clock: for intervals and arrival times. */
  nowMs(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z: for what people and other machines see. */
  wallMs(): number;
  /** Calls `callback` once after `delayMs`. Does not keep the process alive. */
  after(delayMs: number, callback: () => void): Timer;
};

/** Injection token of the {@link Clock}. */
export const CLOCK = Symbol('CLOCK');

/** The machine's clocks. */
export const systemClock: Clock = {
  nowMs: () => performance.now(),
  wallMs: () => Date.now(),
  after: (delayMs, callback) => {
    // setTimeout cuts fractions off, and what fires before its time finds nothing due.
    const timeout = setTimeout(callback, Math.ceil(delayMs));
    timeout.unref();
    return { cancel: () => clearTimeout(timeout) };
  },
};

/**
 * Resolves after `delayMs`.
 *
 * @throws the signal's reason, as soon as it is aborted
 */
export async function sleep(clock: Clock, delayMs: number, signal?: AbortSignal): Promise<void> {
  signal?.throwIfAborted();
  await new Promise<void>((resolve, reject) => {
    const onAbort = (): void => {
      timer.cancel();
      reject(signal?.reason instanceof Error ? signal.reason : new Error('aborted'));
    };
    const timer = clock.after(delayMs, () => {
      signal?.removeEventListener('abort', onAbort);
      resolve();
    });
    signal?.addEventListener('abort', onAbort, { once: true });
  });
}
