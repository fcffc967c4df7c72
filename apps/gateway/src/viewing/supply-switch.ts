import type { CatchUpPolicy, SharedRing } from '@casement/media';
import type { MediaSupply, UnitConsumer } from './live-cameras.js';

/** Somebody who takes, and what ends that with the supply of now. */
type Taker<Format> = {
  readonly begin: (from: MediaSupply<Format>, isCurrent: () => boolean) => () => void;
  /** There is no supply for the time being. */
  readonly nothing: () => void;
  turn: number;
  end: () => void;
};

const doNothing = (): void => undefined;

/** A supply whose source may be exchanged, or taken away, while others take from it: they notice a gap at most. */
export class SupplySwitch<Format> implements MediaSupply<Format> {
  readonly #listeners = new Set<() => void>();
  readonly #takers = new Set<Taker<Format>>();
  #current: MediaSupply<Format> | undefined;
  #stopHearing = doNothing;

  get format(): Format | undefined {
    return this.#current?.format;
  }

  get reason(): string | undefined {
    return this.#current?.reason;
  }

  /**
   * From now on everything comes from this supply. It is taken from before the one before is let go, so that what both
   * are made of goes on.
   */
  use(supply: MediaSupply<Format> | undefined): void {
    if (supply === this.#current) {
      return;
    }
    this.#current = supply;
    this.#stopHearing();
    this.#stopHearing = supply?.onChange(() => this.#tell()) ?? doNothing;
    for (const taker of [...this.#takers]) {
      this.#attach(taker);
    }
    this.#tell();
  }

  onChange(listener: () => void): () => void {
    const own = (): void => listener();
    this.#listeners.add(own);
    return () => this.#listeners.delete(own);
  }

  ring(listener: (ring: SharedRing | undefined, catchUp: CatchUpPolicy) => void): () => void {
    return this.#take({
      begin: (from, isCurrent) =>
        from.ring((ring, catchUp) => {
          if (isCurrent()) {
            listener(ring, catchUp);
          }
        }),
      nothing: () => listener(undefined, 'none'),
    });
  }

  units(consumer: UnitConsumer): () => void {
    return this.#take({
      begin: (from, isCurrent) =>
        from.units({
          unit: (unit) => {
            if (isCurrent()) {
              consumer.unit(unit);
            }
          },
        }),
      nothing: doNothing,
    });
  }

  #take(how: Pick<Taker<Format>, 'begin' | 'nothing'>): () => void {
    const taker: Taker<Format> = { ...how, turn: 0, end: doNothing };
    this.#takers.add(taker);
    this.#attach(taker);
    return () => {
      if (this.#takers.delete(taker)) {
        taker.turn += 1;
        taker.end();
      }
    };
  }

  /** What begins may bring news at once, and with them another supply, before it has returned. */
  #attach(taker: Taker<Format>): void {
    const turn = (taker.turn += 1);
    const isCurrent = (): boolean => taker.turn === turn;
    const supply = this.#current;
    if (supply === undefined) {
      taker.nothing();
    }
    const end = supply === undefined ? doNothing : taker.begin(supply, isCurrent);
    if (!isCurrent()) {
      end();
      return;
    }
    const endBefore = taker.end;
    taker.end = end;
    endBefore();
  }

  #tell(): void {
    for (const listener of [...this.#listeners]) {
      listener();
    }
  }
}
