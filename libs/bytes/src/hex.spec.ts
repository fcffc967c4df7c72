import fc from 'fast-check';
import { BytesError } from './bytes-error.js';
import { fromHex, toHex } from './hex.js';

describe('hex', () => {
  it('shows at most 64 bytes unless told otherwise', () => {
    expect(toHex(Uint8Array.of(0, 0xff))).toBe('00ff');
    expect(toHex(new Uint8Array(64))).toBe('00'.repeat(64));
    expect(toHex(new Uint8Array(67))).toBe(`${'00'.repeat(64)}…(+3 bytes)`);
    expect(toHex(Uint8Array.of(1, 2, 3), 1)).toBe('01…(+2 bytes)');
    expect(toHex(new Uint8Array(0))).toBe('');
  });

  it('shows a view, not its whole buffer', () => {
    expect(toHex(Uint8Array.of(1, 2, 3, 4).subarray(1, 3))).toBe('0203');
  });

  it('reads both cases and white space', () => {
    expect(fromHex(' 0a FF\n01 ')).toEqual(Uint8Array.of(10, 255, 1));
    expect(fromHex('')).toEqual(new Uint8Array(0));
  });

  it.each(['0', '0g', '0x01', '00…', 'ff–00'])('refuses %p', (text) => {
    expect(() => fromHex(text)).toThrow(BytesError);
  });

  it('property: round trip, and nothing but BytesError for other text', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        expect(fromHex(toHex(bytes, bytes.length))).toEqual(bytes);
      }),
    );
    fc.assert(
      fc.property(fc.string(), (text) => {
        let outcome: unknown;
        try {
          outcome = fromHex(text);
        } catch (error) {
          outcome = error;
        }
        expect(outcome instanceof Uint8Array || outcome instanceof BytesError).toBe(true);
      }),
    );
  });
});
