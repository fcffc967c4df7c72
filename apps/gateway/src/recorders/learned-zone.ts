import type { ReadZone, ReadZoneAt } from './recorder-zone.js';

/** Where a zone was read. */
export type ZoneSource = 'recording' | 'log' | 'live';

/** Recordings are believed first: they are what playback shows. */
const sources: readonly ZoneSource[] = ['recording', 'log', 'live'];

/**
 * The zone of a recorder as it tells it beside the times of recordings, log entries and live pictures (B40). They tell an
 * offset and whether it was summer time, so of a zone that has summer time they tell different things in July and in
 * December.
 */
export class LearnedZone {
  readonly #last = new Map<ZoneSource, ReadZone>();
  readonly #newest = new Map<ZoneSource, ReadZoneAt>();
  readonly #onChange: () => void;

  /** @param onChange {@link now} is another one */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** As it was read last. */
  get last(): ReadZone | undefined {
    return sources.map((source) => this.#last.get(source)).find((zone) => zone !== undefined);
  }

  /** As {@link last}, and whether it is summer time by the newest time of all: who plays July makes it no summer. */
  get now(): ReadZone | undefined {
    const { last } = this;
    const agreeing = [...this.#newest.values()].filter(
      ({ zone }) => zone.minutes === last?.minutes,
    );
    return agreeing.toSorted((a, b) => b.atMs - a.atMs)[0]?.zone ?? last;
  }

  /** A zone was read. @param read `undefined`: none stood there */
  learn(source: ZoneSource, read: ReadZoneAt | undefined): void {
    if (read === undefined) {
      return;
    }
    const before = this.now;
    this.#last.set(source, read.zone);
    const newest = this.#newest.get(source);
    // What tells another offset than before was set anew, however old the time beside it.
    if (
      newest === undefined ||
      read.atMs >= newest.atMs ||
      read.zone.minutes !== newest.zone.minutes
    ) {
      this.#newest.set(source, read);
    }
    const { now } = this;
    if (now?.minutes !== before?.minutes || now?.summerTime !== before?.summerTime) {
      this.#onChange();
    }
  }
}
