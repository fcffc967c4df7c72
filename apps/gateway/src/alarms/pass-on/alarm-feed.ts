import { type Clock, type Timer } from '../../net/clock.js';
import type { AlarmStore, StoredAlarm } from '../alarm-model.js';
import type { AlarmCursors } from '../store/alarm-cursors.js';

/** So many alarms of a destination are in memory at most. */
const batchSize = 100;

/** The place is written down this often at most: what was passed on since then comes twice after a crash. */
const saveDelayMs = 500;

/** What a feed needs. */
export type AlarmFeedOptions = {
  /** Of the destination, the same after a restart. */
  readonly name: string;
  readonly store: Pick<AlarmStore, 'after' | 'latest' | 'onStored'>;
  readonly cursors: Pick<AlarmCursors, 'get' | 'set'>;
  readonly clock: Clock;
  /** The place could not be written down; told once until it could. */
  readonly onTrouble: (error: unknown) => void;
};

/**
 * What one destination has to be given next. Its place among the numbers is in the database, so that nothing is lost
 * over a restart; a new destination begins with the newest. Alarms that the store removed before their turn came are
 * counted.
 */
export class AlarmFeed {
  readonly #options: AlarmFeedOptions;
  readonly #unsubscribe: () => void;
  #wake: (() => void) | undefined;
  #isClosed = false;
  /** The last one that needs not be given again; unknown until the database told. */
  #place: number | undefined;
  #savedPlace: number | undefined;
  /** At the start. */
  #newest: number | undefined;
  #saveTimer: Timer | undefined;
  #saving: Promise<void> = Promise.resolve();
  #isTroubleTold = false;
  #dropped = 0;

  constructor(options: AlarmFeedOptions) {
    this.#options = options;
    this.#unsubscribe = options.store.onStored(() => this.#wake?.());
  }

  /** How many are still to be given. */
  get waiting(): number {
    return this.#place === undefined ? 0 : Math.max(0, this.#options.store.latest - this.#place);
  }

  /** How many were removed from the store before they were given. */
  get dropped(): number {
    return this.#dropped;
  }

  /**
   * The next ones, oldest first, at least one; empty when the feed was closed.
   *
   * @throws whatever the database throws; ask again
   */
  async next(): Promise<readonly StoredAlarm[]> {
    while (!this.#isClosed) {
      const place = (this.#place ??= await this.#open());
      // Before the question: what is stored while it is answered must not be slept through.
      const woken = this.#nextWake();
      const batch = await this.#options.store.after(place, batchSize);
      const [first] = batch;
      if (first !== undefined) {
        this.#countDropped(first.alarm.id - 1);
        return batch;
      }
      await woken;
    }
    return [];
  }

  /** This one, and all before it, need not be given again. */
  passed(id: number): void {
    this.#place = id;
    this.#saveLater();
  }

  /** Ends what waits and writes the place down. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#unsubscribe();
    this.#wake?.();
    this.#saveTimer?.cancel();
    this.#saveTimer = undefined;
    await this.#saving;
    await this.#save();
  }

  async #open(): Promise<number> {
    const { cursors, name, store } = this.#options;
    // Taken before the first question: a new destination gets what comes while it is answered.
    const latest = (this.#newest ??= store.latest);
    const known = await cursors.get(name);
    // Ahead of all numbers: the database was replaced by an older one.
    const place = known === undefined || known > latest ? latest : known;
    if (place !== known) {
      await cursors.set(name, place);
    }
    this.#savedPlace = place;
    return place;
  }

  #countDropped(upTo: number): void {
    if (this.#place !== undefined && upTo > this.#place) {
      this.#dropped += upTo - this.#place;
      this.#place = upTo;
    }
  }

  #nextWake(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
      if (this.#isClosed) {
        resolve();
      }
    });
  }

  #saveLater(): void {
    if (this.#saveTimer !== undefined || this.#isClosed) {
      return;
    }
    this.#saveTimer = this.#options.clock.after(saveDelayMs, () => {
      this.#saving = this.#save().then(() => {
        this.#saveTimer = undefined;
        if (this.#place !== this.#savedPlace) {
          this.#saveLater();
        }
      });
    });
  }

  async #save(): Promise<void> {
    const place = this.#place;
    if (place === undefined || place === this.#savedPlace) {
      return;
    }
    try {
      await this.#options.cursors.set(this.#options.name, place);
      this.#savedPlace = place;
      this.#isTroubleTold = false;
    } catch (error) {
      if (!this.#isTroubleTold) {
        this.#isTroubleTold = true;
        this.#options.onTrouble(error);
      }
    }
  }
}
