const DEFAULT_CAPACITY = 64;

/** Builds a byte array front to back; numbers are big-endian. Grows as needed. */
export class ByteWriter {
  #bytes: Uint8Array;
  #length = 0;

  /** @param initialCapacity bytes to reserve at first, default 64 */
  constructor(initialCapacity = DEFAULT_CAPACITY) {
    this.#bytes = new Uint8Array(Math.max(1, initialCapacity));
  }

  /** Bytes written so far. */
  get length(): number {
    return this.#length;
  }

  /** @throws RangeError when the value does not fit into 8 bits */
  u8(value: number): this {
    return this.#number(value, 1);
  }

  /** @throws RangeError when the value does not fit into 16 bits */
  u16(value: number): this {
    return this.#number(value, 2);
  }

  /** @throws RangeError when the value does not fit into 24 bits */
  u24(value: number): this {
    return this.#number(value, 3);
  }

  /** @throws RangeError when the value does not fit into 32 bits */
  u32(value: number): this {
    return this.#number(value, 4);
  }

  /** Appends a copy of `bytes`. */
  bytes(bytes: Uint8Array): this {
    this.#reserve(bytes.length);
    this.#bytes.set(bytes, this.#length);
    this.#length += bytes.length;
    return this;
  }

  /** Appends `count` zero bytes. @throws RangeError for a negative or fractional count */
  zeros(count: number): this {
    return this.bytes(new Uint8Array(count));
  }

  /** Appends text, one byte per character. @throws RangeError for a character above U+00FF */
  ascii(text: string): this {
    for (const character of text) {
      if ((character.codePointAt(0) ?? 0) > 0xff) {
        throw new RangeError(`character ${JSON.stringify(character)} does not fit into one byte`);
      }
    }
    return this.bytes(Buffer.from(text, 'latin1'));
  }

  /** Overwrites two bytes written earlier, such as a length known only at the end. @throws RangeError */
  setU16(at: number, value: number): this {
    return this.#overwrite(at, value, 2);
  }

  /** Overwrites four bytes written earlier. @throws RangeError */
  setU32(at: number, value: number): this {
    return this.#overwrite(at, value, 4);
  }

  /** The bytes written so far, as a copy that later writes do not change. */
  toBytes(): Uint8Array {
    return this.#bytes.slice(0, this.#length);
  }

  #number(value: number, size: number): this {
    this.#reserve(size);
    this.#put(this.#length, value, size);
    this.#length += size;
    return this;
  }

  #overwrite(at: number, value: number, size: number): this {
    if (!Number.isInteger(at) || at < 0 || at + size > this.#length) {
      throw new RangeError(
        `cannot overwrite ${String(size)} byte(s) at ${String(at)}; ${String(this.#length)} byte(s) are written`,
      );
    }
    this.#put(at, value, size);
    return this;
  }

  #put(at: number, value: number, size: number): void {
    if (!Number.isInteger(value) || value < 0 || value >= 256 ** size) {
      throw new RangeError(`${String(value)} does not fit into ${String(size)} unsigned byte(s)`);
    }
    let rest = value;
    for (let i = at + size - 1; i >= at; i -= 1) {
      this.#bytes[i] = rest % 256;
      rest = Math.floor(rest / 256);
    }
  }

  #reserve(count: number): void {
    const needed = this.#length + count;
    if (needed <= this.#bytes.length) {
      return;
    }
    const grown = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    grown.set(this.#bytes.subarray(0, this.#length));
    this.#bytes = grown;
  }
}
