import fc from 'fast-check';
import { PictureTimes } from './picture-times.js';

function placed(times: PictureTimes, presentations: readonly number[]) {
  return presentations.map((presentation) => {
    const { decodeTime, compositionOffset, duration } = times.place(presentation);
    return { decodeTime, presented: decodeTime + compositionOffset, duration };
  });
}

describe('PictureTimes', () => {
  it('decodes when it presents where nothing is reordered, and measures durations', () => {
    const times = new PictureTimes(90_000, 0, undefined);
    expect(placed(times, [9_000, 18_000, 27_000, 36_000])).toEqual([
      { decodeTime: 9_000, presented: 9_000, duration: 3_600 },
      { decodeTime: 18_000, presented: 18_000, duration: 9_000 },
      { decodeTime: 27_000, presented: 27_000, duration: 9_000 },
      { decodeTime: 36_000, presented: 36_000, duration: 9_000 },
    ]);
  });

  it('moves decoding to the front by as many pictures as are held back', () => {
    const times = new PictureTimes(25, 1, 25);
    const order = [10, 13, 11, 12, 16, 14, 15];
    expect(placed(times, order).map(({ decodeTime }) => decodeTime)).toEqual([
      9, 10, 11, 12, 13, 14, 15,
    ]);
    expect(placed(new PictureTimes(25, 1, 25), order).map(({ presented }) => presented)).toEqual(
      order,
    );
  });

  it('never goes back, presents each picture at its time, and is not confused by standing still', () => {
    const presentations = fc.array(fc.nat(100_000), { maxLength: 60 });
    const reorder = fc.constantFrom(undefined, 0, 1, 2, 16);
    fc.assert(
      fc.property(presentations, reorder, (list, maxReorder) => {
        const times = new PictureTimes(90_000, maxReorder, undefined);
        let last = -1;
        placed(times, list).forEach(({ decodeTime, presented, duration }, at) => {
          expect(decodeTime).toBeGreaterThan(last);
          expect(duration).toBeGreaterThan(0);
          const isMoved = maxReorder === 0 || list[at] === list[at - 1];
          expect(isMoved || presented === list[at]).toBe(true);
          expect(presented).toBeGreaterThanOrEqual(list[at] ?? 0);
          last = decodeTime;
        });
      }),
    );
    const still = placed(new PictureTimes(90_000, undefined, 25), [5, 5, 5, 5, 3_605, 7_205]);
    expect(still.map(({ decodeTime }) => decodeTime)).toEqual([5, 6, 7, 8, 3_605, 7_205]);
  });
});
