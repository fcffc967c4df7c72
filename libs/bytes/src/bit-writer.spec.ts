import fc from 'fast-check';
import { BitReader } from './bit-reader.js';
import { BitWriter } from './bit-writer.js';

const MAX_UE = 2 ** 32 - 2;
const MAX_SE = 2 ** 31 - 1;

describe('BitWriter', () => {
  it('fills an unfinished byte with zeros', () => {
    expect(new BitWriter().bits(0b101, 3).toBytes()).toEqual(Uint8Array.of(0b1010_0000));
    expect(new BitWriter().toBytes()).toEqual(new Uint8Array(0));
  });

  it('goes on after toBytes', () => {
    const writer = new BitWriter().bits(0b101, 3);
    writer.toBytes();
    expect(writer.bits(0b11111, 5).bit(true).toBytes()).toEqual(Uint8Array.of(0b1011_1111, 0x80));
  });

  it('ends with a one and zeros up to the byte', () => {
    expect(new BitWriter().bits(0, 3).rbspTrailingBits().toBytes()).toEqual(Uint8Array.of(0x10));
    expect(new BitWriter().bits(0xff, 8).rbspTrailingBits().toBytes()).toEqual(
      Uint8Array.of(0xff, 0x80),
    );
  });

  it('refuses what does not fit', () => {
    expect(() => new BitWriter().bits(4, 2)).toThrow(RangeError);
    expect(() => new BitWriter().bits(-1, 8)).toThrow(RangeError);
    expect(() => new BitWriter().bits(0, 33)).toThrow(RangeError);
    expect(() => new BitWriter().bit(2)).toThrow(RangeError);
    expect(() => new BitWriter().ue(MAX_UE + 1)).toThrow(RangeError);
    expect(() => new BitWriter().ue(-1)).toThrow(RangeError);
    expect(() => new BitWriter().se(0.25)).toThrow(RangeError);
  });

  it('writes the largest codes', () => {
    expect(new BitReader(new BitWriter().ue(MAX_UE).toBytes()).ue()).toBe(MAX_UE);
    expect(new BitReader(new BitWriter().se(MAX_SE).toBytes()).se()).toBe(MAX_SE);
    expect(new BitReader(new BitWriter().se(-MAX_SE).toBytes()).se()).toBe(-MAX_SE);
  });

  it('property: what was written is read back', () => {
    const item = fc.oneof(
      fc.record({ name: fc.constant('bits' as const), value: fc.nat(0xffff) }),
      fc.record({ name: fc.constant('ue' as const), value: fc.nat(MAX_UE) }),
      fc.record({
        name: fc.constant('se' as const),
        value: fc.integer({ min: -MAX_SE, max: MAX_SE }),
      }),
    );
    fc.assert(
      fc.property(fc.array(item, { maxLength: 40 }), (items) => {
        const writer = new BitWriter();
        for (const { name, value } of items) {
          writer[name](value, 16);
        }
        const reader = new BitReader(writer.toBytes());
        expect(items.map(({ name }) => reader[name](16))).toEqual(items.map(({ value }) => value));
        expect(reader.bitsRemaining).toBeLessThan(8);
      }),
    );
  });
});
