import { BitWriter } from '@casement/bytes';
import { insertEmulationPrevention } from '@casement/media';
import fc from 'fast-check';
import { NalUnitWriter } from './nal-unit-writer.js';
import { packBits } from './packed-bits.js';

/** Mostly zeros, so that emulation prevention is needed often. */
const bitText = fc
  .array(fc.constantFrom('0', '00000000', '0000000000000000', '1', '11', '00000011', '10110'), {
    maxLength: 60,
  })
  .map((parts) => parts.join(''));

function slowNalUnit(headerByte: number, text: string): Uint8Array {
  const writer = new BitWriter();
  for (const bit of text) {
    writer.bit(Number(bit));
  }
  return insertEmulationPrevention(
    Uint8Array.of(headerByte, ...writer.rbspTrailingBits().toBytes()),
  );
}

describe('NalUnitWriter', () => {
  it('writes what the bit writer and the separate emulation prevention write', () => {
    const writer = new NalUnitWriter();
    fc.assert(
      fc.property(fc.array(bitText, { maxLength: 8 }), (texts) => {
        writer.begin(0x65);
        for (const text of texts) {
          writer.packed(packBits(text));
        }
        expect(writer.finish()).toEqual(slowNalUnit(0x65, texts.join('')));
      }),
    );
  });

  it('grows beyond its first buffer', () => {
    const writer = new NalUnitWriter().begin(0x41);
    for (let index = 0; index < 50_000; index += 1) {
      writer.bits(0xa5, 8);
    }
    const nalUnit = writer.finish();
    expect(nalUnit.length).toBe(50_002);
    expect(nalUnit.subarray(1, -1).every((byte) => byte === 0xa5)).toBe(true);
  });

  it('gives every NAL unit bytes of its own', () => {
    const writer = new NalUnitWriter();
    const first = writer.begin(0x41).bits(0x12, 8).finish();
    const copy = Uint8Array.from(first);
    writer.begin(0x65).bits(0xff, 8).finish();
    expect(first).toEqual(copy);
  });

  it('forgets what was not finished', () => {
    const writer = new NalUnitWriter();
    writer.begin(0x41).bits(0x7f, 7);
    expect(writer.begin(0x65).finish()).toEqual(Uint8Array.of(0x65, 0x80));
  });
});

describe('packBits', () => {
  it.each([
    ['', 0, 0],
    ['101', 1, 3],
    ['0'.repeat(24), 1, 24],
    ['0'.repeat(25), 2, 1],
  ])('cuts %s into pieces of 24 bits', (text, chunks, lastChunkBits) => {
    expect(packBits(text)).toMatchObject({ length: text.length, lastChunkBits });
    expect(packBits(text).chunks).toHaveLength(chunks);
  });
});
