import fc from 'fast-check';
import { BitReader } from './bit-reader.js';
import { BitWriter } from './bit-writer.js';
import { BytesError } from './bytes-error.js';

/** The table of ITU-T H.264 9.1: bit string, code number, and the signed value of table 9-3. */
const EXP_GOLOMB = [
  { code: '1', ue: 0, se: 0 },
  { code: '010', ue: 1, se: 1 },
  { code: '011', ue: 2, se: -1 },
  { code: '00100', ue: 3, se: 2 },
  { code: '00101', ue: 4, se: -2 },
  { code: '00110', ue: 5, se: 3 },
  { code: '00111', ue: 6, se: -3 },
  { code: '0001000', ue: 7, se: 4 },
  { code: '0001001', ue: 8, se: -4 },
  { code: '0001010', ue: 9, se: 5 },
];

function bytesOf(bits: string): Uint8Array {
  const writer = new BitWriter();
  for (const bit of bits) {
    writer.bit(Number(bit));
  }
  return writer.toBytes();
}

describe('BitReader', () => {
  it('reads bits from the most significant one on', () => {
    const reader = new BitReader(Uint8Array.of(0b1010_0110, 0xff));
    expect(reader.byteAligned).toBe(true);
    expect([reader.bit(), reader.bit(), reader.bits(6), reader.bits(0)]).toEqual([
      1, 0, 0b100110, 0,
    ]);
    expect(reader.byteAligned).toBe(true);
    expect(reader.bit()).toBe(1);
    expect(reader.byteAligned).toBe(false);
    expect(reader.bitsRemaining).toBe(7);
  });

  it('reads 32 bits at once as a positive number', () => {
    expect(new BitReader(Uint8Array.of(0xff, 0xff, 0xff, 0xff)).bits(32)).toBe(4294967295);
  });

  it.each(EXP_GOLOMB)('reads and writes $code as ue $ue and se $se', ({ code, ue, se }) => {
    expect(new BitReader(bytesOf(code)).ue()).toBe(ue);
    expect(new BitReader(bytesOf(code)).se()).toBe(se);
    expect(new BitWriter().ue(ue).toBytes()).toEqual(bytesOf(code));
    expect(new BitWriter().se(se).toBytes()).toEqual(bytesOf(code));
  });

  it('gives 0, not -0, for se 0', () => {
    expect(Object.is(new BitReader(Uint8Array.of(0x80)).se(), 0)).toBe(true);
  });

  it('stays between offset and end', () => {
    const reader = new BitReader(Uint8Array.of(0xff, 0x0f, 0xff), 1, 2);
    expect(reader.bits(8)).toBe(0x0f);
    expect(() => reader.bit()).toThrow(BytesError);
    expect(() => new BitReader(Uint8Array.of(1), 0, 2)).toThrow(BytesError);
  });

  it('bounds the leading zeros of an Exp-Golomb number', () => {
    const zeros = new BitReader(new Uint8Array(4096));
    let thrown: unknown;
    try {
      zeros.ue();
    } catch (error) {
      thrown = error;
    }
    expect(thrown).toMatchObject({ kind: 'malformed', offset: 0 });
    expect(zeros.bitsRemaining).toBe(4096 * 8);
    expect(() => new BitReader(Uint8Array.of(0)).ue()).toThrow(/0 bit\(s\) left at bit 8/u);
    expect(() => new BitReader(Uint8Array.of(0b0000_0001)).se()).toThrow(BytesError);
  });

  it('takes a wrong width for the mistake of the caller that it is', () => {
    expect(() => new BitReader(new Uint8Array(8)).bits(33)).toThrow(RangeError);
    expect(() => new BitReader(new Uint8Array(8)).bits(-1)).toThrow(RangeError);
  });

  it('property: arbitrary bytes throw nothing but BytesError and are never read past the end', () => {
    const operation = fc.constantFrom('bit', 'bits', 'ue', 'se');
    fc.assert(
      fc.property(
        fc.uint8Array({ maxLength: 24 }),
        fc.array(fc.tuple(operation, fc.nat(32))),
        (bytes, operations) => {
          const reader = new BitReader(bytes);
          for (const [name, count] of operations) {
            const before = reader.bitsRemaining;
            try {
              reader[name as 'bits'](count);
            } catch (error) {
              expect(error).toBeInstanceOf(BytesError);
              expect(reader.bitsRemaining).toBe(before);
            }
            expect(reader.bitsRemaining).toBeGreaterThanOrEqual(0);
          }
        },
      ),
    );
  });
});
