import { fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { h264Stream } from '../../fixtures/h264-streams.js';
import { joinAnnexB, splitAnnexB } from './annex-b.js';
import { insertEmulationPrevention, removeEmulationPrevention } from './emulation-prevention.js';

/** A NAL unit as it can be: no start code inside, no zero at the end. */
const nalUnit = fc
  .uint8Array({ minLength: 1, maxLength: 40 })
  .map((bytes) => insertEmulationPrevention(Uint8Array.of(0x65, ...bytes, 0x80)));

describe('splitAnnexB', () => {
  it.each([
    { name: '4-byte start codes', hex: '00000001 6742 00000001 68ce', nalUnits: ['6742', '68ce'] },
    { name: '3-byte start codes', hex: '000001 6742 000001 68ce', nalUnits: ['6742', '68ce'] },
    { name: 'zeros at the end', hex: '00000001 6742 000000', nalUnits: ['6742'] },
    { name: 'bytes before the first start code', hex: 'ffff 00000001 6742', nalUnits: ['6742'] },
    { name: 'empty NAL units', hex: '00000001 00000001 6742 000001', nalUnits: ['6742'] },
    { name: 'no start code', hex: '6742', nalUnits: [] },
    { name: 'nothing', hex: '', nalUnits: [] },
  ])('$name', ({ hex, nalUnits }) => {
    expect(splitAnnexB(fromHex(hex)).map((unit) => toHex(unit))).toEqual(nalUnits);
  });

  it('hands out views and keeps the bytes as they are', () => {
    const bytes = h264Stream('high-aud-sei');
    const before = bytes.slice();
    const nalUnits = splitAnnexB(bytes);
    expect(nalUnits).toHaveLength(30 * 2 + 3 * 2 + 1);
    expect(nalUnits.every(({ buffer }) => buffer === bytes.buffer)).toBe(true);
    expect(bytes).toEqual(before);
  });

  it('is the inverse of joinAnnexB', () => {
    fc.assert(
      fc.property(fc.array(nalUnit, { maxLength: 8 }), (nalUnits) => {
        expect(splitAnnexB(joinAnnexB(nalUnits))).toEqual(nalUnits);
      }),
    );
  });

  it('never throws and never makes bytes up', () => {
    const zeroes = fc.constantFrom(0, 0, 0, 1, 3, 0x65);
    const bytes = fc.array(zeroes, { maxLength: 60 }).map((list) => Uint8Array.from(list));
    fc.assert(
      fc.property(bytes, (stream) => {
        const sum = splitAnnexB(stream).reduce((total, { length }) => total + length, 0);
        expect(sum).toBeLessThanOrEqual(stream.length);
      }),
    );
  });
});

describe('emulation prevention', () => {
  it.each([
    { name: 'between zeros', rbsp: '0000 01', nalUnit: '0000 03 01' },
    { name: 'repeated', rbsp: '0000 0000 00', nalUnit: '0000 03 0000 03 00' },
    { name: 'before a 3', rbsp: '0000 03 ff', nalUnit: '0000 03 03 ff' },
    { name: 'not before a 4', rbsp: '0000 04', nalUnit: '0000 04' },
    { name: 'at the end', rbsp: 'ff 0000', nalUnit: 'ff 0000 03' },
  ])('$name', ({ rbsp, nalUnit: expected }) => {
    expect(insertEmulationPrevention(fromHex(rbsp))).toEqual(fromHex(expected));
    expect(removeEmulationPrevention(fromHex(expected))).toEqual(fromHex(rbsp));
  });

  it('returns the same array when there is nothing to remove', () => {
    const bytes = fromHex('6742000301');
    expect(removeEmulationPrevention(bytes)).toBe(bytes);
  });

  it('is reversible and leaves no start code', () => {
    const mostlyZeros = fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3, 4, 255), { maxLength: 60 });
    fc.assert(
      fc.property(mostlyZeros, (list) => {
        const rbsp = Uint8Array.from(list);
        const protectedBytes = insertEmulationPrevention(rbsp);
        expect(removeEmulationPrevention(protectedBytes)).toEqual(rbsp);
        expect(toHex(protectedBytes, 1000)).not.toMatch(/^(..)*?0000(00|01|02)/u);
      }),
    );
  });
});
