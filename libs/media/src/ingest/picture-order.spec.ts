import fc from 'fast-check';
import { PictureOrder } from './picture-order.js';

function outOfOrder(counts: readonly (number | undefined)[], bits = 4): string {
  const order = new PictureOrder();
  return counts.map((count) => (order.note(count, bits) ? 'x' : '.')).join('');
}

describe('PictureOrder', () => {
  it.each([
    { name: 'low delay', counts: [undefined, 1, 2, 3], shown: '....' },
    { name: 'B pictures', counts: [undefined, 3, 1, 2, 6, 4, 5], shown: '..xx.xx' },
    { name: 'a pyramid', counts: [undefined, 4, 2, 1, 3], shown: '..xxx' },
    { name: 'leading pictures of a CRA picture', counts: [8, 6, 7, 9], shown: '.xx.' },
    { name: 'a wrap', counts: [14, 15, 0, 1], shown: '....' },
    { name: 'a new start', counts: [undefined, 5, undefined, 1], shown: '....' },
  ])('$name', ({ counts, shown }) => {
    expect(outOfOrder(counts)).toBe(shown);
  });

  it('does not compare across a gap', () => {
    const order = new PictureOrder();
    order.note(undefined, 8);
    order.note(100, 8);
    order.restart();
    expect(order.note(20, 8)).toBe(false);
    expect(order.note(18, 8)).toBe(true);
  });

  it('counts that only grow are never out of order, however often they wrap', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 7 })), fc.nat(15), (steps, start) => {
        let count = start;
        const counts = steps.map((step) => (count += step) % 16);
        expect(outOfOrder([start, ...counts])).not.toContain('x');
      }),
    );
  });
});
