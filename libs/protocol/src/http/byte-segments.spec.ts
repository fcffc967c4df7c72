import { concatBytes } from '@casement/bytes';
import fc from 'fast-check';
import { ByteSegments } from './byte-segments.js';

describe('ByteSegments', () => {
  it('gives a view when all bytes lie in one chunk', () => {
    const chunk = Uint8Array.of(1, 2, 3, 4);
    const segments = new ByteSegments();
    segments.append(chunk, 1, 2);
    segments.append(chunk, 2, 4);
    expect(segments.toBytes()).toEqual(Uint8Array.of(2, 3, 4));
    expect(segments.toBytes().buffer).toBe(chunk.buffer);
  });

  it('leaves nothing behind when taken or cleared', () => {
    const [first, second] = [new ByteSegments(), new ByteSegments()];
    second.append(Uint8Array.of(1), 0, 1);
    first.take(second);
    expect([first.length, second.length]).toEqual([1, 0]);
    first.clear();
    expect(first.toBytes()).toEqual(new Uint8Array(0));
  });

  it('property: any ranges of any chunks, in order', () => {
    const range = fc.tuple(fc.nat(2), fc.nat(8), fc.nat(8));
    fc.assert(
      fc.property(fc.array(range, { maxLength: 12 }), (ranges) => {
        const chunks = [0, 10, 20].map((base) =>
          Uint8Array.from({ length: 8 }, (_unused, index) => base + index),
        );
        const segments = new ByteSegments();
        const expected: Uint8Array[] = [];
        for (const [which, start, end] of ranges) {
          const chunk = chunks[which] ?? new Uint8Array(0);
          segments.append(chunk, start, end);
          expected.push(chunk.subarray(start, Math.max(start, end)));
        }
        expect(segments.toBytes()).toEqual(concatBytes(expected));
        expect(segments.length).toBe(concatBytes(expected).length);
      }),
    );
  });
});
