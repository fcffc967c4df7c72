import type { Viewing as ViewingReport } from '@casement/contract';
import type { RawStatistics } from './raw-statistics.js';
import {
  dueMsOf,
  newTile,
  type TileEvent,
  type TileModel,
  type TilePhaseName,
} from './tile-model.js';
import { stepTile } from './tile-transition.js';
import type { WayError } from './way-error.js';

/** One try to show the camera, by whatever ways, as far as the tile is concerned. */
export type Viewing = {
  /** Starts it; told nothing before. Called once. */
  begin(): void;
  close(): void;
  /** Counters of the way in use; undefined while there are none. Never rejects. */
  statistics(): Promise<RawStatistics | undefined>;
  /** What the gateway knows of it; null while it does not tell. Never rejects. */
  report(): Promise<ViewingReport | null>;
};

/** What a viewing tells. */
export type ViewingHandlers = {
  readonly onConnected: () => void;
  /** Pictures move. */
  readonly onPicture: (intervalMs: number | null) => void;
  /** Another way is tried, which needs its time. */
  readonly onNextWay: () => void;
  readonly onEnded: (error: WayError) => void;
};

export type TilePlayerOptions = {
  /** Makes a viewing, which has to be begun. */
  readonly open: (handlers: ViewingHandlers) => Viewing;
  readonly nowMs: () => number;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
  /** 0 (included) to 1 (excluded). */
  readonly random: () => number;
  readonly onModel: (model: TileModel) => void;
  /** The viewing is about to be closed: the last moment to keep its picture. @param during what the tile did until now */
  readonly onClosing: (during: TilePhaseName) => void;
  /** The gateway said that the session is over. */
  readonly onSignedOut: () => void;
};

/**
 * One tile's player: does what the transition function decides. Owns at most one viewing and one timer.
 * What a replaced viewing still says is told apart by its generation number and ignored.
 */
export class TilePlayer {
  readonly #options: TilePlayerOptions;
  #model: TileModel;
  #viewing: Viewing | undefined;
  #generation = 0;
  #connections = 0;
  #timer: number | undefined;
  #timerDueMs: number | null = null;
  #closed = false;

  constructor(options: TilePlayerOptions) {
    this.#options = options;
    this.#model = newTile(options.nowMs());
  }

  get model(): TileModel {
    return this.#model;
  }

  /** How many viewings were opened so far. */
  get connections(): number {
    return this.#connections;
  }

  /** Something happened. Does nothing after `close()`. */
  send(event: TileEvent): void {
    if (this.#closed) {
      return;
    }
    const { model, effect } = stepTile(this.#model, event, {
      nowMs: this.#options.nowMs(),
      random: this.#options.random(),
    });
    const { phase } = this.#model;
    const changed = model !== this.#model;
    this.#model = model;
    if (effect !== null) {
      this.#closeViewing(phase.name);
    }
    this.#schedule();
    if (changed) {
      this.#options.onModel(model);
    }
    if (effect === 'open') {
      this.#openViewing();
    }
  }

  /** The figures of the running connection; undefined when there is none. */
  async statistics(): Promise<RawStatistics | undefined> {
    const generation = this.#generation;
    const statistics = await this.#viewing?.statistics();
    return generation === this.#generation ? statistics : undefined;
  }

  /** What the gateway knows of the running connection; null when there is none. */
  async report(): Promise<ViewingReport | null> {
    const generation = this.#generation;
    const report = await this.#viewing?.report();
    return report && generation === this.#generation ? report : null;
  }

  /** Ends everything. Idempotent. */
  close(): void {
    if (this.#closed) {
      return;
    }
    this.#closed = true;
    this.#closeViewing(this.#model.phase.name);
    this.#clearTimer();
  }

  #openViewing(): void {
    this.#generation += 1;
    this.#connections += 1;
    const generation = this.#generation;
    const ifCurrent = (act: () => void): void => {
      if (!this.#closed && generation === this.#generation) {
        act();
      }
    };
    const viewing = this.#options.open({
      onConnected: () => ifCurrent(() => this.send({ kind: 'connected' })),
      onPicture: (intervalMs) => ifCurrent(() => this.send({ kind: 'picture', intervalMs })),
      onNextWay: () => ifCurrent(() => this.send({ kind: 'next-way' })),
      onEnded: (error) => ifCurrent(() => this.#ended(error)),
    });
    this.#viewing = viewing;
    viewing.begin();
  }

  #ended(error: WayError): void {
    this.send({ kind: 'ended', end: error.tileEnd });
    if (error.kind === 'signed-out') {
      this.#options.onSignedOut();
    }
  }

  #closeViewing(during: TilePhaseName): void {
    if (!this.#viewing) {
      return;
    }
    // First, so that the last picture can still be kept.
    this.#options.onClosing(during);
    const viewing = this.#viewing;
    this.#viewing = undefined;
    this.#generation += 1;
    viewing.close();
  }

  #schedule(): void {
    const dueMs = dueMsOf(this.#model.phase);
    if (dueMs === this.#timerDueMs) {
      return;
    }
    this.#clearTimer();
    this.#timerDueMs = dueMs;
    if (dueMs !== null) {
      this.#timer = this.#options.setTimeout(
        () => {
          this.#timer = undefined;
          this.#timerDueMs = null;
          this.send({ kind: 'due' });
        },
        Math.max(0, dueMs - this.#options.nowMs()),
      );
    }
  }

  #clearTimer(): void {
    if (this.#timer !== undefined) {
      this.#options.clearTimeout(this.#timer);
    }
    this.#timer = undefined;
    this.#timerDueMs = null;
  }
}
