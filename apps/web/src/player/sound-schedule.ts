/** All in milliseconds, on the page's clock (`performance.now`) where nothing else is said. */
export type SoundPiece = {
  /** On the stream's clock. */
  readonly timeMs: number;
  readonly durationMs: number;
  readonly nowMs: number;
};

/** Times of the schedule, in milliseconds. */
export const scheduleTimes = {
  /** Between two pieces nobody hears a step of this much, and sound and picture may be this far apart. */
  tolerance: 60,
  /** Kept in hand when sound has to be late, so that the next piece is in time. */
  reserve: 40,
  /** What would have to wait for longer than this belongs to another time: the clock jumped. */
  horizon: 2_000,
} as const;

/** Weight of the newest picture in the mean delay. */
const newestWeight = 0.1;

/**
 * When each piece of sound is to be heard: one after the other without a step, and in step with the pictures, which are
 * shown as soon as they are decoded. Pure but for what it remembers.
 */
export class SoundSchedule {
  /** Page clock minus stream clock: of pictures when shown, of sound when heard. */
  #pictureLagMs: number | null = null;
  #soundLagMs: number | null = null;
  #endMs: number | null = null;

  /** A picture was shown. */
  picture(timeMs: number, nowMs: number): void {
    const lagMs = nowMs - timeMs;
    const before = this.#pictureLagMs;
    this.#pictureLagMs =
      before === null || Math.abs(lagMs - before) > scheduleTimes.horizon
        ? lagMs
        : before + (lagMs - before) * newestWeight;
  }

  /** When a piece begins; undefined: it is too late for it. */
  next({ timeMs, durationMs, nowMs }: SoundPiece): number | undefined {
    const wantedMs = timeMs + this.#lagMs(timeMs, nowMs);
    const endMs = this.#endMs;
    const isNear = endMs !== null && Math.abs(wantedMs - endMs) <= scheduleTimes.tolerance;
    let startMs = isNear ? endMs : wantedMs;
    if (startMs < nowMs) {
      if (isNear || endMs === null || wantedMs > nowMs - scheduleTimes.tolerance) {
        // It ran dry: begin again with something in hand.
        startMs = nowMs + scheduleTimes.reserve;
        this.#soundLagMs = startMs - timeMs;
      } else {
        return undefined;
      }
    }
    this.#endMs = startMs + durationMs;
    return startMs;
  }

  /** Another stream begins. */
  reset(): void {
    this.#pictureLagMs = null;
    this.#soundLagMs = null;
    this.#endMs = null;
  }

  /** In step with the pictures, or later where sound itself comes later. */
  #lagMs(timeMs: number, nowMs: number): number {
    const ownMs = nowMs - timeMs;
    const before = this.#soundLagMs;
    if (before === null || Math.abs(ownMs - before) > scheduleTimes.horizon) {
      this.#soundLagMs = ownMs + scheduleTimes.reserve;
    } else if (ownMs > before) {
      // This piece would be late; those after it most likely too.
      this.#soundLagMs = ownMs + scheduleTimes.reserve;
    }
    const soundLagMs = this.#soundLagMs ?? ownMs;
    const pictureLagMs = this.#pictureLagMs ?? soundLagMs;
    // Pictures of another time, after the stream's clock jumped, say nothing.
    return Math.abs(pictureLagMs - ownMs) > scheduleTimes.horizon
      ? soundLagMs
      : Math.max(soundLagMs, pictureLagMs);
  }
}
