import type { DeliveryWay } from '@casement/contract';
import type { NetworkMemory } from './network-memory.js';

/** What got no connection in a contest: the network is believed to block it only when another way brings a picture. */
export class BlockedWays {
  readonly #memory: Pick<NetworkMemory, 'noteFailed' | 'noteWorks'>;
  readonly #waiting = new Map<DeliveryWay, string>();

  constructor(memory: Pick<NetworkMemory, 'noteFailed' | 'noteWorks'>) {
    this.#memory = memory;
  }

  /**
   * A way got no connection.
   *
   * @param words why, as the memory keeps it
   * @param proven another way shows pictures at this moment
   */
  note(way: DeliveryWay, words: string, proven: boolean): void {
    if (proven) {
      this.#memory.noteFailed(way, words);
    } else {
      this.#waiting.set(way, words);
    }
  }

  /** This way brings pictures: what got no connection is blocked. */
  proveBy(way: DeliveryWay): void {
    this.#memory.noteWorks(way);
    for (const [blocked, words] of this.#waiting) {
      this.#memory.noteFailed(blocked, words);
    }
    this.#waiting.clear();
  }
}
