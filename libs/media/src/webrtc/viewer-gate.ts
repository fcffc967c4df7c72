/** What a gate needs to know of an access unit. */
export type GateInput = { readonly randomAccess: boolean };

/**
 * Lets access units through to one viewer while its socket keeps up. When too much waits in the socket,
 * everything is skipped up to the next random access unit, so a slow viewer loses pictures but never
 * sees broken ones, and never slows the camera.
 */
export class ViewerGate {
  readonly #maxQueuedBytes: number;
  #needsRandomAccess = true;
  #skipped = 0;

  constructor(maxQueuedBytes: number) {
    this.#maxQueuedBytes = maxQueuedBytes;
  }

  /** How many access units were not sent. */
  get skipped(): number {
    return this.#skipped;
  }

  /** Whether the unit is to be sent; `queuedBytes` is what waits in the socket now. */
  passes({ randomAccess }: GateInput, queuedBytes: number): boolean {
    const isBlocked = queuedBytes > this.#maxQueuedBytes;
    if (isBlocked || (this.#needsRandomAccess && !randomAccess)) {
      this.#needsRandomAccess = true;
      this.#skipped += 1;
      return false;
    }
    this.#needsRandomAccess = false;
    return true;
  }
}
