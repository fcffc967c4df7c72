/**
 * Places access units on one viewer's RTP timeline: a random start, then never back and never twice the
 * same, whatever the camera's timeline does. Units of a repeated GOP, which all lie in the past, follow
 * each other by one tick.
 */
export class OutgoingTimeline {
  readonly #start: number;
  #last90k: number | undefined;

  /** @param start the RTP timestamp that stands for time 0, 0..2^32-1. */
  constructor(start: number) {
    this.#start = start;
  }

  /** The RTP timestamp of the next unit, 0..2^32-1; `timestamp90k` is a whole number. */
  place(timestamp90k: number): number {
    const at90k =
      this.#last90k === undefined ? timestamp90k : Math.max(timestamp90k, this.#last90k + 1);
    this.#last90k = at90k;
    // Modulo 2^32, exact up to 2^53.
    return (this.#start + at90k) >>> 0;
  }
}
