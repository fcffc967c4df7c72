import type { AlarmConnection } from './alarm-connection.js';
import type { RefusalReason } from './receive-counters.js';
import { SourceLane, type SourceLaneOptions } from './source-lane.js';

/** Far more than there are devices on an alarm network; each costs a socket and some KiB. */
export const MAX_CONNECTIONS = 1_024;
/** A device has one or two (A1), but each alarm of a burst has its own, and a recorder or a PC passes on for many. */
export const MAX_CONNECTIONS_PER_SOURCE = 256;
/** One that was silent for so long may be closed for the sake of a newer one. */
const idleMs = 1_000;

/** Those of a source, and why it may have no further one. */
export type Admission =
  | { readonly isAdmitted: true; readonly lane: SourceLane; readonly displaced: boolean }
  | { readonly isAdmitted: false; readonly reason: RefusalReason };

/** The connections that are open, by source, and how many there may be. */
export class ConnectionTable {
  readonly #lanes = new Map<string, SourceLane>();
  readonly #options: SourceLaneOptions;
  #size = 0;

  constructor(options: SourceLaneOptions) {
    this.#options = options;
  }

  get size(): number {
    return this.#size;
  }

  /**
   * Whether a further connection of this source may come. Closes an idle one if that helps: of the same source when that
   * has too many, else of the one that has most, so that silent ones keep nobody out for long.
   */
  admit(source: string): Admission {
    const lane = this.#lanes.get(source);
    const isSourceFull = (lane?.connections.size ?? 0) >= MAX_CONNECTIONS_PER_SOURCE;
    const isFull = isSourceFull || this.#size >= MAX_CONNECTIONS;
    const oldest = isFull ? this.#oldestIdle(isSourceFull ? lane : this.#largest) : undefined;
    if (isFull && oldest === undefined) {
      return { isAdmitted: false, reason: isSourceFull ? 'source-limit' : 'total-limit' };
    }
    if (oldest !== undefined) {
      this.remove(oldest);
      oldest.close();
    }
    return { isAdmitted: true, lane: this.#laneOf(source), displaced: oldest !== undefined };
  }

  /** Begins to read it. */
  add(lane: SourceLane, connection: AlarmConnection): void {
    this.#size += 1;
    lane.add(connection);
  }

  /** Idempotent. */
  remove(connection: AlarmConnection): void {
    if (this.#lanes.get(connection.source)?.connections.delete(connection) === true) {
      this.#size -= 1;
    }
  }

  /** Those of which nothing has come since then. */
  silentSince(atMs: number): AlarmConnection[] {
    return this.#all.filter(({ silentSinceMs }) => (silentSinceMs ?? Infinity) <= atMs);
  }

  /** Forgets sources that have gone. */
  sweep(): void {
    for (const [source, lane] of this.#lanes) {
      if (lane.isForgettable) {
        this.#lanes.delete(source);
      }
    }
  }

  /** Closes all; what they sent is handed over. */
  close(): void {
    for (const connection of this.#all) {
      this.remove(connection);
      connection.close();
    }
    this.#lanes.forEach((lane) => lane.close());
  }

  get #all(): AlarmConnection[] {
    return [...this.#lanes.values()].flatMap(({ connections }) => [...connections]);
  }

  get #largest(): SourceLane | undefined {
    return [...this.#lanes.values()].reduce<SourceLane | undefined>(
      (most, lane) => (lane.connections.size > (most?.connections.size ?? 0) ? lane : most),
      undefined,
    );
  }

  #laneOf(source: string): SourceLane {
    const lane = this.#lanes.get(source) ?? new SourceLane(this.#options);
    this.#lanes.set(source, lane);
    return lane;
  }

  #oldestIdle(lane: SourceLane | undefined): AlarmConnection | undefined {
    const untilMs = this.#options.clock.nowMs() - idleMs;
    const idle = [...(lane?.connections ?? [])].filter(
      ({ isEmpty, silentSinceMs }) => isEmpty && (silentSinceMs ?? Infinity) <= untilMs,
    );
    return idle.sort((a, b) => (a.silentSinceMs ?? 0) - (b.silentSinceMs ?? 0))[0];
  }
}
