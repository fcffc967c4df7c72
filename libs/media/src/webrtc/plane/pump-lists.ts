import { MarkedList } from './marked-list.js';
import type { RingSource } from './ring-source.js';
import type { SoundSource } from './sound-source.js';
import type { ViewerState } from './viewer-state.js';

/** Who is to be served in the next turn. Everything is listed once at most. */
export class PumpLists {
  /** Late viewers, in the order they are served. */
  readonly joining: ViewerState[] = [];
  /** Viewers with something to be sent again. */
  readonly repeating: ViewerState[] = [];
  readonly #schedule: () => void;
  /** Rings with packets that not all of their viewers, or listeners, have. */
  readonly pictures = new MarkedList<RingSource>();
  readonly sounds = new MarkedList<SoundSource>();

  /** @param schedule called when there is something to be served soon */
  constructor(schedule: () => void) {
    this.#schedule = schedule;
  }

  /** A ring has packets that not all of its viewers have. */
  mark(source: RingSource): void {
    this.pictures.add(source);
    this.#schedule();
  }

  /** The same of sound. */
  markSound(source: SoundSource): void {
    this.sounds.add(source);
    this.#schedule();
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
    this.pictures.clear();
    this.sounds.clear();
    this.joining.length = 0;
    this.repeating.length = 0;
  }
}
