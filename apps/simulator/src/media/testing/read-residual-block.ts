import type { BitReader } from '@casement/bytes';
import { runBefore, totalZeros } from '../h264/cavlc-tables.js';
import { tokenTables } from '../h264/token-tables.js';

/** nC (9.2.1), and how many coefficients a block has. */
type BlockKind = { readonly nC?: number; readonly size?: 15 | 16 };

/**
 * Reads residual_block_cavlc() as a decoder does (ITU-T H.264 7.3.5.3.2, 9.2): written from the
 * standard's decoding process, to check the writer.
 */
export function readResidualBlock(
  reader: BitReader,
  { nC = 0, size = 16 }: BlockKind = {},
): number[] {
  const [total, trailingOnes] = readToken(reader, nC);
  const levels = readLevels(reader, total, trailingOnes);
  const coefficients = new Array<number>(size).fill(0);
  let zerosLeft = total > 0 && total < size ? readCode(reader, totalZeros[total - 1] ?? []) : 0;
  let position = zerosLeft + total - 1;
  for (const [index, level] of levels.entries()) {
    coefficients[position] = level;
    const run =
      zerosLeft > 0 && index < total - 1
        ? readCode(reader, runBefore[Math.min(zerosLeft, 7) - 1] ?? [])
        : 0;
    zerosLeft -= run;
    position -= run + 1;
  }
  return coefficients;
}

function readToken(reader: BitReader, nC: number): [number, number] {
  const table = tokenTables[nC < 2 ? 0 : nC < 4 ? 1 : nC < 8 ? 2 : 3] ?? [];
  const flat = table.flatMap((row, total) => row.map((code, ones) => ({ code, total, ones })));
  const { total, ones } = flat[
    readCode(
      reader,
      flat.map(({ code }) => code),
    )
  ] ?? { total: 0, ones: 0 };
  return [total, ones];
}

function readLevels(reader: BitReader, total: number, trailingOnes: number): number[] {
  const levels: number[] = [];
  let suffixLength = total > 10 && trailingOnes < 3 ? 1 : 0;
  for (let index = 0; index < total; index += 1) {
    if (index < trailingOnes) {
      levels.push(1 - 2 * reader.bit());
      continue;
    }
    let prefix = 0;
    while (reader.bit() === 0) {
      prefix += 1;
    }
    let levelCode = Math.min(15, prefix) << suffixLength;
    const suffixBits =
      prefix === 14 && suffixLength === 0 ? 4 : prefix >= 15 ? prefix - 3 : suffixLength;
    levelCode += reader.bits(suffixBits);
    if (prefix >= 15 && suffixLength === 0) {
      levelCode += 15;
    }
    if (index === trailingOnes && trailingOnes < 3) {
      levelCode += 2;
    }
    const level = levelCode % 2 === 0 ? (levelCode + 2) >> 1 : (-levelCode - 1) >> 1;
    levels.push(level);
    if (suffixLength === 0) {
      suffixLength = 1;
    }
    if (Math.abs(level) > 3 << (suffixLength - 1) && suffixLength < 6) {
      suffixLength += 1;
    }
  }
  return levels;
}

/** The index of the code that comes next. */
function readCode(reader: BitReader, codes: readonly string[]): number {
  let text = '';
  while (text.length <= 16) {
    text += String(reader.bit());
    const index = codes.indexOf(text);
    if (index >= 0) {
      return index;
    }
  }
  throw new Error(`No code of the table starts with ${text}`);
}
