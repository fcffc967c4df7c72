import fc from 'fast-check';
import { SampleChain } from './sample-chain.js';
import { keptGop } from './testing/recorded-gops.js';

const chainOf = (direction: 1 | -1, ...startsMs: number[]): SampleChain => {
  const chain = new SampleChain();
  startsMs.forEach((startMs) => chain.add(keptGop(startMs), direction));
  return chain;
};

describe('samples of fast forward and rewind', () => {
  it('stand until the clock comes to the next one', () => {
    const chain = chainOf(1, 10_000, 14_000, 18_000);
    expect(chain.at(13_999, 1)?.startMs).toBe(10_000);
    expect(chain.at(14_000, 1)?.startMs).toBe(14_000);
    expect(chain.at(9_999, 1)).toBeUndefined();
    expect(chain.limit(1)).toBe(19_000);
    expect(chain.from(14_500, 1).map(({ startMs }) => startMs)).toEqual([14_000, 18_000]);
  });

  it('are reached at their ends when the clock goes back', () => {
    const chain = chainOf(-1, 18_000, 14_000, 10_000);
    expect(chain.at(19_000, -1)?.startMs).toBe(18_000);
    expect(chain.at(15_000, -1)?.startMs).toBe(14_000);
    expect(chain.limit(-1)).toBe(10_000);
  });

  it('begin with what is on screen, once', () => {
    const chain = new SampleChain();
    chain.begin(keptGop(1_000));
    chain.begin(keptGop(2_000));
    chain.add(keptGop(5_000), 1);
    expect(chain.from(1_000, 1).map(({ startMs, alone }) => [startMs, alone])).toEqual([
      [1_000, false],
      [5_000, true],
    ]);
  });

  it('are enough when two lie ahead', () => {
    const chain = chainOf(1, 10_000, 14_000, 18_000);
    expect(chain.isEnough(10_000, 1)).toBe(true);
    expect(chain.isEnough(14_000, 1)).toBe(false);
  });

  it('only go on in the direction of travel, and not without bound', () => {
    fc.assert(
      fc.property(
        fc.array(fc.nat(100_000), { maxLength: 40 }),
        fc.constantFrom(1 as const, -1 as const),
        (list, direction) => {
          const chain = chainOf(direction, ...list);
          const starts = chain.from(direction === 1 ? -1 : 200_000, direction);
          const sorted = starts.toSorted((a, b) => (a.startMs - b.startMs) * direction);
          expect(starts).toEqual(sorted);
          expect(starts.length).toBeLessThanOrEqual(8);
          expect(chain.isEmpty).toBe(list.length === 0);
        },
      ),
    );
  });
});
