import { RingUnitReader } from '@casement/media';
import type { MediaUnit, SharedRing } from '@casement/media';
import type { UnitConsumer } from '../viewing/live-cameras.js';

/** Options of {@link UnitTap}. */
export type UnitTapOptions = {
  /** Whether what came before may be given to who comes now; it would look live. */
  readonly isFresh: () => boolean;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

type Taker = {
  readonly consumer: UnitConsumer;
  awaitsRandomAccess: boolean;
  /** It had units of another ring before. */
  isBroken: boolean;
};

/** GOPs of cameras have some 30 to 300 pictures; longer ones are not kept for who comes late. */
const maxKeptUnits = 2_048;
/** As much as a ring holds. */
const maxKeptBytes = 16 * 1024 * 1024;

/**
 * Reads whole units out of a ring, in the control thread and once per ring, and gives them to everybody who
 * wants some. Units are shared, and those since the newest random access unit are kept for who comes next.
 */
export class UnitTap {
  readonly #reader: RingUnitReader;
  readonly #isSound: boolean;
  readonly #options: UnitTapOptions;
  readonly #takers = new Map<UnitConsumer, Taker>();
  #kept: MediaUnit[] = [];
  #keptBytes = 0;
  #isClosed = false;
  #isDelivering = false;

  constructor(ring: SharedRing, options: UnitTapOptions) {
    this.#options = options;
    this.#isSound = ring.channels > 0;
    this.#reader = new RingUnitReader(ring);
    if (this.#isSound) {
      this.#reader.startAtHead();
    }
    this.#pump().catch(options.onBug);
  }

  /** How often units were lost because this thread was too slow. */
  get overruns(): number {
    return this.#reader.statistics.overruns;
  }

  /**
   * Gives a consumer, which must not throw, what is kept, then each unit as it comes.
   *
   * @param isBroken units are missing before the first one it gets
   */
  add(consumer: UnitConsumer, isBroken: boolean): void {
    // Now, so that what is kept is what everybody has had.
    this.#deliver();
    const taker: Taker = { consumer, awaitsRandomAccess: !this.#isSound, isBroken };
    this.#takers.set(consumer, taker);
    if (this.#options.isFresh()) {
      for (const unit of [...this.#kept]) {
        this.#give(taker, unit);
      }
    }
  }

  /** Idempotent. */
  remove(consumer: UnitConsumer): void {
    this.#takers.delete(consumer);
  }

  /** The stream stopped: what is kept is of the past. */
  forget(): void {
    this.#deliver();
    this.#kept = [];
    this.#keptBytes = 0;
  }

  /** Idempotent. */
  close(): void {
    if (!this.#isClosed) {
      this.#isClosed = true;
      this.#takers.clear();
      this.#kept = [];
      this.#reader.wake();
    }
  }

  async #pump(): Promise<void> {
    while (!this.#isClosed) {
      this.#deliver();
      if (this.#hasEnded()) {
        return;
      }
      await this.#reader.waitForNews();
    }
  }

  /** A consumer may have closed the tap: nobody would end a wait that begins after that, if nothing comes any more. */
  #hasEnded(): boolean {
    return this.#isClosed;
  }

  /** A consumer that brings another one is not interrupted by what comes next. */
  #deliver(): void {
    if (this.#isDelivering) {
      return;
    }
    this.#isDelivering = true;
    try {
      for (let unit = this.#pull(); unit !== undefined; unit = this.#pull()) {
        this.#keep(unit);
        for (const taker of [...this.#takers.values()]) {
          this.#give(taker, unit);
        }
      }
    } finally {
      this.#isDelivering = false;
    }
  }

  #pull(): MediaUnit | undefined {
    return this.#isClosed ? undefined : this.#reader.pull();
  }

  /** Sound is always taken at its live end. */
  #keep(unit: MediaUnit): void {
    if (this.#isSound) {
      return;
    }
    const bytes = unit.parts.reduce((sum, { length }) => sum + length, 0);
    if (unit.randomAccess) {
      this.#kept = [unit];
      this.#keptBytes = bytes;
    } else if (this.#kept.length > 0) {
      this.#kept.push(unit);
      this.#keptBytes += bytes;
    }
    const isTooMuch = this.#kept.length > maxKeptUnits || this.#keptBytes > maxKeptBytes;
    if (isTooMuch || (unit.discontinuity && !unit.randomAccess)) {
      this.#kept = [];
      this.#keptBytes = 0;
    }
  }

  #give(taker: Taker, unit: MediaUnit): void {
    const isGone = this.#takers.get(taker.consumer) !== taker;
    if (isGone || (taker.awaitsRandomAccess && !unit.randomAccess)) {
      return;
    }
    const isBroken = taker.isBroken && !unit.discontinuity;
    taker.awaitsRandomAccess = false;
    taker.isBroken = false;
    taker.consumer.unit(isBroken ? { ...unit, discontinuity: true } : unit);
  }
}
