/** All in milliseconds, on the clock that plays the sound where nothing else is said. */
export type SoundPiece = {
  /** On the stream's clock. */
  readonly timeMs: number;
  readonly durationMs: number;
  readonly nowMs: number;
};

/** Times of the schedule, in milliseconds. */
export const scheduleTimes = {
  /** Between two pieces nobody hears a step of this much, and sound and picture may be this far apart. */
  tolerance: 40,
  /** Kept in hand beyond the worst of the last seconds, so that the next piece is in time. */
  reserve: 30,
  /** What would have to wait for longer than this belongs to another time: the clock jumped. */
  horizon: 2_000,
  /** How late sound comes is the worst of two windows of this length: a hiccup is forgotten after them. */
  window: 2_000,
} as const;

/** Weight of the newest picture in the mean delay. */
const newestWeight = 0.1;

/**
 * When each piece of sound is to be heard: one after the other without a step, and in step with the pictures, which are
 * shown as soon as they are decoded. Pure but for what it remembers.
 */
export class SoundSchedule {
  /** Playing clock minus stream clock: of pictures as they would be shown without a hold, of sound when it comes. */
  #pictureLagMs: number | null = null;
  #latestMs: number | null = null;
  #latestBeforeMs = Number.NEGATIVE_INFINITY;
  #windowEndMs = 0;
  #endMs: number | null = null;
  #holdMs = 0;

  /** For how long pictures have to be held back to be in step with sound that comes later, in milliseconds. */
  get holdMs(): number {
    return this.#holdMs;
  }

  /** A picture was shown. @param heldMs how much of its way it was held back for the sound */
  picture(timeMs: number, nowMs: number, heldMs = 0): void {
    const lagMs = nowMs - timeMs - heldMs;
    const before = this.#pictureLagMs;
    this.#pictureLagMs =
      before === null || Math.abs(lagMs - before) > scheduleTimes.horizon
        ? lagMs
        : before + (lagMs - before) * newestWeight;
  }

  /** When a piece begins, never before now; undefined: it is left out, because it is too late or overlaps others. */
  next({ timeMs, durationMs, nowMs }: SoundPiece): number | undefined {
    const wantedMs = timeMs + this.#lagMs(timeMs, nowMs);
    const endMs = this.#endMs;
    const isFar = endMs === null || endMs - wantedMs > scheduleTimes.horizon;
    if (!isFar && endMs - wantedMs > scheduleTimes.tolerance) {
      return undefined;
    }
    const isNear = !isFar && endMs >= nowMs && wantedMs - endMs <= scheduleTimes.tolerance;
    const startMs = isNear ? endMs : Math.max(wantedMs, nowMs);
    this.#endMs = startMs + durationMs;
    return startMs;
  }

  /** Another stream begins. */
  reset(): void {
    this.#pictureLagMs = null;
    this.#holdMs = 0;
    this.#latestMs = null;
    this.#endMs = null;
  }

  /** In step with the pictures, or later where sound itself comes later. */
  #lagMs(timeMs: number, nowMs: number): number {
    const ownMs = nowMs - timeMs;
    const latestMs = this.#latest(ownMs, nowMs);
    const soundLagMs = latestMs + scheduleTimes.reserve;
    const pictureLagMs = this.#pictureLagMs ?? soundLagMs;
    // Pictures of another time, after the stream's clock jumped, say nothing.
    if (Math.abs(pictureLagMs - ownMs) > scheduleTimes.horizon) {
      this.#holdMs = 0;
      return soundLagMs;
    }
    this.#holdMs = Math.max(0, soundLagMs - pictureLagMs);
    return Math.max(soundLagMs, pictureLagMs);
  }

  /** How late the sound of the last seconds came at worst. */
  #latest(ownMs: number, nowMs: number): number {
    const before = this.#latestMs;
    if (
      before === null ||
      Math.abs(ownMs - Math.max(before, this.#latestBeforeMs)) > scheduleTimes.horizon / 2
    ) {
      this.#latestBeforeMs = Number.NEGATIVE_INFINITY;
      this.#latestMs = ownMs;
      this.#windowEndMs = nowMs + scheduleTimes.window;
    } else if (nowMs >= this.#windowEndMs) {
      this.#latestBeforeMs = before;
      this.#latestMs = ownMs;
      this.#windowEndMs = nowMs + scheduleTimes.window;
    } else {
      this.#latestMs = Math.max(before, ownMs);
    }
    return Math.max(this.#latestMs, this.#latestBeforeMs);
  }
}
