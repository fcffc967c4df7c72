import { DraftQueue } from './draft-queue.js';
import { draftOf, draftsOf } from './testing/alarm-drafts.js';

const logNumbers = (queue: DraftQueue): number[] =>
  queue.first(100).map(({ logNumber }) => logNumber);

describe('DraftQueue', () => {
  it('gives what came first, as often as it is asked', () => {
    const queue = new DraftQueue();
    draftsOf(5).forEach((draft) => queue.push(draft));
    expect(queue.first(2).map(({ logNumber }) => logNumber)).toEqual([1, 2]);
    expect(queue.size).toBe(5);
    queue.drop(2);
    expect(logNumbers(queue)).toEqual([3, 4, 5]);
    draftsOf(2, { first: 6 }).forEach((draft) => queue.push(draft));
    queue.drop(1);
    expect(logNumbers(queue)).toEqual([4, 5, 6, 7]);
    queue.drop(100);
    expect(queue.size).toBe(0);
  });

  it('refuses what is one too many, and keeps the oldest', () => {
    const queue = new DraftQueue({ maxDrafts: 3 });
    expect(draftsOf(4).map((draft) => queue.push(draft))).toEqual([true, true, true, false]);
    expect(queue.isRoomy).toBe(false);
    queue.drop(2);
    expect(queue.isRoomy).toBe(true);
    expect(logNumbers(queue)).toEqual([3]);
    expect(queue.push(draftOf({ logNumber: 9 }))).toBe(true);
  });

  it('refuses what takes too much memory', () => {
    const queue = new DraftQueue({ maxBytes: 10_000 });
    const draft = draftOf({ bytes: new Uint8Array(4_096) });
    expect([queue.push(draft), queue.push(draft), queue.push(draft)]).toEqual([true, true, false]);
    queue.drop(2);
    expect(queue.push(draft)).toBe(true);
  });
});
