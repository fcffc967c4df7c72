import type { PackedBits } from '../h264/packed-bits.js';

/** Bytes of the first buffer; the band of a 1920x1080 picture takes about 12 KiB. */
const initialCapacity = 16 * 1024;

/**
 * Writes entropy-coded segments of a JPEG: bits, and a zero behind each byte 0xFF so that it is no marker
 * (ITU-T T.81 F.1.2.3). It indexes its buffer itself, because it writes every picture of a camera.
 */
export class JpegBitWriter {
  #buffer = new Uint8Array(initialCapacity);
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  /** Forgets what was written. */
  begin(): this {
    this.#length = 0;
    this.#pending = 0;
    this.#pendingBits = 0;
    return this;
  }

  /** Appends a prepared bit string. */
  packed(code: PackedBits): this {
    const last = code.chunks.length - 1;
    for (let index = 0; index <= last; index += 1) {
      this.#bits(code.chunks[index] ?? 0, index < last ? 24 : code.lastChunkBits);
    }
    return this;
  }

  /** Ends a restart interval: ones up to the whole byte, then the marker RST0 to RST7 (T.81 F.1.2.3). */
  restart(number: number): this {
    if (this.#pendingBits > 0) {
      const missing = 8 - this.#pendingBits;
      this.#bits((1 << missing) - 1, missing);
    }
    this.#raw(0xff);
    this.#raw(0xd0 + (number & 7));
    return this;
  }

  /** Everything since `begin` as a new array. */
  bytes(): Uint8Array {
    return this.#buffer.slice(0, this.#length);
  }

  #bits(value: number, count: number): void {
    // Up to 7 bits wait, so that 24 more are still a small integer.
    let pending = (this.#pending << count) | value;
    let waiting = this.#pendingBits + count;
    while (waiting >= 8) {
      waiting -= 8;
      const byte = (pending >>> waiting) & 0xff;
      this.#raw(byte);
      if (byte === 0xff) {
        this.#raw(0);
      }
    }
    pending &= (1 << waiting) - 1;
    this.#pending = pending;
    this.#pendingBits = waiting;
  }

  #raw(byte: number): void {
    if (this.#length === this.#buffer.length) {
      const larger = new Uint8Array(this.#buffer.length * 2);
      larger.set(this.#buffer);
      this.#buffer = larger;
    }
    this.#buffer[this.#length++] = byte;
  }
}
