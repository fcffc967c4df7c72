import type { Clock, Timer } from '../net/clock.js';

/** Options of {@link CameraWatches}. */
export type CameraWatchesOptions = {
  readonly clock: Clock;
  /** How long the upstream outlives the last one who held it open. */
  readonly lingerMs: number;
  /** Somebody let go. */
  readonly onChange: () => void;
  /** Nobody has held the upstream open for that long. */
  readonly onUnused: () => void;
};

/** Who holds the upstream of a camera open, and how long it outlives the last of them. */
export class CameraWatches {
  readonly #options: CameraWatchesOptions;
  /** Each one, and whether that is a viewer. */
  readonly #watches = new Map<symbol, boolean>();
  #linger: Timer | undefined;

  constructor(options: CameraWatchesOptions) {
    this.#options = options;
  }

  /** How many of them are viewers. */
  get viewers(): number {
    return [...this.#watches.values()].filter(Boolean).length;
  }

  /**
   * Somebody holds the upstream open; the returned function lets go. Idempotent.
   *
   * @param counts whether that is a viewer
   */
  add(counts: boolean): () => void {
    const watch = Symbol('watch');
    this.#watches.set(watch, counts);
    this.#linger?.cancel();
    return () => {
      if (this.#watches.delete(watch)) {
        this.#options.onChange();
        this.#lingerWhenEmpty();
      }
    };
  }

  /** Nobody is asked any more: the camera is gone. */
  clear(): void {
    this.#watches.clear();
    this.#linger?.cancel();
  }

  #lingerWhenEmpty(): void {
    const { clock, lingerMs, onUnused } = this.#options;
    if (this.#watches.size === 0) {
      this.#linger?.cancel();
      this.#linger = clock.after(lingerMs, onUnused);
    }
  }
}
