/** Packets that can be asked for again: 2.3 s of a 4 Mbit/s camera. A power of two. */
export const historyPackets = 1_024;

const mask = historyPackets - 1;

/**
 * What went out to one viewer under which sequence number, for as long as it may ask for it again. Only
 * places in the ring are kept, no payloads: 12 KiB per viewer, whatever the bit rate.
 */
export class SentHistory {
  readonly #ringIndexes = new Uint32Array(historyPackets);
  readonly #timestamps = new Uint32Array(historyPackets);
  /** Milliseconds modulo 2^32, 0 for never. */
  readonly #repeatedAtMs = new Uint32Array(historyPackets);
  /** First SRTP index of the ring that is played now. */
  #first: number;
  #next: number;

  /** @param firstIndex SRTP index (roll-over counter * 2^16 + sequence number) of the first packet. */
  constructor(firstIndex: number) {
    this.#first = firstIndex;
    this.#next = firstIndex;
  }

  /** Memory that a history takes. */
  static readonly bytes = historyPackets * 12;

  /** SRTP index of the next packet. */
  get next(): number {
    return this.#next;
  }

  /** The packet with the next index was sent. */
  record(ringIndex: number, timestamp: number): void {
    const slot = this.#next & mask;
    this.#ringIndexes[slot] = ringIndex;
    this.#timestamps[slot] = timestamp;
    this.#repeatedAtMs[slot] = 0;
    this.#next += 1;
  }

  /** What was sent so far was of another ring and cannot be sent again. */
  forget(): void {
    this.#first = this.#next;
  }

  /** The SRTP index of a sequence number, -1 when it is too old or was never sent. */
  find(sequenceNumber: number): number {
    // Modulo 2^16, exact for any index below 2^53.
    const back = (this.#next - 1 - sequenceNumber) & 0xffff;
    const index = this.#next - 1 - back;
    return back >= historyPackets || index < this.#first ? -1 : index;
  }

  /** Whether a packet that was found may have been overwritten since. */
  has(index: number): boolean {
    return index >= this.#first && index < this.#next && this.#next - index <= historyPackets;
  }

  ringIndex(index: number): number {
    return this.#ringIndexes[index & mask] ?? 0;
  }

  timestamp(index: number): number {
    return this.#timestamps[index & mask] ?? 0;
  }

  /** Milliseconds since the packet was repeated; infinite when it never was. */
  sinceRepeatMs(index: number, nowMs: number): number {
    const at = this.#repeatedAtMs[index & mask] ?? 0;
    return at === 0 ? Number.POSITIVE_INFINITY : (Math.floor(nowMs) - at) >>> 0;
  }

  repeated(index: number, nowMs: number): void {
    this.#repeatedAtMs[index & mask] = Math.max(1, Math.floor(nowMs) >>> 0);
  }
}
