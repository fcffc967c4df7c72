type Entry = { readonly untilMs: number; suppressed: number };

/** More sources than that are not told apart; those beyond are counted and not named. */
const maxSources = 1_000;
const pauseMs = 60_000;

/** Log lines about sources: at most one line per source and minute, whatever they do. */
export class QuietLog {
  readonly #entries = new Map<string, Entry>();
  readonly #nowMs: () => number;
  readonly #write: (line: string) => void;

  /** @param nowMs on a monotonic clock */
  constructor(nowMs: () => number, write: (line: string) => void) {
    this.#nowMs = nowMs;
    this.#write = write;
  }

  /** Writes a line, or counts it towards the next one of this source. */
  line(source: string, words: string): void {
    const nowMs = this.#nowMs();
    const entry = this.#entries.get(source);
    if (entry !== undefined && nowMs < entry.untilMs) {
      entry.suppressed += 1;
      return;
    }
    if (entry === undefined && this.#entries.size >= maxSources) {
      this.#forget(nowMs);
      if (this.#entries.size >= maxSources) {
        return;
      }
    }
    const further = entry?.suppressed ?? 0;
    this.#entries.set(source, { untilMs: nowMs + pauseMs, suppressed: 0 });
    this.#write(further === 0 ? words : `${words} (${further} times more since it was last said)`);
  }

  #forget(nowMs: number): void {
    for (const [source, { untilMs }] of this.#entries) {
      if (untilMs <= nowMs) {
        this.#entries.delete(source);
      }
    }
  }
}
