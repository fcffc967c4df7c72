import { BitReader } from '@casement/bytes';
import fc from 'fast-check';
import { seBits, ueBits, unsignedBits } from './bit-text.js';

function reader(text: string): BitReader {
  const bytes = text
    .padEnd(Math.ceil(text.length / 8) * 8, '0')
    .match(/.{8}/g)
    ?.map((byte) => Number.parseInt(byte, 2));
  return new BitReader(Uint8Array.from(bytes ?? []));
}

describe('bit texts', () => {
  it.each([
    [0, '1'],
    [1, '010'],
    [2, '011'],
    [3, '00100'],
    [7, '0001000'],
  ])('ue(%i) is %s (table 9-2)', (value, code) => {
    expect(ueBits(value)).toBe(code);
  });

  it.each([
    [0, '1'],
    [1, '010'],
    [-1, '011'],
    [2, '00100'],
    [-18, '00000100101'],
  ])('se(%i) is %s (table 9-3)', (value, code) => {
    expect(seBits(value)).toBe(code);
  });

  it('are read back by the bit reader', () => {
    fc.assert(
      fc.property(fc.nat(1e6), fc.integer({ min: -1e6, max: 1e6 }), (unsigned, signed) => {
        expect(reader(ueBits(unsigned)).ue()).toBe(unsigned);
        expect(reader(seBits(signed)).se()).toBe(signed);
      }),
    );
  });

  it('pad numbers to their size and refuse what does not fit', () => {
    expect(unsignedBits(5, 6)).toBe('000101');
    expect(unsignedBits(0, 0)).toBe('');
    expect(() => unsignedBits(4, 2)).toThrow(RangeError);
    expect(() => unsignedBits(-1, 8)).toThrow('-1 does not fit into 8 unsigned bits');
  });
});
