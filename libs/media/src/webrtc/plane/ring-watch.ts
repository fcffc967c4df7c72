import type { PacketRingReader } from '../../gop/packet-ring-reader.js';

/**
 * Waits for the packets that a writer in another thread puts into a ring. A writer in this thread says itself
 * when there is something new; then the ring need not be watched.
 */
export class RingWatch {
  readonly #reader: PacketRingReader;
  readonly #onNews: () => void;
  #isWatched = true;

  /** @param onNews packets came; called in a turn of its own */
  constructor(reader: PacketRingReader, onNews: () => void) {
    this.#reader = reader;
    this.#onNews = onNews;
    void this.#watch();
  }

  /** Idempotent. The wait under way ends with the ring's next packet, if there is one. */
  stop(): void {
    this.#isWatched = false;
  }

  async #watch(): Promise<void> {
    let seen = this.#reader.head();
    for (;;) {
      await this.#reader.waitForNews(seen);
      if (!this.#isWatched) {
        return;
      }
      seen = this.#reader.head();
      this.#onNews();
    }
  }
}
