import fc from 'fast-check';
import { findBytes, hasBytesAt } from './find-bytes.js';

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('latin1');

describe('findBytes', () => {
  it('finds at and after a position, in a view too', () => {
    const view = Uint8Array.of(9, 9, 1, 2, 3, 1, 2).subarray(2);
    expect(findBytes(view, Uint8Array.of(1, 2))).toBe(0);
    expect(findBytes(view, Uint8Array.of(1, 2), 1)).toBe(3);
    expect(findBytes(view, Uint8Array.of(1, 2), 4)).toBe(-1);
    expect(findBytes(view, Uint8Array.of(9))).toBe(-1);
    expect(findBytes(view, Uint8Array.of(1, 2), -1)).toBe(0);
  });

  it('property: agrees with String.indexOf, and hasBytesAt agrees with it', () => {
    const few = fc.uint8Array({ min: 0, max: 2, maxLength: 20 });
    fc.assert(
      fc.property(
        few,
        fc.uint8Array({ min: 0, max: 2, minLength: 1, maxLength: 3 }),
        fc.nat(20),
        (hay, needle, from) => {
          const found = findBytes(hay, needle, from);
          expect(found).toBe(text(hay).indexOf(text(needle), from));
          expect(hasBytesAt(hay, needle, from)).toBe(
            found === from && from + needle.length <= hay.length,
          );
        },
      ),
    );
  });

  it('does not look outside of the array', () => {
    const view = Uint8Array.of(1, 2, 3).subarray(0, 2);
    expect(hasBytesAt(view, Uint8Array.of(2, 3), 1)).toBe(false);
    expect(hasBytesAt(view, Uint8Array.of(1), -1)).toBe(false);
  });
});
