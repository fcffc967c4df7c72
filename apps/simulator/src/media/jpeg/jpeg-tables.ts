import { FootageError } from '../footage-error.js';
import type { JpegSegment } from './jpeg-segments.js';
import { jpegMarkers } from './jpeg-segments.js';

/** What is needed to write blocks that fit into another encoder's scan. Codes are texts of bits. */
export type JpegTables = {
  /** Quantiser of the luma, in zigzag order. */
  readonly quantiser: readonly number[];
  readonly lumaDc: ReadonlyMap<number, string>;
  readonly lumaAc: ReadonlyMap<number, string>;
  readonly chromaDc: ReadonlyMap<number, string>;
  readonly chromaAc: ReadonlyMap<number, string>;
};

/**
 * The tables in the segments of a JPEG (ITU-T T.81 B.2.4): luma uses the tables 0, chroma the tables 1.
 *
 * @throws FootageError `encoder` when one of them is missing
 */
export function readJpegTables(segments: readonly JpegSegment[]): JpegTables {
  const huffman = huffmanTables(segments);
  const table = (key: number): ReadonlyMap<number, string> => {
    const found = huffman.get(key);
    if (found === undefined) {
      throw missing(`Huffman table ${key.toString(16)}`);
    }
    return found;
  };
  return {
    quantiser: quantiser(segments),
    lumaDc: table(0x00),
    lumaAc: table(0x10),
    chromaDc: table(0x01),
    chromaAc: table(0x11),
  };
}

function quantiser(segments: readonly JpegSegment[]): readonly number[] {
  for (const { marker, data } of segments) {
    // 8 bits a value, table 0, which our encoder writes first.
    if (marker === jpegMarkers.dqt && data[0] === 0 && data.length >= 65) {
      return [...data.subarray(1, 65)];
    }
  }
  throw missing('quantiser 0');
}

/** All Huffman tables by class and number (T.81 B.2.4.2), their codes made as in annex C. */
function huffmanTables(
  segments: readonly JpegSegment[],
): ReadonlyMap<number, ReadonlyMap<number, string>> {
  const tables = new Map<number, ReadonlyMap<number, string>>();
  for (const { marker, data } of segments) {
    for (let at = 0; marker === jpegMarkers.dht && at + 17 <= data.length;) {
      const counts = data.subarray(at + 1, at + 17);
      const total = counts.reduce((sum, count) => sum + count, 0);
      tables.set(data[at] ?? 0, huffmanCodes(counts, data.subarray(at + 17, at + 17 + total)));
      at += 17 + total;
    }
  }
  return tables;
}

function huffmanCodes(counts: Uint8Array, values: Uint8Array): ReadonlyMap<number, string> {
  const codes = new Map<number, string>();
  let code = 0;
  let next = 0;
  for (const [index, count] of counts.entries()) {
    for (let i = 0; i < count; i += 1) {
      codes.set(values[next] ?? 0, code.toString(2).padStart(index + 1, '0'));
      next += 1;
      code += 1;
    }
    code *= 2;
  }
  return codes;
}

function missing(what: string): FootageError {
  return new FootageError('encoder', `The JPEGs of the footage have no ${what}`, { what });
}
