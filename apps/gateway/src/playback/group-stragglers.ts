import type { GroupTrack } from './playback-group.js';
import type { TrackView } from './track-window.js';

/** A camera that does not catch up for so long is left behind. */
const patienceMs = 5_000;
/** Who was left behind comes in again with so much in hand, or it would stop the others time and again. */
const comeInMs = 1_000;

/** The cameras of a group that have no pictures where the clock is, and since when. */
export class GroupStragglers {
  readonly #missingSince = new Map<string, number>();

  /** Whether the others go on without a camera. */
  isLeftBehind(key: string, nowMs: number): boolean {
    const sinceMs = this.#missingSince.get(key);
    return sinceMs !== undefined && nowMs - sinceMs >= patienceMs;
  }

  /** Notes how the cameras stand now. */
  note(
    tracks: readonly GroupTrack[],
    { positionMs, direction, speed }: TrackView,
    nowMs: number,
  ): void {
    for (const { key, standing } of tracks) {
      const isBack =
        standing.state !== 'ready' ||
        (standing.limitMs - positionMs) * direction >= comeInMs * speed ||
        !this.isLeftBehind(key, nowMs);
      if (standing.state !== 'missing' && isBack) {
        this.#missingSince.delete(key);
      } else if (standing.state === 'missing' && !this.#missingSince.has(key)) {
        this.#missingSince.set(key, nowMs);
      }
    }
  }

  /** Those whose keys begin so have left. */
  forget(prefix: string): void {
    for (const key of [...this.#missingSince.keys()]) {
      if (key.startsWith(prefix)) {
        this.#missingSince.delete(key);
      }
    }
  }

  /** Everybody begins anew. */
  clear(): void {
    this.#missingSince.clear();
  }
}
