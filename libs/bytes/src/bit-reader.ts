import { BytesError } from './bytes-error.js';

/**
 * More leading zeros than this cannot be an Exp-Golomb number of up to 32 bits
 * (ITU-T H.264 9.1), so the data is not what the caller takes it for.
 */
const MAX_LEADING_ZEROS = 32;

/** Reads bits, most significant first, from `bytes[offset, end)`; knows nothing of emulation prevention. */
export class BitReader {
  readonly #bytes: Uint8Array;
  readonly #endBit: number;
  #bit: number;

  /**
   * @param bytes the array to read; it is not copied
   * @param offset first byte to read, default 0
   * @param end first byte not to read, default the end of the array
   * @throws BytesError `out-of-range` when the range does not lie inside the array
   */
  constructor(bytes: Uint8Array, offset = 0, end: number = bytes.length) {
    if (
      !Number.isInteger(offset) ||
      !Number.isInteger(end) ||
      offset < 0 ||
      end < offset ||
      end > bytes.length
    ) {
      throw BytesError.outOfRange({
        offset,
        wanted: end - offset,
        available: bytes.length - offset,
      });
    }
    this.#bytes = bytes;
    this.#bit = offset * 8;
    this.#endBit = end * 8;
  }

  /** Bits left. */
  get bitsRemaining(): number {
    return this.#endBit - this.#bit;
  }

  /** True when the next bit is the first one of a byte. */
  get byteAligned(): boolean {
    return this.#bit % 8 === 0;
  }

  /** One bit, 0 or 1. @throws BytesError */
  bit(): number {
    return this.bits(1);
  }

  /**
   * An unsigned number of `count` bits, 0 to 32.
   *
   * @throws BytesError `out-of-range` when fewer bits are left; the position then stays
   * @throws RangeError when `count` is not 0..32 (a mistake of the caller, not of the data)
   */
  bits(count: number): number {
    if (!Number.isInteger(count) || count < 0 || count > 32) {
      throw new RangeError(`cannot read ${String(count)} bits at once; expected 0 to 32`);
    }
    if (count > this.bitsRemaining) {
      throw this.#outOfRange(count);
    }
    let value = 0;
    for (let i = 0; i < count; i += 1) {
      value = value * 2 + this.#next();
    }
    return value;
  }

  /**
   * Unsigned Exp-Golomb number, ue(v) of ITU-T H.264 9.1: 0 to 2^32 - 2.
   *
   * @throws BytesError `malformed` for more leading zeros than a 32-bit number has, `out-of-range` at the end;
   * the position then stays
   */
  ue(): number {
    const start = this.#bit;
    try {
      const zeros = this.#leadingZeros(start);
      return 2 ** zeros - 1 + this.bits(zeros);
    } catch (error) {
      this.#bit = start;
      throw error;
    }
  }

  /** Signed Exp-Golomb number, se(v) of ITU-T H.264 9.1.1. @throws BytesError as `ue` */
  se(): number {
    const code = this.ue();
    const magnitude = Math.ceil(code / 2);
    return code % 2 === 1 || magnitude === 0 ? magnitude : -magnitude;
  }

  #leadingZeros(start: number): number {
    let zeros = 0;
    while (this.bit() === 0) {
      zeros += 1;
      // 32 zeros stand for values above 2^32 - 2, which no syntax element of H.264 or H.265 takes.
      if (zeros >= MAX_LEADING_ZEROS) {
        throw new BytesError(
          'malformed',
          `Exp-Golomb number at bit ${String(start)} has ${String(zeros)} leading zeros; expected fewer than ${String(MAX_LEADING_ZEROS)}`,
          { offset: start, wanted: zeros, available: this.bitsRemaining, unit: 'bit' },
        );
      }
    }
    return zeros;
  }

  #next(): number {
    const byte = this.#bytes[Math.floor(this.#bit / 8)] ?? 0;
    const value = (byte >> (7 - (this.#bit % 8))) & 1;
    this.#bit += 1;
    return value;
  }

  #outOfRange(wanted: number): BytesError {
    return BytesError.outOfRange({
      offset: this.#bit,
      wanted,
      available: this.bitsRemaining,
      unit: 'bit',
    });
  }
}
