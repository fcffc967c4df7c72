import type { CatchUpPolicy, MediaUnit, SharedRing } from '@casement/media';
import type { MediaSupply, UnitConsumer } from '../live-cameras.js';

type RingListener = (ring: SharedRing | undefined, catchUp: CatchUpPolicy) => void;

/** A supply of whatever a test puts in; what came since the newest key picture is kept for who comes late. */
export class FakeSupply<Format> implements MediaSupply<Format> {
  readonly #listeners = new Set<() => void>();
  readonly #ringListeners = new Set<RingListener>();
  readonly #consumers = new Set<UnitConsumer>();
  #kept: MediaUnit[] = [];
  #format: Format | undefined;
  #reason: string | undefined;
  #ring: SharedRing | undefined;
  /** Of a conversion. */
  refusal: string | undefined;

  constructor(format?: Format) {
    this.#format = format;
  }

  get format(): Format | undefined {
    return this.#format;
  }

  set format(format: Format | undefined) {
    this.#format = format;
    this.tell();
  }

  get reason(): string | undefined {
    return this.#reason;
  }

  set reason(reason: string | undefined) {
    this.#reason = reason;
    this.tell();
  }

  /** How many take from it. */
  get takers(): number {
    return this.#consumers.size + this.#ringListeners.size;
  }

  /** How many listen to it. */
  get listeners(): number {
    return this.#listeners.size;
  }

  tell(): void {
    [...this.#listeners].forEach((listener) => listener());
  }

  put(unit: MediaUnit): void {
    this.#kept = unit.randomAccess ? [unit] : [...this.#kept, unit];
    [...this.#consumers].forEach((consumer) => consumer.unit(unit));
  }

  setRing(ring: SharedRing | undefined): void {
    this.#ring = ring;
    [...this.#ringListeners].forEach((listener) => listener(ring, 'compressed'));
  }

  onChange(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  ring(listener: RingListener): () => void {
    this.#ringListeners.add(listener);
    listener(this.#ring, 'compressed');
    return () => this.#ringListeners.delete(listener);
  }

  units(consumer: UnitConsumer): () => void {
    this.#consumers.add(consumer);
    for (const unit of this.#kept.filter(({ channels }) => channels === 0)) {
      consumer.unit(unit);
    }
    return () => this.#consumers.delete(consumer);
  }
}
