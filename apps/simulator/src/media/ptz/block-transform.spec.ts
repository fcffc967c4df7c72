import fc from 'fast-check';
import { forward4x4, hadamard2x2, hadamard4x4, inverse4x4, zigZag } from './block-transform.js';
import { chromaQpOf, Quantiser } from './quantiser.js';

const differences = fc
  .array(fc.integer({ min: -255, max: 255 }), { minLength: 16, maxLength: 16 })
  .map((list) => Int32Array.from(list));

function worst(one: Int32Array, other: Int32Array): number {
  return Math.max(...one.map((value, index) => Math.abs(value - (other[index] ?? 0))));
}

describe('the transforms', () => {
  it('undo themselves but for a factor', () => {
    fc.assert(
      fc.property(differences, (block) => {
        const twice = Int32Array.from(block);
        hadamard4x4(twice);
        hadamard4x4(twice);
        expect([...twice]).toEqual([...block].map((value) => 16 * value));
        const four = block.slice(0, 4);
        hadamard2x2(four);
        hadamard2x2(four);
        expect([...four]).toEqual([...block.slice(0, 4)].map((value) => 4 * value));
      }),
    );
  });

  it('have the matrix of the standard', () => {
    const block = new Int32Array(16);
    block[1] = 1;
    forward4x4(block);
    // A dot in the second column of the first row, by rows of the matrix: (1, 1, -1, -2) across, (1, 2, 1, 1) down.
    expect([...block]).toEqual([1, 1, -1, -2, 2, 2, -2, -4, 1, 1, -1, -2, 1, 1, -1, -2]);
  });

  it('visit every place in the zig-zag', () => {
    expect([...zigZag].sort((one, other) => one - other)).toEqual([...Array(16).keys()]);
  });
});

describe('Quantiser', () => {
  it.each([
    [20, 12],
    [26, 24],
    [38, 96],
  ])('QP %i: what comes back is as close as its steps are', (qp, distance) => {
    const quantiser = new Quantiser(qp);
    fc.assert(
      fc.property(differences, (block) => {
        const work = Int32Array.from(block);
        forward4x4(work);
        const levels = new Int32Array(16);
        const count = quantiser.levels(work, levels, 0);
        expect(count).toBe(levels.filter((level) => level !== 0).length);
        expect(levels[0]).toBe(0);
        const decoded = new Int32Array(16);
        levels.forEach((level, index) => {
          const place = zigZag[index] ?? 0;
          decoded[place] = quantiser.coefficient(level, place);
        });
        // DC has a way of its own: here it is brought back without loss, 4 times as large as the sum over the block.
        decoded[0] = (work[0] ?? 0) * 4;
        inverse4x4(decoded);
        const shown = decoded.map((value) => (value + 32) >> 6);
        expect(worst(shown, block)).toBeLessThanOrEqual(distance);
      }),
    );
  });

  it('says rightly below which sum a block has no level', () => {
    fc.assert(
      fc.property(fc.integer({ min: 12, max: 51 }), differences, (qp, block) => {
        const quantiser = new Quantiser(qp);
        const sum = block.reduce((all, value) => all + Math.abs(value), 0);
        const part = Math.min(1, (quantiser.least - 1) / Math.max(1, sum));
        const work = block.map((value) => Math.trunc(value * part));
        forward4x4(work);
        expect(quantiser.levels(work, new Int32Array(16), 0)).toBe(0);
      }),
    );
  });

  it('takes the QP of colour from table 8-15', () => {
    expect([26, 29, 30, 34, 36, 38, 42, 51].map(chromaQpOf)).toEqual([
      26, 29, 29, 32, 34, 35, 37, 39,
    ]);
  });
});
