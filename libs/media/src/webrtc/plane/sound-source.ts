import { PacketRingReader } from '../../gop/packet-ring-reader.js';
import type { SharedRing } from '../../gop/shared-ring.js';
import { RingClock } from './ring-clock.js';
import { RingWatch } from './ring-watch.js';
import type { SoundState } from './sound-state.js';
import type { ViewerState } from './viewer-state.js';

/** A viewer that can be sent sound. */
export type Listener = ViewerState & { readonly sound: SoundState };

/** A ring of sound that is played, and who hears it. */
export class SoundSource {
  readonly ring: SharedRing;
  readonly reader: PacketRingReader;
  readonly clock: RingClock;
  /** In the order they came. */
  readonly listeners: Listener[] = [];
  /** Which listener is first in the next turn. */
  rotation = 0;
  /** It is in the list of rings that have news. */
  isMarked = false;
  readonly #watch: RingWatch;

  /** @param onNews packets came from another thread */
  constructor(ring: SharedRing, onNews: (source: SoundSource) => void) {
    this.ring = ring;
    this.reader = new PacketRingReader(ring);
    this.clock = new RingClock(ring.clockRateHz);
    this.#watch = new RingWatch(this.reader, () => onNews(this));
  }

  /** The writer is in this thread and says itself when there is something new. Also at the end. */
  stopWatching(): void {
    this.#watch.stop();
  }
}
