import { PacketRingReader } from '@casement/media';
import type { CatchUpPolicy, SharedRing } from '@casement/media';
import type { LiveViewer } from '../../viewing/live-cameras.js';

/** One access unit as a viewer got it. */
export type SeenUnit = {
  readonly randomAccess: boolean;
  /** It was in the ring before the viewer. */
  readonly catchUp: boolean;
  readonly timestamp90k: number;
  readonly payloads: Buffer[];
};

/** A viewer that reads its ring as a plane does, and remembers what it got. */
export class RingViewer implements LiveViewer {
  readonly id = 'ring-viewer';
  readonly rings: SharedRing[] = [];
  readonly policies: CatchUpPolicy[] = [];
  readonly #units: SeenUnit[] = [];
  #reader: PacketRingReader | undefined;
  #cursor = 0;
  #playedAt = 0;
  #awaitsRandomAccess = true;
  closedBecause: string | undefined;

  play(ring: SharedRing, catchUp: CatchUpPolicy): void {
    this.rings.push(ring);
    this.policies.push(catchUp);
    const reader = new PacketRingReader(ring);
    const randomAccess = catchUp === 'none' ? -1 : reader.randomAccess();
    this.#reader = reader;
    this.#playedAt = reader.head();
    this.#cursor = randomAccess < 0 ? this.#playedAt : randomAccess;
    this.#awaitsRandomAccess = true;
  }

  close(reason: string): Promise<void> {
    this.closedBecause = reason;
    return Promise.resolve();
  }

  /** Everything up to now. */
  get units(): readonly SeenUnit[] {
    const reader = this.#reader;
    while (reader !== undefined && this.#cursor !== reader.head()) {
      if (!reader.load(this.#cursor)) {
        throw new Error(`packet ${this.#cursor} is gone from the ring`);
      }
      this.#take(reader);
      this.#cursor += 1;
    }
    return this.#units;
  }

  #take(reader: PacketRingReader): void {
    if (reader.unitStart) {
      this.#awaitsRandomAccess &&= !reader.isRandomAccess;
    }
    if (this.#awaitsRandomAccess) {
      return;
    }
    if (reader.unitStart) {
      this.#units.push({
        randomAccess: reader.isRandomAccess,
        catchUp: this.#cursor < this.#playedAt,
        timestamp90k: reader.timestamp90k,
        payloads: [],
      });
    }
    const payload = Buffer.alloc(reader.length);
    reader.copyPayload(payload, 0);
    this.#units.at(-1)?.payloads.push(payload);
  }
}
