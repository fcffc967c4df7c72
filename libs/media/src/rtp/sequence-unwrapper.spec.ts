import fc from 'fast-check';
import { SequenceUnwrapper, sequenceDistance } from './sequence-unwrapper.js';

describe('sequenceDistance', () => {
  it.each([
    [0, 1, 1],
    [65_535, 0, 1],
    [0, 65_535, -1],
    [10, 10, 0],
    [0, 32_767, 32_767],
    [0, 32_768, -32_768],
  ])('from %d to %d is %d', (from, to, distance) => {
    expect(sequenceDistance(from, to)).toBe(distance);
  });
});

describe('SequenceUnwrapper', () => {
  it('RT12: goes on from 0xFFFF to 0x0000', () => {
    const unwrapper = new SequenceUnwrapper();
    expect([0xfffe, 0xffff, 0, 1].map((number) => unwrapper.unwrap(number))).toEqual([
      0xfffe, 0xffff, 0x10000, 0x10001,
    ]);
  });

  it('gives a late packet a lower number, before the first one too', () => {
    const unwrapper = new SequenceUnwrapper();
    expect([0, 0xffff, 2, 1].map((number) => unwrapper.unwrap(number))).toEqual([0, -1, 2, 1]);
  });

  it('starts anew after a reset', () => {
    const unwrapper = new SequenceUnwrapper();
    unwrapper.unwrap(60_000);
    unwrapper.reset();
    expect(unwrapper.unwrap(5)).toBe(5);
  });

  it('is the inverse of wrapping while steps stay within half the circle', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 0xffff }),
        fc.array(fc.integer({ min: 1, max: 32_000 }), { maxLength: 40 }),
        (first, steps) => {
          const unwrapper = new SequenceUnwrapper();
          let expected = first;
          expect(unwrapper.unwrap(first)).toBe(expected);
          for (const step of steps) {
            expected += step;
            expect(unwrapper.unwrap(expected & 0xffff)).toBe(expected);
          }
        },
      ),
    );
  });
});
