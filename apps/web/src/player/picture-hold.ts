/** How pictures are held back, in milliseconds. */
export const holdLimits = {
  /** More than this is not waited for: the picture matters more. */
  most: 500,
  /** The wait grows and shrinks by this much per picture, so that nobody sees it. */
  step: 10,
} as const;

/** What a hold needs of the page. */
export type HoldTimers = {
  readonly nowMs: () => number;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
};

/** So many pictures wait at most; then the oldest go on at once. */
const maxWaiting = 60;

/**
 * Holds pictures back while somebody listens, because sound that had to be converted comes later than they do. Keeps their
 * order; without a wait they pass at once.
 */
export class PictureHold<Picture> {
  readonly #release: (picture: Picture) => void;
  readonly #timers: HoldTimers;
  readonly #waiting: { readonly picture: Picture; readonly dueMs: number }[] = [];
  #timer: number | undefined;
  #heldMs = 0;

  constructor(release: (picture: Picture) => void, timers: HoldTimers) {
    this.#release = release;
    this.#timers = timers;
  }

  /** For how long pictures wait at present. */
  get heldMs(): number {
    return this.#heldMs;
  }

  /** @param wantedMs for how long pictures should wait */
  push(picture: Picture, wantedMs: number): void {
    const wanted = Math.min(holdLimits.most, Math.max(0, wantedMs));
    const change = wanted - this.#heldMs;
    this.#heldMs += Math.max(-holdLimits.step, Math.min(holdLimits.step, change));
    if (this.#heldMs < 1 && this.#waiting.length === 0) {
      this.#release(picture);
      return;
    }
    const before = this.#waiting.at(-1)?.dueMs ?? Number.NEGATIVE_INFINITY;
    this.#waiting.push({ picture, dueMs: Math.max(before, this.#timers.nowMs() + this.#heldMs) });
    if (this.#waiting.length > maxWaiting) {
      this.#releaseFirst();
    }
    this.#wait();
  }

  /** What waits is let go of. */
  close(): void {
    this.#waiting.length = 0;
    this.#stopTimer();
  }

  #wait(): void {
    const [first] = this.#waiting;
    if (first && this.#timer === undefined) {
      const waitMs = Math.max(0, first.dueMs - this.#timers.nowMs());
      this.#timer = this.#timers.setTimeout(() => this.#onDue(), waitMs);
    }
  }

  #onDue(): void {
    this.#timer = undefined;
    // Timers are early by a fraction of a millisecond.
    const dueMs = this.#timers.nowMs() + 1;
    while ((this.#waiting[0]?.dueMs ?? Number.POSITIVE_INFINITY) <= dueMs) {
      this.#releaseFirst();
    }
    this.#wait();
  }

  #releaseFirst(): void {
    const first = this.#waiting.shift();
    if (first) {
      this.#release(first.picture);
    }
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) {
      this.#timers.clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }
}
