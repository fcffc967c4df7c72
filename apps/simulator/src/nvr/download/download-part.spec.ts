import fc from 'fast-check';
import { cutInto } from './download-part.js';

const pieces = fc.array(fc.uint8Array({ maxLength: 50 }), { maxLength: 10 });
const lengthOf = (group: readonly Uint8Array[]): number =>
  group.reduce((sum, { length }) => sum + length, 0);

describe('cutInto', () => {
  it('property: loses nothing, and all groups but the last have the size', () => {
    fc.assert(
      fc.property(pieces, fc.integer({ min: 1, max: 60 }), (all, size) => {
        const groups = [...cutInto(all, size)];
        expect(Buffer.concat(groups.flat())).toEqual(Buffer.concat(all));
        expect(groups.slice(0, -1).every((group) => lengthOf(group) === size)).toBe(true);
        expect(lengthOf(groups.at(-1) ?? [])).toBeLessThanOrEqual(size);
      }),
    );
  });

  it('has one empty group when there is nothing', () => {
    expect([...cutInto([], 5)]).toEqual([[]]);
  });
});
