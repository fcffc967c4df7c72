/** How many changes of the second are remembered: the last minute or so. */
const rememberedChanges = 60;

/**
 * Estimates how far a recorder's clock is from ours. Live pictures carry its time in whole seconds only
 * (TLV 0x0007); at the picture where the second changes, the recorder's clock stands at that second, up to
 * one picture and the network's delay later. Delay only ever makes the difference look smaller, so the
 * largest of the last minute is the best.
 */
export class ClockOffset {
  #lastEpochS: number | undefined;
  readonly #offsetsMs: number[] = [];

  /** Recorder's clock minus ours in milliseconds; `null` before the second changed once. */
  get offsetMs(): number | null {
    return this.#offsetsMs.length === 0 ? null : Math.round(Math.max(...this.#offsetsMs));
  }

  /** A picture came; `wallMs` is our time at its arrival. */
  observe(epochS: number, wallMs: number): void {
    const last = this.#lastEpochS;
    this.#lastEpochS = epochS;
    if (last === undefined || epochS === last) {
      return;
    }
    if (Math.abs(epochS - last) > 1) {
      // The clock was set, or pictures are missing: what is remembered says nothing about it.
      this.#offsetsMs.length = 0;
      return;
    }
    if (epochS > last) {
      this.#offsetsMs.push(epochS * 1000 - wallMs);
      if (this.#offsetsMs.length > rememberedChanges) {
        this.#offsetsMs.shift();
      }
    }
  }
}
