/** Injection token of the {@link WallClock}. */
export const WALL_CLOCK = Symbol('WALL_CLOCK');

/** The time of day, in milliseconds since 1970. Passed in, so that tests can move it. */
export type WallClock = () => number;
