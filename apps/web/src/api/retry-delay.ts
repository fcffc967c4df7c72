/** Shortest and longest wait between two tries, in milliseconds. */
export const retryLimitsMs = { shortest: 500, longest: 10_000 } as const;

/**
 * How long to wait before try number `failures + 1`: doubles from 0.5 s to 10 s, with up to half of it
 * taken away by chance, so that sixteen tiles do not knock in step.
 *
 * @param failures how many tries failed in a row; 0 before the first
 * @param random 0 (included) to 1 (excluded)
 */
export function retryDelayMs(failures: number, random: number): number {
  const { shortest, longest } = retryLimitsMs;
  const ceiling = Math.min(longest, shortest * 2 ** Math.min(failures, 10));
  return Math.max(shortest, Math.round(ceiling * (1 - random / 2)));
}
