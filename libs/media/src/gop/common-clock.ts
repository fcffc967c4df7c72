import type { MediaUnit } from './media-unit.js';
import { TrackClock } from './track-clock.js';

/**
 * Places the pictures and the sound of a camera on one timeline, in milliseconds on the clock of their arrival
 * times. Recorders send both without anything that connects their timestamps (no sender reports), so what arrived
 * together is shown together: each track's timestamps are laid so that its quickest units are placed at their
 * arrival. See `TrackClock` for how steady that is. One instance per camera; arrival times must all be of the same
 * clock.
 */
export class CommonClock {
  readonly #pictures = new TrackClock();
  readonly #sound = new TrackClock();

  /**
   * When a unit is shown, in milliseconds. Of units of one track a later timestamp is never placed before an
   * earlier one.
   */
  place(unit: MediaUnit): number {
    return (unit.channels === 0 ? this.#pictures : this.#sound).place(unit);
  }
}
