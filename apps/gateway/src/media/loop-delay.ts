import { monitorEventLoopDelay } from 'node:perf_hooks';

/** Samples that are taken every so many milliseconds. */
const resolutionMs = 10;

/** Reports after which the histogram begins anew: 10 s at two a second. */
const reportsPerWindow = 20;

/** How late the event loop of this thread is. */
export class LoopDelay {
  readonly #histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  #reports = 0;
  #beforeMs = 0;

  constructor() {
    this.#histogram.enable();
  }

  /** 99th percentile of the last 5 to 10 s, in milliseconds beyond the interval of the samples. */
  take(): number {
    const delayMs = this.#histogram.percentile(99) / 1e6 - resolutionMs;
    const nowMs = Number.isFinite(delayMs) && this.#histogram.count > 0 ? Math.max(0, delayMs) : 0;
    this.#reports += 1;
    const worstMs = Math.max(nowMs, this.#beforeMs);
    if (this.#reports % (reportsPerWindow / 2) === 0) {
      this.#beforeMs = nowMs;
      this.#histogram.reset();
    }
    return worstMs;
  }

  close(): void {
    this.#histogram.disable();
  }
}
