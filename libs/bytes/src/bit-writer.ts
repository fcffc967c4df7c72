import { ByteWriter } from './byte-writer.js';

/** The largest ue(v): 31 leading zeros, which is also the most that `BitReader` reads. */
const MAX_UE = 2 ** 32 - 2;

/** Builds a bit string, most significant bit first; knows nothing of emulation prevention. */
export class BitWriter {
  readonly #bytes = new ByteWriter();
  #pending = 0;
  #pendingBits = 0;

  /** Appends one bit. @throws RangeError for anything but 0 and 1 */
  bit(value: number | boolean): this {
    return this.bits(Number(value), 1);
  }

  /** Appends `value` as an unsigned number of `count` bits, 0 to 32. @throws RangeError when it does not fit */
  bits(value: number, count: number): this {
    if (!Number.isInteger(count) || count < 0 || count > 32) {
      throw new RangeError(`cannot write ${String(count)} bits at once; expected 0 to 32`);
    }
    if (!Number.isInteger(value) || value < 0 || value >= 2 ** count) {
      throw new RangeError(`${String(value)} does not fit into ${String(count)} unsigned bit(s)`);
    }
    for (let i = count - 1; i >= 0; i -= 1) {
      this.#append(Math.floor(value / 2 ** i) % 2);
    }
    return this;
  }

  /** Appends an unsigned Exp-Golomb number (ITU-T H.264 9.1). @throws RangeError outside 0..2^32 - 2 */
  ue(value: number): this {
    if (!Number.isInteger(value) || value < 0 || value > MAX_UE) {
      throw new RangeError(`${String(value)} has no ue(v) code of at most 32 bits`);
    }
    // The code number plus one, written with one leading zero for each bit after its first one.
    const size = (value + 1).toString(2).length;
    return this.bits(0, size - 1).bits(value + 1, size);
  }

  /** Appends a signed Exp-Golomb number (ITU-T H.264 9.1.1). @throws RangeError as `ue` */
  se(value: number): this {
    return this.ue(value > 0 ? value * 2 - 1 : value * -2);
  }

  /** Appends rbsp_trailing_bits() (ITU-T H.264 7.3.2.11): a one, then zeros up to the next whole byte. */
  rbspTrailingBits(): this {
    this.bit(1);
    while (this.#pendingBits > 0) {
      this.bit(0);
    }
    return this;
  }

  /** The bits so far as whole bytes; an unfinished last byte is filled with zeros. */
  toBytes(): Uint8Array {
    const whole = this.#bytes.toBytes();
    if (this.#pendingBits === 0) {
      return whole;
    }
    return new ByteWriter(whole.length + 1)
      .bytes(whole)
      .u8(this.#pending << (8 - this.#pendingBits))
      .toBytes();
  }

  #append(bit: number): void {
    this.#pending = this.#pending * 2 + bit;
    this.#pendingBits += 1;
    if (this.#pendingBits === 8) {
      this.#bytes.u8(this.#pending);
      this.#pending = 0;
      this.#pendingBits = 0;
    }
  }
}
