import type { RingSource } from './ring-source.js';
import type { ViewerState } from './viewer-state.js';

/** Who is to be served in the next turn. Everything is listed once at most. */
export class PumpLists {
  /** Late viewers, in the order they are served. */
  readonly joining: ViewerState[] = [];
  /** Viewers with something to be sent again. */
  readonly repeating: ViewerState[] = [];
  readonly #schedule: () => void;
  /** Rings with news, and those that were taken out to be served. */
  #marked: RingSource[] = [];
  #taken: RingSource[] = [];

  /** @param schedule called when there is something to be served soon */
  constructor(schedule: () => void) {
    this.#schedule = schedule;
  }

  /** A ring has packets that not all of its viewers have. */
  mark(source: RingSource): void {
    this.markForLater(source);
    this.#schedule();
  }

  /** The same, but a turn comes anyway, or is not to come at once. */
  markForLater(source: RingSource): void {
    if (!source.isMarked) {
      source.isMarked = true;
      this.#marked.push(source);
    }
  }

  /** The marked rings. Those marked from now on are of the next turn; give the list back by `served`. */
  takeMarked(): readonly RingSource[] {
    const taken = this.#marked;
    this.#marked = this.#taken;
    this.#taken = taken;
    for (const source of taken) {
      source.isMarked = false;
    }
    return taken;
  }

  served(): void {
    this.#taken.length = 0;
  }

  /** A viewer is to be placed or caught up. */
  join(viewer: ViewerState): void {
    if (!viewer.isJoining) {
      viewer.isJoining = true;
      this.joining.push(viewer);
    }
    this.#schedule();
  }

  /** A viewer has packets in its queue that are to be sent again. */
  repeat(viewer: ViewerState): void {
    if (!viewer.isRepeating) {
      viewer.isRepeating = true;
      this.repeating.push(viewer);
    }
    this.#schedule();
  }

  /** There is still somebody to serve. */
  goOn(): void {
    this.#schedule();
  }

  clear(): void {
    this.#marked.length = 0;
    this.#taken.length = 0;
    this.joining.length = 0;
    this.repeating.length = 0;
  }
}
