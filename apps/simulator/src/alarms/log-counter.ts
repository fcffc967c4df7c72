const highest = 0xffff;

/** The log numbers of a device: from 1 to 65535 and around again (2.2.1); 0 is never given by itself. */
export class LogCounter {
  #last = 0;

  /** The number of the next notification. */
  next(): number {
    this.#last = this.#last >= highest ? 1 : this.#last + 1;
    return this.#last;
  }

  /** Gives this number, 0 to 65535, to the notification that is sent now, and goes on from it: how a test makes gaps. */
  jump(to: number): number {
    this.#last = to;
    return to;
  }
}
