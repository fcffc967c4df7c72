import type { PackedBits } from './packed-bits.js';

/** Bytes of the first buffer; the largest band slices of a 1920x1080 picture take about 6 KiB. */
const initialCapacity = 16 * 1024;

/**
 * Writes the bits of NAL units and puts the emulation prevention bytes in on the way (ITU-T H.264
 * 7.3.1), so that the bytes are touched once. One writer makes many NAL units, one after the other.
 *
 * It indexes its buffer itself instead of using `BitWriter`: a slice is written for each picture of
 * each camera, and bit-by-bit writing alone would cost more than everything else together.
 */
export class NalUnitWriter {
  #buffer = new Uint8Array(initialCapacity);
  #length = 0;
  #zeros = 0;
  #pending = 0;
  #pendingBits = 0;

  /** Starts a NAL unit with its header byte; what was not finished is forgotten. */
  begin(headerByte: number): this {
    this.#length = 0;
    this.#zeros = 0;
    this.#pending = 0;
    this.#pendingBits = 0;
    this.#byte(headerByte);
    return this;
  }

  /** Appends the lowest `count` bits of `value`, 0 to 24. */
  bits(value: number, count: number): this {
    // Up to 7 bits wait, so that 24 more are still a small integer.
    let pending = (this.#pending << count) | value;
    let waiting = this.#pendingBits + count;
    while (waiting >= 8) {
      waiting -= 8;
      this.#byte((pending >>> waiting) & 0xff);
    }
    pending &= (1 << waiting) - 1;
    this.#pending = pending;
    this.#pendingBits = waiting;
    return this;
  }

  /** Appends a prepared bit string. */
  packed(code: PackedBits): this {
    const last = code.chunks.length - 1;
    for (let index = 0; index <= last; index += 1) {
      this.bits(code.chunks[index] ?? 0, index < last ? 24 : code.lastChunkBits);
    }
    return this;
  }

  /** Appends rbsp_trailing_bits() and returns the NAL unit as a new array. */
  finish(): Uint8Array {
    this.bits(1, 1);
    if (this.#pendingBits > 0) {
      this.bits(0, 8 - this.#pendingBits);
    }
    return this.#buffer.slice(0, this.#length);
  }

  #byte(value: number): void {
    // Room for the byte and for an emulation prevention byte before it.
    if (this.#length + 2 > this.#buffer.length) {
      this.#grow();
    }
    if (this.#zeros >= 2 && value <= 3) {
      this.#buffer[this.#length++] = 3;
      this.#zeros = 0;
    }
    this.#buffer[this.#length++] = value;
    this.#zeros = value === 0 ? this.#zeros + 1 : 0;
  }

  #grow(): void {
    const larger = new Uint8Array(this.#buffer.length * 2);
    larger.set(this.#buffer);
    this.#buffer = larger;
  }
}
