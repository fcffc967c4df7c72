/** Ethernet around a UDP payload: preamble, header, check sequence and gap (38), IPv4 (20), UDP (8). */
const overheadBytes = 66;

/** When a link of a given speed has room for the next datagram; pure. */
export class LinkClock {
  readonly #bytesPerMs: number;
  #freeAtMs = Number.NEGATIVE_INFINITY;

  /** @param mbps megabits a second, more than 0 */
  constructor(mbps: number) {
    this.#bytesPerMs = (mbps * 1_000) / 8;
  }

  /** Milliseconds until the link is free, 0 or less when it is. */
  waitMs(nowMs: number): number {
    return this.#freeAtMs - nowMs;
  }

  /** A datagram leaves. One that leaves late (timers are coarse) does not make those behind it later. */
  take(payloadBytes: number, nowMs: number, isFirst: boolean): void {
    const startMs = isFirst ? Math.max(this.#freeAtMs, nowMs) : this.#freeAtMs;
    this.#freeAtMs = startMs + (payloadBytes + overheadBytes) / this.#bytesPerMs;
  }
}
