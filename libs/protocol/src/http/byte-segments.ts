import { concatBytes } from '@casement/bytes';

type Segment = { readonly chunk: Uint8Array; readonly start: number; readonly end: number };

/**
 * Consecutive bytes that arrived in several chunks. Nothing is copied until the bytes are asked for,
 * and not even then when all of them lie in one chunk.
 */
export class ByteSegments {
  #segments: Segment[] = [];
  #length = 0;

  /** Bytes held. */
  get length(): number {
    return this.#length;
  }

  /** Adds `chunk[start, end)`; the chunk must not be changed afterwards. */
  append(chunk: Uint8Array, start: number, end: number): void {
    if (end <= start) {
      return;
    }
    const last = this.#segments.at(-1);
    if (last?.chunk === chunk && last.end === start) {
      this.#segments[this.#segments.length - 1] = { chunk, start: last.start, end };
    } else {
      this.#segments.push({ chunk, start, end });
    }
    this.#length += end - start;
  }

  /** Moves everything from `other` to the end of this one. */
  take(other: ByteSegments): void {
    for (const { chunk, start, end } of other.#segments) {
      this.append(chunk, start, end);
    }
    other.clear();
  }

  /** All bytes: a view of the chunk when there is only one, else a copy. */
  toBytes(): Uint8Array {
    return concatenated(this.#segments.map(({ chunk, start, end }) => chunk.subarray(start, end)));
  }

  clear(): void {
    this.#segments = [];
    this.#length = 0;
  }
}

function concatenated(parts: readonly Uint8Array[]): Uint8Array {
  const [only] = parts;
  return parts.length === 1 && only !== undefined ? only : concatBytes(parts);
}
