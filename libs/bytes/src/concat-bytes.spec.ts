import fc from 'fast-check';
import { concatBytes } from './concat-bytes.js';

describe('concatBytes', () => {
  it('joins nothing to an empty array', () => {
    expect(concatBytes([])).toEqual(new Uint8Array(0));
  });

  it('property: joins in order and copies', () => {
    fc.assert(
      fc.property(fc.array(fc.uint8Array()), (list) => {
        const joined = concatBytes(list);
        expect([...joined]).toEqual(list.flatMap((part) => [...part]));
        const before = list.map((part) => [...part]);
        joined.fill(0x55);
        expect(list.map((part) => [...part])).toEqual(before);
      }),
    );
  });
});
