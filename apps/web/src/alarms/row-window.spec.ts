import fc from 'fast-check';
import { rowWindow } from './row-window.js';

describe('rowWindow', () => {
  it('has all rows in sight and never many more', () => {
    fc.assert(
      fc.property(
        fc.nat(5_000),
        fc.integer({ min: 20, max: 80 }),
        fc.integer({ min: 1, max: 2_000 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        (count, rowHeight, height, share) => {
          const scrollTop = Math.max(0, count * rowHeight - height) * share;
          const { first, end } = rowWindow({ count, rowHeight, scrollTop, height });
          const top = Math.floor(scrollTop / rowHeight);
          const bottom = Math.min(count, Math.ceil((scrollTop + height) / rowHeight));
          expect(first).toBeLessThanOrEqual(top);
          expect(end).toBeGreaterThanOrEqual(bottom);
          expect(end - first).toBeLessThanOrEqual(height / rowHeight + 20);
        },
      ),
    );
  });

  it('shows the end of a list that became shorter', () => {
    expect(rowWindow({ count: 10, rowHeight: 40, scrollTop: 40_000, height: 200 })).toEqual({
      first: 0,
      end: 10,
    });
  });
});
