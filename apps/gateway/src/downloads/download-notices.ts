import type { Clock, Timer } from '../net/clock.js';

/** What is told of one thing is told once a second at most; the last word is always told. */
const everyMs = 1_000;

type Pending = { readonly atMs: number; timer: Timer | undefined };

/** Thins out notices. */
export class DownloadNotices {
  readonly #clock: Clock;
  readonly #tell: (id: string) => void;
  readonly #told = new Map<string, Pending>();

  constructor(clock: Clock, tell: (id: string) => void) {
    this.#clock = clock;
    this.#tell = tell;
  }

  /** It has changed. */
  note(id: string): void {
    const nowMs = this.#clock.nowMs();
    const last = this.#told.get(id);
    if (last?.timer !== undefined) {
      return;
    }
    if (last === undefined || nowMs - last.atMs >= everyMs) {
      this.#told.set(id, { atMs: nowMs, timer: undefined });
      this.#tell(id);
      return;
    }
    last.timer = this.#clock.after(everyMs - (nowMs - last.atMs), () => {
      this.#told.set(id, { atMs: this.#clock.nowMs(), timer: undefined });
      this.#tell(id);
    });
  }

  /** Nothing more is told of it. */
  forget(id: string): void {
    this.#told.get(id)?.timer?.cancel();
    this.#told.delete(id);
  }

  close(): void {
    for (const id of [...this.#told.keys()]) {
      this.forget(id);
    }
  }
}
