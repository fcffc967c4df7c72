/** How old what a recorder told of its disks may be before somebody who looks has it asked again, in milliseconds. */
export const diskAgeMs = 10 * 60_000;

/** As {@link diskAgeMs}, of its logs. */
export const logAgeMs = 2 * 60_000;

/**
 * How long somebody who looks waits for an answer before he gets the last one with its age, in milliseconds: two commands
 * with the pause between them (B63).
 */
export const patienceMs = 5_000;

/** How old it may become when nobody looks, in milliseconds. */
export const roundAgeMs = 30 * 60_000;
