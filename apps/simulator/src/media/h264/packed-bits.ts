/** Largest piece that the writer's 32-bit accumulator takes on top of 7 waiting bits. */
const chunkBits = 24;

/** A bit string ready to be appended quickly: pieces of 24 bits, the last one shorter. */
export type PackedBits = {
  readonly chunks: readonly number[];
  /** Bits of the last chunk, 0 to 24. */
  readonly lastChunkBits: number;
  /** All bits. */
  readonly length: number;
};

/** Packs a text of `0` and `1`. */
export function packBits(text: string): PackedBits {
  const chunks: number[] = [];
  for (let start = 0; start < text.length; start += chunkBits) {
    chunks.push(Number.parseInt(text.slice(start, start + chunkBits), 2));
  }
  const lastChunkBits = text.length === 0 ? 0 : text.length - (chunks.length - 1) * chunkBits;
  return { chunks, lastChunkBits, length: text.length };
}
