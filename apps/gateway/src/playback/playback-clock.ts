/** Which way the clock of a playback goes: 1 as recorded, -1 in reverse. */
export type PlaybackDirection = 1 | -1;

/** Slowest and fastest speed of a playback, times real time. */
export const playbackSpeeds = { min: 0.25, max: 16 } as const;

/**
 * The clock of a playback. While it runs, its position follows from where and when it was started; nothing is added up,
 * so that it cannot drift.
 */
export type PlaybackClock = {
  readonly running: boolean;
  readonly direction: PlaybackDirection;
  /** Times real time. */
  readonly speed: number;
  /** Where it stood at `anchorMs`: milliseconds since 1970 (UTC), recorder's time. */
  readonly positionMs: number;
  /** Milliseconds on the monotonic clock of the machine. */
  readonly anchorMs: number;
};

/** A clock that stands still. */
export function standingClock(positionMs: number, nowMs: number): PlaybackClock {
  return { running: false, direction: 1, speed: 1, positionMs, anchorMs: nowMs };
}

/** Where the clock is, exactly; {@link toHundredths} makes of it what is shown. */
export function clockPosition(clock: PlaybackClock, nowMs: number): number {
  const { running, direction, speed, positionMs, anchorMs } = clock;
  return running ? positionMs + direction * speed * (nowMs - anchorMs) : positionMs;
}

/** Lets it run from where it is. The same clock when it runs so already. The speed is kept within its limits. */
export function runClock(
  clock: PlaybackClock,
  nowMs: number,
  { direction, speed }: Pick<PlaybackClock, 'direction' | 'speed'>,
): PlaybackClock {
  const within = clampSpeed(speed);
  if (clock.running && clock.direction === direction && clock.speed === within) {
    return clock;
  }
  const positionMs = clockPosition(clock, nowMs);
  return { running: true, direction, speed: within, positionMs, anchorMs: nowMs };
}

/** Stops it, where it is or at `positionMs`. */
export function stopClock(
  clock: PlaybackClock,
  nowMs: number,
  positionMs = clockPosition(clock, nowMs),
): PlaybackClock {
  return { ...clock, running: false, positionMs, anchorMs: nowMs };
}

/** Puts it elsewhere; it runs or stands as before. */
export function moveClock(clock: PlaybackClock, nowMs: number, positionMs: number): PlaybackClock {
  return { ...clock, positionMs, anchorMs: nowMs };
}

/** Milliseconds of real time until it comes to `positionMs`: 0 when it is there or beyond, infinite when it does not run. */
export function timeUntil(clock: PlaybackClock, nowMs: number, positionMs: number): number {
  if (!clock.running) {
    return Number.POSITIVE_INFINITY;
  }
  const way = (positionMs - clockPosition(clock, nowMs)) * clock.direction;
  return Math.max(0, way / clock.speed);
}

/** A position to 10 ms, the resolution of recorders (NVR v1.4R1 3.2.7). */
export function toHundredths(positionMs: number): number {
  return Math.round(positionMs / 10) * 10;
}

/** A speed within its limits; 1 for what is no number. */
export function clampSpeed(speed: number): number {
  return Number.isFinite(speed)
    ? Math.min(playbackSpeeds.max, Math.max(playbackSpeeds.min, speed))
    : 1;
}
