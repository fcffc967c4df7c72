import fc from 'fast-check';
import { sampleGop } from '../../testing/recorded-gops.js';
import { GopStore, storeLimits } from './gop-store.js';

function starts(store: GopStore): readonly number[] {
  const found: number[] = [];
  let gop = store.at(Number.MAX_SAFE_INTEGER);
  while (gop !== undefined) {
    found.unshift(gop.startMs);
    gop = store.next(gop, -1);
  }
  return found;
}

describe('GopStore', () => {
  it('finds the GOP of a time and its neighbours', () => {
    const store = new GopStore();
    [400, 0, 200].forEach((startMs) => store.add(sampleGop({ startMs })));
    expect(starts(store)).toEqual([0, 200, 400]);
    expect(store.at(-1)).toBeUndefined();
    expect(store.at(399)?.startMs).toBe(200);
    const [middle] = [store.at(200)];
    expect(middle && store.next(middle, 1)?.startMs).toBe(400);
    expect(middle && store.next(middle, -1)?.startMs).toBe(0);
    const absent = sampleGop({ startMs: 300 });
    expect([store.next(absent, 1)?.startMs, store.next(absent, -1)?.startMs]).toEqual([400, 200]);
  });

  it('takes the same GOP once, and a more complete one instead of it', () => {
    const store = new GopStore();
    expect(store.add(sampleGop({ startMs: 0 }))).toBe(true);
    expect(store.add(sampleGop({ startMs: 0 }))).toBe(false);
    expect(store.add(sampleGop({ startMs: 0, count: 9 }))).toBe(true);
    expect([store.count, store.bytes]).toEqual([1, 36]);
    expect(store.add(sampleGop({ startMs: 0, codec: 'hvc1.1.6.L93.B0' }))).toBe(true);
  });

  it('lets go of what lies farthest away, rather behind than ahead', () => {
    const store = new GopStore();
    for (let index = 0; index < 60; index += 1) {
      store.add(sampleGop({ startMs: index * 200 }));
    }
    store.trim(6_000, 1);
    expect(store.count).toBe(storeLimits.gops);
    const kept = starts(store);
    expect([kept[0], kept.at(-1)]).toEqual([3_400, 11_200]);
    store.trim(6_000, -1);
    expect(store.count).toBe(storeLimits.gops);
  });

  it('keeps the GOP of the position and those ahead, whatever they weigh', () => {
    const store = new GopStore();
    const bytesEach = 10_000_000;
    for (let index = 0; index < 4; index += 1) {
      store.add(sampleGop({ startMs: index * 200, bytesEach }));
    }
    store.trim(200, 1);
    expect(starts(store)).toEqual([200, 400, 600]);
    store.trim(400, -1);
    expect(starts(store)).toEqual([200, 400]);
  });

  it('stays sorted and counted whatever comes', () => {
    fc.assert(
      fc.property(
        fc.array(fc.record({ at: fc.nat(3_000), count: fc.integer({ min: 1, max: 4 }) })),
        fc.nat(3_000),
        fc.constantFrom(1 as const, -1 as const),
        (gops, positionMs, direction) => {
          const store = new GopStore();
          for (const { at, count } of gops) {
            store.add(sampleGop({ startMs: at * 10, count }));
            store.trim(positionMs * 10, direction);
          }
          const found = starts(store);
          expect(found).toEqual([...new Set(found)].sort((a, b) => a - b));
          expect(found).toHaveLength(store.count);
          expect(store.count).toBeLessThanOrEqual(storeLimits.gops);
          const bytes = found.reduce((sum, startMs) => sum + (store.at(startMs)?.bytes ?? 0), 0);
          expect(store.bytes).toBe(bytes);
        },
      ),
    );
  });
});
