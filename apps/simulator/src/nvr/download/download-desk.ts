import type { Clock } from '../../clock.js';
import type { DownloadRange } from './download-range.js';
import type { DownloadKind } from './download-request.js';

/** What became of a download: it runs, everything was sent, its UID ended, the client hung up, or a fault broke it. */
export type DownloadOutcome = 'running' | 'whole' | 'uid-ended' | 'hung-up' | 'broken';

/** A download as it may be shown: without its UID. */
export type DownloadEntry = {
  readonly atMs: number;
  /** The last digits of the UID. */
  readonly uid: string;
  readonly kind: DownloadKind;
  readonly camera: number;
  readonly range: DownloadRange;
  status: number;
  files: number;
  bytes: number;
  outcome: DownloadOutcome;
};

/** Who asks for files of what. */
export type DownloadOrder = Pick<DownloadEntry, 'uid' | 'kind' | 'camera' | 'range' | 'status'>;

/** Enough for two days of one camera, hour by hour, several times. */
const maxEntries = 200;

/** Who downloads now, how many may, and what the latest downloads came to. */
export class DownloadDesk {
  readonly #clock: Clock;
  readonly #max: number;
  readonly #entries: DownloadEntry[] = [];
  readonly #running = new Set<DownloadEntry>();
  #maxRunning = 0;
  #served = 0;
  #refused = 0;
  #bytes = 0;

  constructor(clock: Clock, max: number) {
    this.#clock = clock;
    this.#max = max;
  }

  /** Whether one more would get status 3. */
  get isFull(): boolean {
    return this.#running.size >= this.#max;
  }

  /** The downloads that run now. */
  get running(): number {
    return this.#running.size;
  }

  /** The latest downloads, the oldest first. */
  get entries(): readonly Readonly<DownloadEntry>[] {
    return this.#entries;
  }

  /** Since the start: whole ones, those that got nothing but a status, at most at a time, bytes of files. */
  get totals(): {
    readonly served: number;
    readonly refused: number;
    readonly maxRunning: number;
    readonly bytes: number;
  } {
    return {
      served: this.#served,
      refused: this.#refused,
      maxRunning: this.#maxRunning,
      bytes: this.#bytes,
    };
  }

  /** Notes a download that gets a status and nothing else. */
  refuse(order: DownloadOrder): DownloadEntry {
    this.#refused += 1;
    return this.#note(order, 'whole');
  }

  /** A download begins; it takes a place until {@link DownloadDesk.end}. */
  begin(order: DownloadOrder): DownloadEntry {
    const entry = this.#note(order, 'running');
    this.#running.add(entry);
    this.#maxRunning = Math.max(this.#maxRunning, this.#running.size);
    return entry;
  }

  /** Counts bytes of files that were sent. */
  count(entry: DownloadEntry, bytes: number): void {
    entry.bytes += bytes;
    this.#bytes += bytes;
  }

  /** A download is over; only the first time counts. */
  end(entry: DownloadEntry, outcome: Exclude<DownloadOutcome, 'running'>): void {
    if (this.#running.delete(entry)) {
      entry.outcome = outcome;
      this.#served += outcome === 'whole' ? 1 : 0;
    }
  }

  #note(order: DownloadOrder, outcome: DownloadOutcome): DownloadEntry {
    const entry = { ...order, atMs: this.#clock.nowMs(), files: 0, bytes: 0, outcome };
    this.#entries.push(entry);
    if (this.#entries.length > maxEntries) {
      this.#entries.shift();
    }
    return entry;
  }
}
