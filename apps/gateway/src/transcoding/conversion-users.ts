import type { Clock, Timer } from '../net/clock.js';

/** How long a conversion outlives the last one who uses it. */
const lingerMs = 5_000;

/** Options of {@link ConversionUsers}. */
export type ConversionUsersOptions = {
  readonly clock: Clock;
  /** Whether there is anything that outlives them. */
  readonly isActive: () => boolean;
  /** Nobody has used it for a while. */
  readonly onUnused: () => void;
};

/** How many use a conversion, and how long it outlives the last of them. */
export class ConversionUsers {
  readonly #options: ConversionUsersOptions;
  #count = 0;
  #linger: Timer | undefined;

  constructor(options: ConversionUsersOptions) {
    this.#options = options;
  }

  get count(): number {
    return this.#count;
  }

  /** Somebody begins to use it. The returned function tells that it is over; idempotent. */
  enter(): () => void {
    this.#count += 1;
    this.stopLingering();
    let isOver = false;
    return () => {
      if (!isOver) {
        isOver = true;
        this.#left();
      }
    };
  }

  /** It is over already: there is nothing that outlives anybody. */
  stopLingering(): void {
    this.#linger?.cancel();
    this.#linger = undefined;
  }

  #left(): void {
    const { clock, isActive, onUnused } = this.#options;
    this.#count -= 1;
    if (this.#count === 0 && isActive()) {
      this.#linger = clock.after(lingerMs, onUnused);
    }
  }
}
