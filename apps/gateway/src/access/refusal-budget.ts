/** Refusals of one user that are written down at once, and then so many a minute: what a person tries, and a program by mistake. */
export const refusalBudget = { burst: 100, perMinute: 10 } as const;

type Account = { left: number; sinceMs: number; unwritten: number };

/**
 * Which refused changes go into the audit. It keeps so many entries: without a limit, whoever may be refused ten
 * thousand times a minute would write over what he has done. What is left out is counted.
 */
export class RefusalBudget {
  /** Bounded by the users and tokens of the gateway. */
  readonly #accounts = new Map<string, Account>();

  /**
   * @param nowMs on a monotonic clock
   * @returns how many were left out before this one; `undefined`: this one is left out too
   */
  take(user: string, nowMs: number): number | undefined {
    const { burst, perMinute } = refusalBudget;
    const account = this.#accounts.get(user) ?? { left: burst, sinceMs: nowMs, unwritten: 0 };
    const earned = ((nowMs - account.sinceMs) / 60_000) * perMinute;
    const left = Math.min(burst, account.left + earned);
    const isWritten = left >= 1;
    this.#accounts.set(user, {
      left: isWritten ? left - 1 : left,
      sinceMs: nowMs,
      unwritten: isWritten ? 0 : account.unwritten + 1,
    });
    return isWritten ? account.unwritten : undefined;
  }
}
