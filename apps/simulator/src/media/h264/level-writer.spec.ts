import { BitReader } from '@casement/bytes';
import { removeEmulationPrevention } from '@casement/media';
import fc from 'fast-check';
import { readResidualBlock } from '../testing/read-residual-block.js';
import { residualBlockBits } from './cavlc.js';
import { LevelWriter } from './level-writer.js';
import { NalUnitWriter } from './nal-unit-writer.js';
import { packBits } from './packed-bits.js';
import { tokenTables } from './token-tables.js';

/** Few small levels, as in pictures, and now and then a large one. */
const level = fc.oneof(
  { weight: 6, arbitrary: fc.constant(0) },
  { weight: 4, arbitrary: fc.integer({ min: -2, max: 2 }) },
  { weight: 1, arbitrary: fc.integer({ min: -1_500, max: 1_500 }) },
);

function written(write: (levels: LevelWriter) => unknown): Uint8Array {
  const writer = new NalUnitWriter();
  writer.begin(0x65);
  write(new LevelWriter(writer));
  return writer.finish();
}

function expected(bits: string): Uint8Array {
  return new NalUnitWriter().begin(0x65).packed(packBits(bits)).finish();
}

describe('LevelWriter', () => {
  it('writes blocks of 16 as the slow writer does', () => {
    fc.assert(
      fc.property(fc.array(level, { minLength: 16, maxLength: 16 }), (levels) => {
        expect(written((writer) => writer.lumaDc(Int32Array.from(levels), 0))).toEqual(
          expected(residualBlockBits(levels)),
        );
      }),
    );
  });

  it.each([
    { levels: [0, 0, 0, 0], bits: '01' },
    { levels: [1, 0, 0, 0], bits: '1' + '0' + '1' },
    { levels: [0, 0, 0, -1], bits: '1' + '1' + '000' },
    { levels: [1, -1, 1, -1], bits: '0000000' + '101' + '1' },
    { levels: [3, 0, 0, 0], bits: '000111' + '001' + '1' },
    { levels: [0, 1, 0, 1], bits: '001' + '00' + '00' + '01' },
  ])('writes the chroma block $levels (tables 9-5, 9-9)', ({ levels, bits }) => {
    expect(written((writer) => writer.chromaDc(Int32Array.from(levels)))).toEqual(expected(bits));
  });

  it.each([0, 1, 2, 3, 4, 7, 8, 16])('writes what a decoder reads with nC %i', (nC) => {
    fc.assert(
      fc.property(fc.array(level, { minLength: 16, maxLength: 16 }), (levels) => {
        const counts: number[] = [];
        const bytes = written((writer) => {
          counts.push(writer.lumaDc(Int32Array.from(levels), nC));
          counts.push(writer.withoutDc(Int32Array.from(levels), 1, nC));
        });
        const reader = new BitReader(removeEmulationPrevention(bytes).subarray(1));
        const rest = levels.slice(1);
        expect(readResidualBlock(reader, { nC })).toEqual(levels);
        expect(readResidualBlock(reader, { nC, size: 15 })).toEqual(rest);
        expect(counts).toEqual([levels, rest].map((list) => list.filter(Boolean).length));
      }),
    );
  });
});

describe('the tables of coeff_token', () => {
  it.each(tokenTables.map((table, index) => ({ table, index })))(
    'no code of table $index begins another one',
    ({ table }) => {
      const codes = table.flat();
      expect(table.map((row) => row.length)).toEqual([1, 2, 3, ...Array<number>(14).fill(4)]);
      for (const code of codes) {
        expect(codes.filter((other) => other.startsWith(code))).toEqual([code]);
      }
    },
  );
});
