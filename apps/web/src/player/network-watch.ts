import type { Viewing as ViewingReport } from '@casement/contract';
import { looksLossy, networkWords } from './network-words.js';
import type { TileStatistics } from './tile-statistics.js';

/** What a tile shows of its network. */
export type NetworkView = {
  /** In words, while something is wrong; null while all is well. */
  readonly words: string | null;
  /** The gateway's figures, while they are asked for. */
  readonly report: ViewingReport | null;
};

export type NetworkWatchOptions = {
  /** Asks the gateway about the running viewing. Never rejects. */
  readonly ask: () => Promise<ViewingReport | null>;
  readonly nowMs: () => number;
  readonly onView: (view: NetworkView) => void;
};

/** One bad second is not a bad network, and one good second does not make it good. */
const badSamples = 2;
const goodSamples = 4;

/** Over how many seconds losses are averaged: few packets make a second's figure jump. */
const lossSamples = 5;

/** How often the gateway is asked while there is something to ask, in milliseconds. */
const askEveryMs = 2_000;

const nothing: NetworkView = { words: null, report: null };

/**
 * Looks once a second at how a tile's pictures arrive. Only while packets are lost or pictures are missing, or
 * while somebody looks at the figures, is the gateway asked what it knows of this viewer.
 */
export class NetworkWatch {
  readonly #options: NetworkWatchOptions;
  #view = nothing;
  #bad = 0;
  #good = 0;
  #isLossy = false;
  #askedMs: number | null = null;
  #generation = 0;
  #losses: readonly number[] = [];
  #latest: { readonly now: TileStatistics; readonly cameraFps: number | null } | undefined;

  constructor(options: NetworkWatchOptions) {
    this.#options = options;
  }

  /**
   * The figures of the last second.
   *
   * @param isWanted somebody looks at the figures, so that the gateway is asked in any case
   */
  sample(now: TileStatistics, cameraFps: number | null, isWanted: boolean): void {
    this.#latest = { now, cameraFps };
    if (now.recentLossPercent !== null) {
      this.#losses = [...this.#losses.slice(1 - lossSamples), now.recentLossPercent];
    }
    this.#judge(looksLossy({ now, cameraFps }));
    if (this.#isTroubled || isWanted) {
      this.#ask();
      this.#show(this.#view.report);
    } else {
      this.#show(null);
    }
  }

  /** Another connection begins, or none: what was known is no longer true. */
  reset(): void {
    this.#generation += 1;
    this.#bad = 0;
    this.#good = 0;
    this.#isLossy = false;
    this.#askedMs = null;
    this.#losses = [];
    this.#latest = undefined;
    this.#set(nothing);
  }

  /** As long as the gateway holds pictures back, few packets are sent and few can be lost. */
  get #isTroubled(): boolean {
    return this.#isLossy || this.#view.report?.mode === 'key-pictures';
  }

  get #meanLoss(): number | null {
    const { length } = this.#losses;
    return length === 0 ? null : this.#losses.reduce((sum, one) => sum + one, 0) / length;
  }

  #judge(looksBad: boolean): void {
    this.#bad = looksBad ? this.#bad + 1 : 0;
    this.#good = looksBad ? 0 : this.#good + 1;
    if (this.#bad >= badSamples) {
      this.#isLossy = true;
    } else if (this.#good >= goodSamples) {
      this.#isLossy = false;
    }
  }

  #ask(): void {
    const nowMs = this.#options.nowMs();
    if (this.#askedMs !== null && nowMs - this.#askedMs < askEveryMs) {
      return;
    }
    this.#askedMs = nowMs;
    const generation = this.#generation;
    void this.#options.ask().then((report) => {
      if (generation === this.#generation) {
        this.#show(report);
      }
    });
  }

  #show(report: ViewingReport | null): void {
    const isTroubled = this.#isLossy || report?.mode === 'key-pictures';
    const words =
      this.#latest && isTroubled
        ? networkWords({ ...this.#latest, lossPercent: this.#meanLoss, report })
        : null;
    this.#set({ words, report });
  }

  #set(view: NetworkView): void {
    if (view.words !== this.#view.words || view.report !== this.#view.report) {
      this.#view = view;
      this.#options.onView(view);
    }
  }
}
