import fc from 'fast-check';
import { ByteReader } from './byte-reader.js';
import { ByteWriter } from './byte-writer.js';

describe('ByteWriter', () => {
  it('writes big-endian numbers, bytes, zeros and text', () => {
    const writer = new ByteWriter(1)
      .u8(1)
      .u16(0x0203)
      .u24(0x040506)
      .u32(0xfffefdfc)
      .bytes(Uint8Array.of(9, 8))
      .zeros(2)
      .ascii('Aä');
    expect(writer.length).toBe(16);
    expect(Buffer.from(writer.toBytes()).toString('hex')).toBe('010203040506fffefdfc0908000041e4');
  });

  it('overwrites numbers written earlier', () => {
    const bytes = new ByteWriter().zeros(7).setU16(1, 0xabcd).setU32(3, 0x01020304).toBytes();
    expect(Buffer.from(bytes).toString('hex')).toBe('00abcd01020304');
  });

  it.each([
    { name: 'before the start', at: -1 },
    { name: 'over the end', at: 2 },
    { name: 'between bytes', at: 0.5 },
  ])('does not overwrite $name', ({ at }) => {
    expect(() => new ByteWriter().zeros(3).setU16(at, 0)).toThrow(RangeError);
  });

  it('refuses numbers that do not fit', () => {
    expect(() => new ByteWriter().u8(256)).toThrow(RangeError);
    expect(() => new ByteWriter().u16(-1)).toThrow(RangeError);
    expect(() => new ByteWriter().u24(0x1000000)).toThrow(RangeError);
    expect(() => new ByteWriter().u32(2 ** 32)).toThrow(RangeError);
    expect(() => new ByteWriter().u8(1.5)).toThrow(RangeError);
    expect(() => new ByteWriter().ascii('＝')).toThrow(RangeError);
  });

  it('gives a copy that later writes leave alone', () => {
    const writer = new ByteWriter().u8(1);
    const first = writer.toBytes();
    writer.u8(2);
    expect(first).toEqual(Uint8Array.of(1));
    expect(writer.toBytes()).toEqual(Uint8Array.of(1, 2));
  });

  it('property: what was written is read back', () => {
    const item = fc.oneof(
      fc.record({ size: fc.constant(1 as const), value: fc.nat(0xff) }),
      fc.record({ size: fc.constant(2 as const), value: fc.nat(0xffff) }),
      fc.record({ size: fc.constant(3 as const), value: fc.nat(0xffffff) }),
      fc.record({ size: fc.constant(4 as const), value: fc.nat(0xffffffff) }),
    );
    const names = { 1: 'u8', 2: 'u16', 3: 'u24', 4: 'u32' } as const;
    fc.assert(
      fc.property(fc.array(item, { maxLength: 50 }), (items) => {
        const writer = new ByteWriter(1);
        for (const { size, value } of items) {
          writer[names[size]](value);
        }
        const reader = new ByteReader(writer.toBytes());
        expect(items.map(({ size }) => reader[names[size]]())).toEqual(
          items.map(({ value }) => value),
        );
        expect(reader.remaining).toBe(0);
      }),
    );
  });
});
