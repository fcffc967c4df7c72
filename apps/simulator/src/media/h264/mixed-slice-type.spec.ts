import { BitReader, BitWriter } from '@casement/bytes';
import { insertEmulationPrevention, removeEmulationPrevention } from '@casement/media';
import fc from 'fast-check';
import { allowOtherSliceTypes } from './mixed-slice-type.js';
import { NalUnitWriter } from './nal-unit-writer.js';

const bits = fc.array(fc.constantFrom(0, 0, 0, 0, 1), { maxLength: 300 });

function slice(firstMb: number, sliceType: number, data: readonly number[]): Uint8Array {
  const writer = new BitWriter().bits(0x41, 8).ue(firstMb).ue(sliceType);
  for (const bit of data) {
    writer.bit(bit);
  }
  return insertEmulationPrevention(writer.rbspTrailingBits().toBytes());
}

describe('allowOtherSliceTypes', () => {
  it('changes nothing but the claim about the other slices', () => {
    const writer = new NalUnitWriter();
    fc.assert(
      fc.property(fc.nat(9000), fc.nat(4), bits, (firstMb, sliceType, data) => {
        const changed = allowOtherSliceTypes(slice(firstMb, sliceType + 5, data), writer);
        expect(changed).toEqual(slice(firstMb, sliceType, data));
      }),
    );
  });

  it('leaves the others as they are', () => {
    const nalUnit = slice(20, 2, [1, 0, 1]);
    expect(allowOtherSliceTypes(nalUnit, new NalUnitWriter())).toBe(nalUnit);
  });

  it('is readable afterwards', () => {
    const changed = allowOtherSliceTypes(slice(1320, 5, [1, 1, 0]), new NalUnitWriter());
    const reader = new BitReader(removeEmulationPrevention(changed), 1);
    expect([reader.ue(), reader.ue(), reader.bits(3)]).toEqual([1320, 0, 0b110]);
  });
});
