import fc from 'fast-check';
import { piecesOf, pieceWords } from './download-estimate.js';

const at = (time: string): number => Date.parse(`2026-11-21T${time}Z`);

describe('download estimate', () => {
  it.each([
    ['10:00:00', '11:00:00', 1, 1],
    ['10:00:00', '11:01:00', 1, 2],
    ['10:00:01', '11:00:01', 1, 2],
    ['10:00:10', '10:00:20', 3, 3],
    ['10:00:00', '10:00:00', 1, 1],
    ['10:00:00', '12:00:00', 2, 4],
  ])('%s to %s of %i cameras: %i transfers', (from, to, cameras, pieces) => {
    expect(piecesOf(at(from), at(to), cameras)).toBe(pieces);
  });

  it('covers every range with pieces of an hour', () => {
    const instant = fc.integer({ min: 0, max: 10 ** 12 });
    const length = fc.integer({ min: 1, max: 10 ** 9 });
    fc.assert(
      fc.property(instant, length, (fromMs, lengthMs) => {
        const pieces = piecesOf(fromMs, fromMs + lengthMs, 1);
        expect(pieces * 3_600_000).toBeGreaterThanOrEqual(lengthMs);
        expect((pieces - 1) * 3_600_000).toBeLessThan(lengthMs + 120_000);
      }),
    );
  });

  it('has words', () => {
    expect([0, 1, 6].map(pieceWords)).toEqual([
      'Choose a camera.',
      'One transfer.',
      '6 transfers of an hour at most, two at a time.',
    ]);
  });
});
