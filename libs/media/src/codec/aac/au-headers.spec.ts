import { concatBytes, fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { parseRtpPacket } from '../../rtp/parse-rtp-packet.js';
import { splitAacPayload } from './au-headers.js';

function split(hex: string) {
  const { form, units } = splitAacPayload(fromHex(hex));
  return { form, units: units.map((unit) => toHex(unit, 1_000)) };
}

/** The header of RFC 3640 in front of these units. */
function rfc3640(units: readonly Uint8Array[]): Uint8Array {
  const fields = [units.length * 16, ...units.map(({ length }) => length << 3)];
  const header = fields.flatMap((field) => [field >> 8, field & 0xff]);
  return concatBytes([Uint8Array.from(header), ...units]);
}

describe('splitAacPayload', () => {
  it.each([
    {
      name: 'RT07 4-byte AU header',
      hex: '90e100060000bb8011223344000000050011000c6b01435900090000001200080062000000100030210001020304',
      form: 'rfc3640',
    },
    {
      name: 'RT08 2-byte AU header',
      hex: '80e300070000bb80112233440030210001020304',
      form: 'size',
    },
  ])('$name', ({ hex, form }) => {
    const { payload } = parseRtpPacket(fromHex(hex));
    const result = splitAacPayload(payload);
    expect(result.form).toBe(form);
    expect(result.units.map((unit) => toHex(unit))).toEqual(['210001020304']);
  });

  it.each([
    {
      name: 'two access units',
      hex: '0020 0010 0018 2101 210203',
      form: 'rfc3640',
      units: ['2101', '210203'],
    },
    {
      name: 'a 0 in front of a 4-byte header',
      hex: '00 0010 0018 210203',
      form: 'rfc3640',
      units: ['210203'],
    },
    {
      name: 'a 0 in front of a 2-byte header',
      hex: '00 0018 210203',
      form: 'size',
      units: ['210203'],
    },
    {
      name: 'a short unit, whose 2-byte header begins with 0',
      hex: '0018 210203',
      form: 'size',
      units: ['210203'],
    },
    { name: 'no header', hex: '210203040506', form: 'none', units: ['210203040506'] },
    {
      name: 'no header, but a 0 of its own',
      hex: '00c8030405',
      form: 'none',
      units: ['00c8030405'],
    },
    { name: 'a size that lies', hex: '0010 0020 210203', form: 'none', units: ['00100020210203'] },
    { name: 'half a header', hex: '0020 0010 00', form: 'none', units: ['0020001000'] },
    { name: 'one byte', hex: '21', form: 'none', units: ['21'] },
  ])('$name', ({ hex, form, units }) => {
    expect(split(hex)).toEqual({ form, units });
  });

  it('gives back what was written', () => {
    const unit = fc.uint8Array({ minLength: 1, maxLength: 300 });
    fc.assert(
      fc.property(fc.array(unit, { minLength: 1, maxLength: 6 }), (units) => {
        expect(splitAacPayload(rfc3640(units))).toEqual({ form: 'rfc3640', units });
      }),
      { numRuns: 200 },
    );
  });

  it('never throws and loses nothing of what has no headers', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 60 }), (bytes) => {
        const { form, units } = splitAacPayload(bytes);
        const length = units.reduce((sum, unit) => sum + unit.length, 0);
        expect(length).toBeLessThanOrEqual(bytes.length);
        expect(form === 'none' ? units : []).toEqual(form === 'none' ? [bytes] : []);
      }),
      { numRuns: 500 },
    );
  });
});
