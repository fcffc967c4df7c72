import type { MediaSupply, UnitConsumer } from '../viewing/live-cameras.js';

/** A supply as one of many sees it: everything it took ends with it. */
export class ScopedSupply<Format> implements MediaSupply<Format> {
  readonly #supply: MediaSupply<Format>;
  readonly #ends = new Set<() => void>();
  #isOver = false;

  constructor(supply: MediaSupply<Format>) {
    this.#supply = supply;
  }

  get format(): Format | undefined {
    return this.#supply.format;
  }

  get reason(): string | undefined {
    return this.#supply.reason;
  }

  onChange(listener: () => void): () => void {
    return this.#scoped(() => this.#supply.onChange(listener));
  }

  ring(listener: Parameters<MediaSupply<Format>['ring']>[0]): () => void {
    return this.#scoped(() => this.#supply.ring(listener));
  }

  units(consumer: UnitConsumer): () => void {
    return this.#scoped(() => this.#supply.units(consumer));
  }

  /** Ends everything that was taken; nothing can be taken any more. Idempotent. */
  end(): void {
    this.#isOver = true;
    for (const end of [...this.#ends]) {
      end();
    }
  }

  #scoped(take: () => () => void): () => void {
    if (this.#isOver) {
      return () => undefined;
    }
    const stop = take();
    const end = (): void => {
      this.#ends.delete(end);
      stop();
    };
    this.#ends.add(end);
    return end;
  }
}
