import fc from 'fast-check';
import { ByteReader } from './byte-reader.js';
import { BytesError } from './bytes-error.js';

describe('ByteReader', () => {
  it('reads big-endian numbers of one to four bytes', () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4, 5, 6, 0xff, 0xfe, 0xfd, 0xfc));
    expect(reader.u8()).toBe(0x01);
    expect(reader.u16()).toBe(0x0203);
    expect(reader.u24()).toBe(0x040506);
    expect(reader.u32()).toBe(0xfffefdfc);
    expect(reader.remaining).toBe(0);
  });

  it('keeps 32-bit numbers positive', () => {
    expect(new ByteReader(Uint8Array.of(0x80, 0, 0, 0)).u32()).toBe(2147483648);
  });

  it('peeks without moving', () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3));
    expect([reader.peekU8(), reader.peekU8(2), reader.peekU16(), reader.peekU16(1)]).toEqual([
      1, 3, 0x0102, 0x0203,
    ]);
    expect(reader.offset).toBe(0);
  });

  it('hands out views, not copies', () => {
    const source = Uint8Array.of(1, 2, 3, 4);
    const part = new ByteReader(source, 1).bytes(2);
    expect(part).toEqual(Uint8Array.of(2, 3));
    expect(part.buffer).toBe(source.buffer);
  });

  it('reads text from a view that does not start at its buffer', () => {
    const view = Uint8Array.of(0, 0, 0x41, 0xe4, 0x42).subarray(1);
    const reader = new ByteReader(view);
    reader.skip(1);
    expect(reader.ascii(3)).toBe('AäB');
    expect(reader.remaining).toBe(0);
  });

  it('stays between offset and end', () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3, 4), 1, 3);
    expect(reader.u16()).toBe(0x0203);
    expect(reader.offset).toBe(3);
    expect(reader.end).toBe(3);
    expect(() => reader.u8()).toThrow(BytesError);
  });

  it.each([
    { name: 'end behind the array', offset: 0, end: 5 },
    { name: 'offset behind the end', offset: 3, end: 2 },
    { name: 'negative offset', offset: -1, end: 2 },
    { name: 'fractional offset', offset: 0.5, end: 2 },
  ])('refuses a range: $name', ({ offset, end }) => {
    expect(() => new ByteReader(new Uint8Array(4), offset, end)).toThrow(BytesError);
  });

  it('says what it found and expected, and stays where it was', () => {
    const reader = new ByteReader(Uint8Array.of(1, 2, 3), 1);
    let thrown: unknown;
    try {
      reader.u32();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toBeInstanceOf(BytesError);
    expect(thrown).toMatchObject({ kind: 'out-of-range', offset: 1, wanted: 4, available: 2 });
    expect((thrown as BytesError).message).toBe('2 byte(s) left at byte 1; expected at least 4');
    expect(reader.offset).toBe(1);
  });

  it.each([-1, 1.5, Number.NaN, Number.POSITIVE_INFINITY])('refuses a count of %p', (count) => {
    const reader = new ByteReader(new Uint8Array(4));
    expect(() => reader.bytes(count)).toThrow(BytesError);
    expect(() => reader.skip(count)).toThrow(BytesError);
    expect(() => reader.ascii(count)).toThrow(BytesError);
    expect(reader.offset).toBe(0);
  });

  it('property: any sequence of reads stays inside and throws nothing but BytesError', () => {
    const operation = fc.record({
      name: fc.constantFrom(
        'u8',
        'u16',
        'u24',
        'u32',
        'peekU8',
        'peekU16',
        'bytes',
        'skip',
        'ascii',
      ),
      count: fc.integer({ min: -4, max: 40 }),
    });
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 64 }), fc.array(operation), (bytes, operations) => {
        const reader = new ByteReader(bytes);
        for (const { name, count } of operations) {
          const before = reader.offset;
          try {
            reader[name as 'bytes'](count);
          } catch (error) {
            expect(error).toBeInstanceOf(BytesError);
            expect(reader.offset).toBe(before);
          }
          expect(reader.offset).toBeGreaterThanOrEqual(before);
          expect(reader.offset).toBeLessThanOrEqual(bytes.length);
        }
      }),
    );
  });
});
