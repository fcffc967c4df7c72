import { BitReader, BitWriter } from '@casement/bytes';
import fc from 'fast-check';
import { readResidualBlock } from '../testing/read-residual-block.js';
import { residualBlockBits } from './cavlc.js';
import { coeffTokens, runBefore, totalZeros } from './cavlc-tables.js';

function pad(...levels: number[]): number[] {
  return [...levels, ...new Array<number>(16 - levels.length).fill(0)];
}

function readBack(text: string): { levels: number[]; bitsLeft: number } {
  const writer = new BitWriter();
  for (const bit of text) {
    writer.bit(Number(bit));
  }
  const reader = new BitReader(writer.rbspTrailingBits().toBytes());
  const levels = readResidualBlock(reader);
  expect(reader.bit()).toBe(1);
  return { levels, bitsLeft: reader.bitsRemaining };
}

const tables = [
  { name: 'coeff_token', codes: coeffTokens.flat() },
  ...totalZeros.map((codes, index) => ({ name: `total_zeros ${String(index + 1)}`, codes })),
  ...runBefore.map((codes, index) => ({ name: `run_before ${String(index + 1)}`, codes })),
];

describe('CAVLC tables', () => {
  it.each(tables)('$name is a prefix code', ({ codes }) => {
    for (const [index, code] of codes.entries()) {
      const clash = codes.findIndex((other, at) => at !== index && other.startsWith(code));
      expect(clash).toBe(-1);
    }
  });

  it('have a code for every case', () => {
    expect(coeffTokens.map((row) => row.length)).toEqual([
      1,
      2,
      3,
      ...new Array<number>(14).fill(4),
    ]);
    expect(totalZeros.map((row) => row.length)).toEqual(
      Array.from({ length: 15 }, (_, index) => 16 - index),
    );
    expect(runBefore.map((row) => row.length)).toEqual([2, 3, 4, 5, 6, 7, 15]);
  });
});

describe('residualBlockBits', () => {
  it.each([
    // The well-known example of ITU-T H.264 texts: levels 0,3,0,1,-1,-1,0,1,0...
    ['a textbook block', pad(0, 3, 0, 1, -1, -1, 0, 1), '000010001110010111101101'],
    ['an empty block', pad(), '1'],
    ['a single one', pad(1), '0101'],
    ['a single minus one at the end', pad(...new Array<number>(15).fill(0), -1), '011000000001'],
  ])('writes %s', (_, levels, code) => {
    expect(residualBlockBits(levels)).toBe(code);
  });

  it('is read back for any levels', () => {
    const level = fc.oneof(
      { weight: 3, arbitrary: fc.constant(0) },
      { weight: 3, arbitrary: fc.constantFrom(1, -1) },
      { weight: 2, arbitrary: fc.integer({ min: -16, max: 16 }) },
      { weight: 1, arbitrary: fc.integer({ min: -1500, max: 1500 }) },
    );
    fc.assert(
      fc.property(fc.array(level, { minLength: 16, maxLength: 16 }), (levels) => {
        const { levels: read, bitsLeft } = readBack(residualBlockBits(levels));
        expect(read).toEqual(levels);
        expect(bitsLeft).toBeLessThan(8);
      }),
      { numRuns: 500 },
    );
  });

  it('refuses other sizes and levels beyond the escape', () => {
    expect(() => residualBlockBits([1, 2])).toThrow('A block has 2 levels; expected 16');
    expect(() => residualBlockBits(pad(9000))).toThrow(RangeError);
  });
});
