/** Time, passed in so that tests decide what it is. */
export type PlaneClock = {
  /**
   * Milliseconds on the monotonic clock that also gives `arrivalMs` of a ring. `performance.now()` counts
   * from the start of the process in all its threads, so that arrival times may cross them.
   */
  nowMs(): number;
  /** Milliseconds since 1970-01-01T00:00:00Z, for sender reports. */
  epochMs(): number;
};

/** The machine's clocks. */
export const systemPlaneClock: PlaneClock = {
  nowMs: () => performance.now(),
  epochMs: () => Date.now(),
};
