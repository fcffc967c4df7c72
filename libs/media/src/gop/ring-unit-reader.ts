import type { MediaUnit } from './media-unit.js';
import { PacketRingReader } from './packet-ring-reader.js';
import type { SharedRing } from './shared-ring.js';
import { UnitJoiner } from './unit-joiner.js';

/** What a unit reader met since it was made. */
export type RingUnitStatistics = {
  /** Units handed out. */
  readonly units: number;
  /** Units of which the rest never came. */
  readonly abandonedUnits: number;
  /** Units left out because decoding could not start with them. */
  readonly skippedUnits: number;
  /** How often the writer had overwritten what was to be read next. */
  readonly overruns: number;
};

/**
 * Turns the packets of a ring back into whole units, in any thread. Units come in their order; abandoned ones
 * are left out. A reader that is too slow goes on at the newest random access unit. What comes after something
 * left out says so by `discontinuity`.
 *
 * It begins at the newest random access unit, as after `startAtRandomAccess`.
 */
export class RingUnitReader {
  readonly #reader: PacketRingReader;
  readonly #joiner = new UnitJoiner();
  /** Index of the packet to look at next, and of the first one of the unit in hand. */
  #next = 0;
  #first = 0;
  /** Bytes of the packets from the one to the other. */
  #bytes = 0;
  #inUnit = false;
  #wantsRandomAccess = true;
  #isBroken = false;
  #seenUnits = 0;
  #units = 0;
  #abandonedUnits = 0;
  #skippedUnits = 0;
  #overruns = 0;

  constructor(ring: SharedRing) {
    this.#reader = new PacketRingReader(ring);
    this.startAtRandomAccess();
  }

  get statistics(): RingUnitStatistics {
    return {
      units: this.#units,
      abandonedUnits: this.#abandonedUnits,
      skippedUnits: this.#skippedUnits,
      overruns: this.#overruns,
    };
  }

  /** Goes on with the newest random access unit; when there is none, with the next one that comes. */
  startAtRandomAccess(): void {
    const first = this.#reader.randomAccess();
    this.#goTo(first < 0 ? this.#growing() : first);
    this.#wantsRandomAccess = true;
  }

  /** Goes on with the next unit that begins, whether decoding may start there or not. */
  startAtHead(): void {
    this.#goTo(this.#reader.head());
    this.#wantsRandomAccess = false;
  }

  /** The next whole unit; `undefined` when there is none yet. Allocates once per unit, and its parts are views. */
  pull(): MediaUnit | undefined {
    this.#seenUnits = this.#reader.completeUnits();
    for (;;) {
      if (!this.#reader.load(this.#next)) {
        if (((this.#reader.tail() - this.#next) | 0) <= 0) {
          return undefined;
        }
        this.#overrun();
        continue;
      }
      const unit = this.#step();
      if (unit !== undefined) {
        this.#units += 1;
        return unit;
      }
    }
  }

  /** Resolves when a unit was completed since `pull` was called last, at once when one was meanwhile. */
  waitForNews(): Promise<void> {
    return this.#reader.waitForUnit(this.#seenUnits);
  }

  /** Lets `waitForNews` resolve although there is nothing new: for whoever wants to stop waiting. */
  wake(): void {
    this.#reader.wakeUnitWaiters();
  }

  /** Takes the loaded packet; the unit that it completes. */
  #step(): MediaUnit | undefined {
    const index = this.#next;
    const { unitStart, marker, length } = this.#reader;
    this.#next = (index + 1) >>> 0;
    if (unitStart) {
      this.#begin(index);
    }
    if (!this.#inUnit) {
      return undefined;
    }
    this.#bytes += length;
    if (!marker) {
      return undefined;
    }
    this.#inUnit = false;
    return this.#join();
  }

  #begin(index: number): void {
    if (this.#inUnit) {
      this.#abandonedUnits += 1;
      this.#isBroken = true;
    }
    const isWanted = this.#reader.isRandomAccess || !this.#wantsRandomAccess;
    this.#skippedUnits += isWanted ? 0 : 1;
    this.#inUnit = isWanted;
    this.#first = index;
    this.#bytes = 0;
  }

  /** Makes a unit of the packets in hand; `undefined` when the writer overwrote them meanwhile. */
  #join(): MediaUnit | undefined {
    const reader = this.#reader;
    const { codec, timestamp90k, arrivalMs, isRandomAccess, clockRateHz, channels } = reader;
    const isBroken = this.#isBroken;
    // The flag is a unit's own, but the joiner loads its packets anew.
    const discontinuity = reader.discontinuity || isBroken;
    this.#joiner.begin(codec, this.#bytes);
    for (let index = this.#first; index !== this.#next; index = (index + 1) >>> 0) {
      if (!reader.load(index) || !this.#joiner.take(reader)) {
        this.#overrun();
        return undefined;
      }
    }
    this.#wantsRandomAccess = false;
    this.#isBroken = false;
    return {
      codec,
      parts: this.#joiner.end(),
      timestamp: timestamp90k,
      clockRateHz,
      channels,
      arrivalMs,
      randomAccess: isRandomAccess,
      discontinuity,
    };
  }

  #overrun(): void {
    this.#overruns += 1;
    this.startAtRandomAccess();
    this.#isBroken = true;
  }

  /** First packet of the unit that is being written; the head when there is none. */
  #growing(): number {
    const head = this.#reader.head();
    let index = head;
    while (this.#reader.load((index - 1) >>> 0) && !this.#reader.marker) {
      index = (index - 1) >>> 0;
      if (this.#reader.unitStart) {
        return index;
      }
    }
    return head;
  }

  #goTo(index: number): void {
    this.#next = index;
    this.#first = index;
    this.#bytes = 0;
    this.#inUnit = false;
    this.#isBroken = false;
  }
}
