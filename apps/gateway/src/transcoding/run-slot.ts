import type { MediaUnit } from '@casement/media';
import type { Clock, Timer } from '../net/clock.js';
import type { JobShare } from './conversion-budget.js';
import type { ConversionRun } from './conversion-recipe.js';

/** What runs did since the slot was made. */
export type RunTotals = {
  /** Units that came out. */
  readonly made: number;
  /** Units that ffmpeg was too slow for. */
  readonly dropped: number;
};

const measureMs = 2_000;

/** Where the run of a conversion is, with its share of the budget: at most one at a time, measured while it runs. */
export class RunSlot {
  readonly #clock: Clock;
  readonly #stopping = new Set<Promise<void>>();
  #run: ConversionRun | undefined;
  #share: JobShare | undefined;
  #timer: Timer | undefined;
  #cpu: number | undefined;
  #past: RunTotals = { made: 0, dropped: 0 };

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  get isEmpty(): boolean {
    return this.#run === undefined;
  }

  /** Cores that the run used over the last seconds; `undefined` while unknown. */
  get cpu(): number | undefined {
    return this.#cpu;
  }

  get totals(): RunTotals {
    const { made = 0, dropped = 0 } = this.#run?.statistics ?? {};
    return { made: this.#past.made + made, dropped: this.#past.dropped + dropped };
  }

  /** This run begins. The slot must be empty. */
  fill(run: ConversionRun, share: JobShare): void {
    this.#run = run;
    this.#share = share;
    this.#measure(undefined);
  }

  push(unit: MediaUnit): void {
    this.#run?.push(unit);
  }

  /**
   * Ends the run, if there is one.
   *
   * @returns what gives its share of the budget back: then whoever waits for it begins at once
   */
  empty(): () => void {
    this.#past = this.totals;
    const run = this.#run;
    const share = this.#share;
    this.#run = undefined;
    this.#share = undefined;
    this.#cpu = undefined;
    this.#timer?.cancel();
    if (run) {
      const stopped = run.stop().finally(() => this.#stopping.delete(stopped));
      this.#stopping.add(stopped);
    }
    return () => share?.release();
  }

  /** Resolves when no process runs any more. */
  async stopped(): Promise<void> {
    await Promise.all(this.#stopping);
  }

  #measure(before: { readonly atMs: number; readonly cpuSeconds: number } | undefined): void {
    const atMs = this.#clock.nowMs();
    const cpuSeconds = this.#run?.cpuSeconds;
    if (before !== undefined && cpuSeconds !== undefined && atMs > before.atMs) {
      this.#cpu = ((cpuSeconds - before.cpuSeconds) * 1000) / (atMs - before.atMs);
      this.#share?.measured(this.#cpu);
    }
    const now = { atMs, cpuSeconds: cpuSeconds ?? 0 };
    this.#timer = this.#clock.after(measureMs, () => this.#measure(now));
  }
}
