import { BytesError } from './bytes-error.js';

/**
 * Reads big-endian numbers and byte ranges from `bytes[offset, end)` and never outside of it.
 * Every read either succeeds and moves on, or throws `BytesError` and leaves the position alone.
 */
export class ByteReader {
  readonly #bytes: Uint8Array;
  readonly #end: number;
  #offset: number;

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
    this.#offset = offset;
    this.#end = end;
  }

  /** Position of the next read, counted from the start of the underlying array. */
  get offset(): number {
    return this.#offset;
  }

  /** First position that is no longer readable. */
  get end(): number {
    return this.#end;
  }

  /** Bytes left. */
  get remaining(): number {
    return this.#end - this.#offset;
  }

  /** Unsigned 8-bit number. @throws BytesError */
  u8(): number {
    return this.#number(1);
  }

  /** Unsigned 16-bit number, big-endian. @throws BytesError */
  u16(): number {
    return this.#number(2);
  }

  /** Unsigned 24-bit number, big-endian. @throws BytesError */
  u24(): number {
    return this.#number(3);
  }

  /** Unsigned 32-bit number, big-endian. @throws BytesError */
  u32(): number {
    return this.#number(4);
  }

  /** The byte `at` places after the position, without moving. @throws BytesError */
  peekU8(at = 0): number {
    return this.#peek(at, 1);
  }

  /** The big-endian 16-bit number `at` bytes after the position, without moving. @throws BytesError */
  peekU16(at = 0): number {
    return this.#peek(at, 2);
  }

  /** The next `count` bytes as a view of the underlying array (not a copy). @throws BytesError */
  bytes(count: number): Uint8Array {
    this.#require(0, count);
    const start = this.#offset;
    this.#offset += count;
    return this.#bytes.subarray(start, this.#offset);
  }

  /** Passes over `count` bytes. @throws BytesError */
  skip(count: number): void {
    this.#require(0, count);
    this.#offset += count;
  }

  /** The next `count` bytes as text, one character (U+0000..U+00FF) per byte. @throws BytesError */
  ascii(count: number): string {
    const range = this.bytes(count);
    return Buffer.from(range.buffer, range.byteOffset, range.length).toString('latin1');
  }

  #number(size: number): number {
    const value = this.#peek(0, size);
    this.#offset += size;
    return value;
  }

  #peek(at: number, size: number): number {
    this.#require(at, size);
    const start = this.#offset + at;
    let value = 0;
    for (let i = start; i < start + size; i += 1) {
      // Multiplication, not a shift: a shift would make 32-bit values negative.
      value = value * 256 + (this.#bytes[i] ?? 0);
    }
    return value;
  }

  #require(at: number, size: number): void {
    if (
      !Number.isInteger(at) ||
      !Number.isInteger(size) ||
      at < 0 ||
      size < 0 ||
      at + size > this.remaining
    ) {
      throw BytesError.outOfRange({
        offset: this.#offset,
        wanted: at + size,
        available: this.remaining,
      });
    }
  }
}
