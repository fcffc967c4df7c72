import type { Clock, Timer } from '../net/clock.js';

/** A recorder says that it falls asleep, and nothing when it wakes up; after a day nobody believes it any more. */
const maxSleepMs = 24 * 3_600_000;

/** Options of {@link RecorderSleep}. */
export type RecorderSleepOptions = {
  readonly clock: Clock;
  /** A recorder fell asleep or woke up. */
  readonly onChange: (id: string) => void;
};

type Sleep = { readonly sinceMs: number; readonly timer: Timer };

/**
 * Which recorders sleep: from their notification SLEEP (alarm protocol 3.2, 0x02 0xE0) until the next notification of
 * another kind, a day at most. Their disks are off then, and they send no live pictures.
 */
export class RecorderSleep {
  readonly #options: RecorderSleepOptions;
  readonly #asleep = new Map<string, Sleep>();

  constructor(options: RecorderSleepOptions) {
    this.#options = options;
  }

  /** ISO 8601; null: it is awake. */
  since(id: string): string | null {
    const sleep = this.#asleep.get(id);
    return sleep === undefined ? null : new Date(sleep.sinceMs).toISOString();
  }

  /** A notification of this recorder came. @param atMs when, since 1970 */
  note(id: string, isAsleep: boolean, atMs: number): void {
    const { clock, onChange } = this.#options;
    const before = this.#asleep.get(id);
    const leftMs = atMs + maxSleepMs - clock.wallMs();
    if (!isAsleep || leftMs <= 0) {
      this.#wake(id);
      return;
    }
    before?.timer.cancel();
    this.#asleep.set(id, {
      // Said again: it still sleeps.
      sinceMs: before?.sinceMs ?? atMs,
      timer: clock.after(leftMs, () => this.#wake(id)),
    });
    if (before === undefined) {
      onChange(id);
    }
  }

  /** The recorder is nobody's any more. */
  forget(id: string): void {
    this.#asleep.get(id)?.timer.cancel();
    this.#asleep.delete(id);
  }

  /** Nothing is told after that. */
  close(): void {
    for (const id of [...this.#asleep.keys()]) {
      this.forget(id);
    }
  }

  #wake(id: string): void {
    if (this.#asleep.has(id)) {
      this.forget(id);
      this.#options.onChange(id);
    }
  }
}
