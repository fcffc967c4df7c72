import type { PacketizedUnit } from './packetized-unit.js';

/** How much of a camera's past is kept. */
export type GopBufferOptions = {
  /** Default 16 MiB. */
  readonly maxBytes?: number | undefined;
  /** Default 300. */
  readonly maxAccessUnits?: number | undefined;
};

/** 4 s at 32 Mbit/s, more than any recorder sends. */
export const defaultMaxGopBytes = 16 * 1024 * 1024;

/** 10 s at 30 pictures per second. Longer GOPs are of no use to a late viewer: see `FanOut`. */
export const defaultMaxGopAccessUnits = 300;

/** What a GOP buffer holds and how often it had to give up. */
export type GopBufferStatistics = {
  readonly accessUnits: number;
  readonly bytes: number;
  /** How often a GOP was longer than the bounds, so that it was dropped. */
  readonly overflows: number;
};

/**
 * Remembers the packetized units since the last random access unit, so that a late viewer can start at
 * once. A GOP beyond the bounds is dropped, and nothing is kept until the next random access unit; only
 * the one it began with remains as a still picture.
 */
export class GopBuffer {
  readonly #maxBytes: number;
  readonly #maxAccessUnits: number;
  #units: PacketizedUnit[] = [];
  #bytes = 0;
  #randomAccessUnit: PacketizedUnit | undefined;
  #overflows = 0;

  constructor({
    maxBytes = defaultMaxGopBytes,
    maxAccessUnits = defaultMaxGopAccessUnits,
  }: GopBufferOptions = {}) {
    this.#maxBytes = maxBytes;
    this.#maxAccessUnits = maxAccessUnits;
  }

  get statistics(): GopBufferStatistics {
    return { accessUnits: this.#units.length, bytes: this.#bytes, overflows: this.#overflows };
  }

  /** The last random access unit, even when the GOP that it began was dropped. */
  get randomAccessUnit(): PacketizedUnit | undefined {
    return this.#randomAccessUnit;
  }

  push(unit: PacketizedUnit): void {
    if (unit.randomAccess) {
      this.clear();
      this.#randomAccessUnit = unit;
    } else if (this.#units.length === 0) {
      return;
    } else if (unit.discontinuity === true) {
      // What was kept does not lead up to this unit.
      this.#drop();
      return;
    }
    this.#units.push(unit);
    this.#bytes += unit.bytes;
    if (this.#bytes > this.#maxBytes || this.#units.length > this.#maxAccessUnits) {
      this.#overflows += 1;
      this.#drop();
    }
  }

  /** The units since the last random access unit, in order; empty when there is no whole GOP. */
  snapshot(): readonly PacketizedUnit[] {
    return [...this.#units];
  }

  /** Forgets everything, as when the camera stops. */
  clear(): void {
    this.#drop();
    this.#randomAccessUnit = undefined;
  }

  #drop(): void {
    this.#units = [];
    this.#bytes = 0;
  }
}
