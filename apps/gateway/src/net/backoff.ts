/** How long to wait before the attempts after a failure. */
export type BackoffPolicy = {
  /** Milliseconds after the 1st, 2nd, ... failure; the last one repeats. */
  readonly stepsMs: readonly number[];
  /** The wait is spread by up to this share, upwards only: 0.2 makes 5 s into 5 to 6 s. */
  readonly jitter: number;
};

/** What a recorder is granted after a failed login: 5, 10, 20, 40, 60 s (decision E.1). */
export const loginBackoff: BackoffPolicy = {
  stepsMs: [5_000, 10_000, 20_000, 40_000, 60_000],
  jitter: 0.2,
};

/**
 * The wait after failure number `failures` (1 is the first), in whole milliseconds.
 *
 * @param random 0 up to but not including 1, so that gateways that lost the same recorder do not come back
 *   at the same moment
 */
export function backoffMs(
  { stepsMs, jitter }: BackoffPolicy,
  failures: number,
  random: number,
): number {
  const step = stepsMs[Math.min(Math.max(failures, 1), stepsMs.length) - 1] ?? 0;
  return Math.round(step * (1 + jitter * random));
}
