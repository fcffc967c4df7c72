import type { CatchUpPolicy, SharedRing } from '@casement/media';
import type { MediaSupply, UnitConsumer } from '../viewing/live-cameras.js';
import { UnitTap } from './unit-tap.js';

/** Options of {@link RingSupply}. */
export type RingSupplyOptions<Format> = {
  /** What comes, or came last; the same object while it is the same. */
  readonly format: () => Format | undefined;
  /** Why nothing comes, in words. */
  readonly reason: () => string | undefined;
  /** How a viewer that joins now is to be led to the live edge. */
  readonly catchUp: () => CatchUpPolicy;
  /** Somebody takes from it from now on; returns what ends that. */
  readonly hold?: (() => () => void) | undefined;
  /** A listener or a consumer threw. */
  readonly onBug: (error: unknown) => void;
};

type RingListener = Parameters<MediaSupply<unknown>['ring']>[0];

/**
 * A supply out of a ring that a media thread writes: the ring itself for viewers on a plane, whole units out of it
 * for everybody else. It outlives its rings: who takes from it is given the next one.
 */
export class RingSupply<Format> implements MediaSupply<Format> {
  readonly #options: RingSupplyOptions<Format>;
  readonly #changes = new Set<() => void>();
  readonly #ringListeners = new Set<RingListener>();
  readonly #consumers = new Set<UnitConsumer>();
  #ring: SharedRing | undefined;
  #tap: UnitTap | undefined;
  /** Of taps that are closed. */
  #overruns = 0;
  #told: readonly [Format | undefined, string | undefined] = [undefined, undefined];

  constructor(options: RingSupplyOptions<Format>) {
    this.#options = options;
  }

  get format(): Format | undefined {
    return this.#options.format();
  }

  get reason(): string | undefined {
    return this.#options.reason();
  }

  /** How often units were lost because this thread was too slow. */
  get overruns(): number {
    return this.#overruns + (this.#tap?.overruns ?? 0);
  }

  /** How many take from it. */
  get takers(): number {
    return this.#ringListeners.size + this.#consumers.size;
  }

  onChange(listener: () => void): () => void {
    const own = (): void => listener();
    this.#changes.add(own);
    return () => {
      this.#changes.delete(own);
    };
  }

  ring(listener: RingListener): () => void {
    const own: RingListener = (ring, catchUp) => listener(ring, catchUp);
    this.#ringListeners.add(own);
    const letGo = this.#options.hold?.();
    this.#tellRing(own);
    return once(() => {
      this.#ringListeners.delete(own);
      letGo?.();
    });
  }

  units(consumer: UnitConsumer): () => void {
    const own: UnitConsumer = {
      unit: (unit) => {
        try {
          consumer.unit(unit);
        } catch (error) {
          end();
          this.#options.onBug(error);
        }
      },
    };
    const letGo = this.#options.hold?.();
    const end = once(() => {
      this.#consumers.delete(own);
      this.#tap?.remove(own);
      letGo?.();
      if (this.#consumers.size === 0) {
        this.#closeTap();
      }
    });
    this.#consumers.add(own);
    this.#openTap()?.add(own, false);
    return end;
  }

  /** There is another ring, or none for the time being. */
  setRing(ring: SharedRing | undefined): void {
    if (ring?.id === this.#ring?.id) {
      return;
    }
    this.#ring = ring;
    this.#closeTap();
    for (const consumer of [...this.#consumers]) {
      this.#openTap()?.add(consumer, true);
    }
    for (const listener of [...this.#ringListeners]) {
      this.#tellRing(listener);
    }
  }

  /** The stream stopped: whoever comes now must not be given what is of the past. */
  forget(): void {
    this.#tap?.forget();
  }

  /** Format or reason may have changed: those who listen are told when they have. */
  look(): void {
    const { format, reason } = this;
    const [toldFormat, toldReason] = this.#told;
    if (format === toldFormat && reason === toldReason) {
      return;
    }
    this.#told = [format, reason];
    for (const listener of [...this.#changes]) {
      this.#guarded(listener);
    }
  }

  #openTap(): UnitTap | undefined {
    const { catchUp, onBug } = this.#options;
    if (this.#ring !== undefined) {
      this.#tap ??= new UnitTap(this.#ring, { isFresh: () => catchUp() !== 'none', onBug });
    }
    return this.#tap;
  }

  #closeTap(): void {
    this.#overruns = this.overruns;
    this.#tap?.close();
    this.#tap = undefined;
  }

  #tellRing(listener: RingListener): void {
    this.#guarded(() => listener(this.#ring, this.#options.catchUp()));
  }

  #guarded(call: () => void): void {
    try {
      call();
    } catch (error) {
      this.#options.onBug(error);
    }
  }
}

function once(end: () => void): () => void {
  let isOver = false;
  return () => {
    if (!isOver) {
      isOver = true;
      end();
    }
  };
}
