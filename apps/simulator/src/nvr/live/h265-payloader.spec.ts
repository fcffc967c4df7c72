import fc from 'fast-check';
import { H265Payloader } from './h265-payloader.js';

const payloader = new H265Payloader();

/** Puts fragments together again (protocol decisions B.5). */
function join(payloads: readonly Uint8Array[]): string {
  return payloads
    .map((payload) => {
      if (((payload[0]! >> 1) & 0x3f) !== 49) {
        return Buffer.from(payload).toString('hex');
      }
      const head = [(payload[0]! & 0x81) | ((payload[2]! & 0x3f) << 1), payload[1]!];
      const isFirst = (payload[2]! & 0x80) !== 0;
      return Buffer.from([...(isFirst ? head : []), ...payload.subarray(3)]).toString('hex');
    })
    .join('');
}

describe('H265Payloader', () => {
  it('makes the fragments of RT04 and RT05', () => {
    const nalUnit = Uint8Array.from(Buffer.from('2601af112233', 'hex'));
    const payloads = payloader.payloads([nalUnit], 5);
    expect(payloads.map((payload) => Buffer.from(payload).toString('hex'))).toEqual([
      '620193af11',
      '6201532233',
    ]);
  });

  it('loses nothing, keeps to the size, and marks start and end once', () => {
    const unit = fc
      .tuple(fc.nat(47), fc.uint8Array({ minLength: 1, maxLength: 200 }))
      .map(([type, body]) => Uint8Array.from([type << 1, 1, ...body]));
    fc.assert(
      fc.property(unit, fc.integer({ min: 4, max: 80 }), (nalUnit, room) => {
        const payloads = payloader.payloads([nalUnit], room);
        expect(payloads.every(({ length }) => length <= room)).toBe(true);
        expect(join(payloads)).toBe(Buffer.from(nalUnit).toString('hex'));
        if (payloads.length > 1) {
          const flags = payloads.map((payload) => payload[2]! & 0xc0);
          expect(flags[0]).toBe(0x80);
          expect(flags.at(-1)).toBe(0x40);
          expect(flags.slice(1, -1).every((flag) => flag === 0)).toBe(true);
        }
      }),
    );
  });
});
