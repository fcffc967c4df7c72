/** Wall-clock time in milliseconds since the Unix epoch; passed in so that tests can turn it. */
export type Clock = { readonly nowMs: () => number };

/** The clock of this machine. */
export const systemClock: Clock = { nowMs: () => Date.now() };
