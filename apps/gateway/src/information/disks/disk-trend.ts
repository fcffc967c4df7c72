import type { RecordedDisk } from '@casement/protocol';

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
/** Answers nearer than this say nothing new of a rate. */
const sampleMs = 10 * 60_000;
/** Shorter, and the whole gigabytes that recorders tell are too coarse. */
const shortestMs = 2 * hourMs;
const smallestGb = 2;
/** Of a day, and some more; what is older is left out. */
const maxSamples = 200;
/** The largest recorder has 54 slots, the reader keeps 128. */
const maxNames = 256;
/** A disk that has been gone for so long was taken out by somebody. */
const lostMs = 7 * dayMs;

type Sample = {
  readonly atMs: number;
  readonly remainingGb: number;
  /** Which disks it is about. */
  readonly names: string;
};

/** A disk that was there and is not any more. */
export type LostDisk = {
  readonly name: string;
  /** Milliseconds since 1970. */
  readonly lastSeenMs: number;
};

/** How the disks of a recorder change from one answer to the next; kept in memory, for a day. */
export class DiskTrend {
  #samples: Sample[] = [];
  /** When each disk that had a capacity was seen last. */
  readonly #seen = new Map<string, number>();
  #lastMs = Number.NEGATIVE_INFINITY;

  /** A recorder told its disks. @param atMs milliseconds since 1970 */
  note(atMs: number, disks: readonly RecordedDisk[]): void {
    const present = disks.filter(({ capacityGb }) => capacityGb !== null);
    for (const { name } of present) {
      if (this.#seen.has(name) || this.#seen.size < maxNames) {
        this.#seen.set(name, atMs);
      }
    }
    this.#lastMs = atMs;
    for (const { name, lastSeenMs } of this.lost) {
      if (atMs - lastSeenMs > lostMs) {
        this.#seen.delete(name);
      }
    }
    const last = this.#samples.at(-1);
    const told = present.filter(({ remainingGb }) => remainingGb !== null);
    const names = told.map(({ name }) => name).join();
    if (last !== undefined && (atMs < last.atMs || names !== last.names)) {
      // The gateway's clock was set back, or there are other disks: nothing can be said of the time between.
      this.#samples = [];
    } else if (last !== undefined && atMs - last.atMs < sampleMs) {
      return;
    }
    const remainingGb = told.reduce((sum, disk) => sum + (disk.remainingGb ?? 0), 0);
    this.#samples = [...this.#samples, { atMs, remainingGb, names }]
      .filter((sample) => atMs - sample.atMs <= dayMs)
      .slice(-maxSamples);
  }

  /** Disks that were there in an earlier answer and are not in the last one. */
  get lost(): readonly LostDisk[] {
    return [...this.#seen]
      .filter(([, lastSeenMs]) => lastSeenMs < this.#lastMs)
      .map(([name, lastSeenMs]) => ({ name, lastSeenMs }));
  }

  /**
   * Gigabytes that were written per day, over the last day or what is known of it; `null`: not long enough, or nothing
   * that can be seen, as when the oldest recordings are overwritten. Room that comes back is not counted against it.
   */
  get gbPerDay(): number | null {
    const [first, ...further] = this.#samples;
    const last = further.at(-1);
    if (first === undefined || last === undefined || last.atMs - first.atMs < shortestMs) {
      return null;
    }
    let writtenGb = 0;
    let before = first;
    for (const sample of further) {
      writtenGb += Math.max(0, before.remainingGb - sample.remainingGb);
      before = sample;
    }
    return writtenGb < smallestGb ? null : (writtenGb * dayMs) / (last.atMs - first.atMs);
  }
}
