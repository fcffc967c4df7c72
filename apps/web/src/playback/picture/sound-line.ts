import { scheduleTimes } from '../../player/sound-schedule.js';

/** One piece of sound; all on the clock that plays it, in milliseconds. */
export type LinePiece = {
  /** When it would be heard at the same moment as the pictures of its time are seen. */
  readonly wantedMs: number;
  readonly durationMs: number;
  readonly nowMs: number;
};

/** Sound that is to be heard later than this is not laid down: it belongs to another place of the recording. */
const farMs = 15_000;

/**
 * Where pieces of recorded sound are laid: one after the other without a step, as long as that is within the tolerance of
 * live sound; otherwise where the clock wants them. What is too late or overlaps is left out.
 */
export class SoundLine {
  #endMs: number | null = null;
  #left = 0;

  /** Pieces that were left out. */
  get left(): number {
    return this.#left;
  }

  /** When a piece begins; undefined: it is left out. */
  next({ wantedMs, durationMs, nowMs }: LinePiece): number | undefined {
    const endMs = this.#endMs;
    const awayMs = endMs === null ? null : wantedMs - endMs;
    const joins = awayMs !== null && Math.abs(awayMs) <= scheduleTimes.tolerance;
    const startMs = joins && endMs !== null ? endMs : wantedMs;
    const overlaps = !joins && awayMs !== null && awayMs < 0;
    const isLate = startMs < nowMs - scheduleTimes.tolerance;
    if (overlaps || isLate || wantedMs - nowMs > farMs) {
      this.#left += 1;
      return undefined;
    }
    const laidMs = Math.max(startMs, nowMs);
    this.#endMs = laidMs + durationMs;
    return laidMs;
  }

  /** Nothing is laid down any more. */
  reset(): void {
    this.#endMs = null;
  }
}
