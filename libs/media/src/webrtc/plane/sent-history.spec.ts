import fc from 'fast-check';
import { SentHistory, historyPackets } from './sent-history.js';

describe('SentHistory', () => {
  it('finds exactly the last packets by sequence number, over any roll-over', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 0, max: 2 ** 40 }),
        fc.integer({ min: 0, max: 3_000 }),
        fc.integer({ min: -3_000, max: 3_000 }),
        (first, count, offset) => {
          const history = new SentHistory(first);
          for (let at = 0; at < count; at += 1) {
            history.record(at + 7, at * 3);
          }
          const index = first + count + offset;
          const isKept = offset < 0 && -offset <= Math.min(count, historyPackets);
          const found = history.find(((index % 65_536) + 65_536) % 65_536);
          expect(found).toBe(isKept ? index : -1);
          if (isKept) {
            expect(history.has(found)).toBe(true);
            expect(history.ringIndex(found)).toBe(count + offset + 7);
            expect(history.timestamp(found)).toBe((count + offset) * 3);
          }
        },
      ),
    );
  });

  it('has nothing of the ring before', () => {
    const history = new SentHistory(65_535);
    history.record(1, 1);
    history.forget();
    history.record(2, 2);
    expect(history.find(65_535)).toBe(-1);
    expect(history.find(0)).toBe(65_536);
  });

  it('knows when a packet was repeated, until its slot is taken by another one', () => {
    const history = new SentHistory(0);
    history.record(0, 0);
    expect(history.sinceRepeatMs(0, 1_000)).toBe(Number.POSITIVE_INFINITY);
    history.repeated(0, 1_000.7);
    expect(history.sinceRepeatMs(0, 1_020.2)).toBe(20);
    for (let at = 0; at < historyPackets; at += 1) {
      history.record(at, at);
    }
    expect(history.has(0)).toBe(false);
    expect(history.sinceRepeatMs(historyPackets, 2_000)).toBe(Number.POSITIVE_INFINITY);
  });
});
