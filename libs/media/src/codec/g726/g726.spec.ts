import { fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { swapG726BitOrder } from './g726.js';

describe('swapG726BitOrder', () => {
  it('MP02: the halves of each byte change places, of an odd number of bytes too', () => {
    expect(toHex(swapG726BitOrder(fromHex('1234')))).toBe('2143');
    expect(toHex(swapG726BitOrder(fromHex('abcdef')))).toBe('badcfe');
  });

  it('done twice it changes nothing, and never the bytes it was given', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const before = bytes.slice();
        expect(swapG726BitOrder(swapG726BitOrder(bytes))).toEqual(before);
        expect(bytes).toEqual(before);
      }),
    );
  });
});
