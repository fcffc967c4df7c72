import { RingSupply } from '../../live/ring-supply.js';
import type { RingSupplyOptions } from '../../live/ring-supply.js';
import type { UnitConsumer } from '../../viewing/live-cameras.js';

/** A supply of what is paced: knows those who take whole units, which are conversions. */
export class PacedSupply<Format> extends RingSupply<Format> {
  #conversions = 0;

  constructor(options: Omit<RingSupplyOptions<Format>, 'catchUp'>) {
    // Who comes late begins with what is sent for him, never in the midst of a burst.
    super({ ...options, catchUp: () => 'none' });
  }

  /** Whether something is converted. */
  get isConverted(): boolean {
    return this.#conversions > 0;
  }

  override units(consumer: UnitConsumer): () => void {
    this.#conversions += 1;
    const end = super.units(consumer);
    let isOver = false;
    return () => {
      if (!isOver) {
        isOver = true;
        this.#conversions -= 1;
        end();
      }
    };
  }
}
