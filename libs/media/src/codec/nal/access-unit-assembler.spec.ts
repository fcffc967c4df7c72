import { fromHex, toHex } from '@casement/bytes';
import { rtpPacket } from '../../fixtures/rtp-packets.js';
import { AccessUnitAssembler } from './access-unit-assembler.js';

const extension = { profile: 0, bytes: fromHex('0004000800030000') };

describe('AccessUnitAssembler', () => {
  it('joins pieces to NAL units in one new array', () => {
    const assembler = new AccessUnitAssembler();
    const piece = fromHex('0102');
    assembler.begin(rtpPacket({ timestamp: 7 }), 12);
    assembler.append(Uint8Array.of(0x65));
    assembler.append(piece);
    assembler.endNalUnit();
    assembler.append(Uint8Array.of(0x68));
    assembler.endNalUnit();
    const unit = assembler.finish(true);
    piece.fill(0xff);
    expect(unit).toMatchObject({ timestamp: 7, arrivalMs: 12, lossBefore: true });
    expect(unit.nalUnits.map((nalUnit) => toHex(nalUnit))).toEqual(['650102', '68']);
    expect(new Set(unit.nalUnits.map(({ buffer }) => buffer)).size).toBe(1);
    expect(assembler.open).toBe(false);
  });

  it('keeps a copy of the first extension', () => {
    const assembler = new AccessUnitAssembler();
    assembler.begin(rtpPacket(), 0);
    assembler.noteExtension(rtpPacket({ extension }));
    assembler.noteExtension(rtpPacket({ extension: { profile: 0, bytes: fromHex('00000000') } }));
    const unit = assembler.finish(false);
    expect(unit.extension).toEqual(extension.bytes);
    expect(unit.extension?.buffer).not.toBe(extension.bytes.buffer);
  });

  it('gives up beyond maxBytes and stays given up until it is cleared', () => {
    const assembler = new AccessUnitAssembler({ maxBytes: 4 });
    assembler.begin(rtpPacket(), 0);
    assembler.append(fromHex('01020304'));
    expect(assembler.overflowed).toBe(false);
    assembler.append(fromHex('05'));
    assembler.append(fromHex('06'));
    assembler.endNalUnit();
    expect(assembler.overflowed).toBe(true);
    assembler.clear();
    expect(assembler.overflowed).toBe(false);
    expect(assembler.empty).toBe(true);
  });

  it('gives up beyond maxNalUnits', () => {
    const assembler = new AccessUnitAssembler({ maxNalUnits: 2 });
    assembler.begin(rtpPacket(), 0);
    for (let count = 0; count < 3; count += 1) {
      expect(assembler.overflowed).toBe(false);
      assembler.append(Uint8Array.of(0x41));
      assembler.endNalUnit();
    }
    expect(assembler.overflowed).toBe(true);
  });

  it('gives up when tiny fragments would keep too many packets alive', () => {
    const assembler = new AccessUnitAssembler();
    assembler.begin(rtpPacket(), 0);
    for (let count = 0; count < 8192; count += 1) {
      assembler.append(Uint8Array.of(1));
    }
    expect(assembler.overflowed).toBe(false);
    assembler.append(Uint8Array.of(1));
    expect(assembler.overflowed).toBe(true);
  });
});
