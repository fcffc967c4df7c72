import fc from 'fast-check';
import { ReplayWindow, replayWindowPackets } from './replay-window.js';

describe('ReplayWindow', () => {
  it('accepts each index once, and none that is older than the window', () => {
    const indexes = fc.array(fc.oneof(fc.nat(200), fc.integer({ min: 0, max: 2 ** 31 - 1 })), {
      maxLength: 300,
    });
    fc.assert(
      fc.property(indexes, (sequence) => {
        const window = new ReplayWindow();
        const seen = new Set<number>();
        let newest = -1;
        for (const index of sequence) {
          const expected = !seen.has(index) && index > newest - replayWindowPackets;
          expect(window.isFresh(index)).toBe(expected);
          if (expected) {
            window.accept(index);
            seen.add(index);
            newest = Math.max(newest, index);
          }
        }
      }),
    );
  });

  it('looks without remembering', () => {
    const window = new ReplayWindow();

    expect([window.isFresh(7), window.isFresh(7)]).toEqual([true, true]);
  });
});
