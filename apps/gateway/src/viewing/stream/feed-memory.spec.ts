import fc from 'fast-check';
import { FeedBudget } from './feed-budget.js';
import { FeedMemory } from './feed-memory.js';
import type { FeedMessage } from './feed-message.js';

const head = (data: string | Buffer, continues = false): FeedMessage => ({
  kind: 'head',
  data,
  continues,
});
const media = (kind: FeedMessage['kind'], text: string): FeedMessage => ({
  kind,
  data: Buffer.from(text),
});
const texts = (messages: readonly FeedMessage[]): string =>
  messages.map(({ data }) => data.toString()).join(' ');

describe('FeedMemory', () => {
  it('keeps the head and what came since the newest key picture', () => {
    const memory = new FeedMemory(new FeedBudget());
    memory.put(media('picture', 'p0'));
    memory.put(head('start'));
    memory.put(head(Buffer.from('init')));
    for (const text of ['s1', 'K1', 'p1', 's2', 'K2', 'p2', 's3']) {
      const kind = text.startsWith('K')
        ? 'key-picture'
        : text.startsWith('s')
          ? 'sound'
          : 'picture';
      memory.put(media(kind, text));
    }
    expect(texts(memory.head)).toBe('start init');
    expect(texts(memory.sinceKeyPicture)).toBe('K2 p2 s3');
  });

  it('forgets what another head does not describe', () => {
    const memory = new FeedMemory(new FeedBudget());
    memory.put(head('one'));
    memory.put(media('key-picture', 'K1'));
    memory.put(head('with sound', true));
    expect(texts(memory.sinceKeyPicture)).toBe('K1');
    memory.put(head('two'));
    memory.put(head(Buffer.from('init')));
    expect([texts(memory.head), texts(memory.sinceKeyPicture)]).toEqual(['two init', '']);
  });

  it('keeps no more than its limits', () => {
    const memory = new FeedMemory(new FeedBudget(), { bytes: 10, messages: 3 });
    memory.put(media('key-picture', '12345678'));
    memory.put(media('picture', '90'));
    expect(memory.sinceKeyPicture).toHaveLength(2);
    memory.put(media('picture', '1'));
    expect(memory.sinceKeyPicture).toEqual([]);
    for (const text of ['a', 'b', 'c', 'd']) {
      memory.put(media('picture', text));
    }
    expect(memory.sinceKeyPicture).toEqual([]);
    memory.put(media('key-picture', 'K'));
    ['a', 'b', 'c'].forEach((text) => memory.put(media('picture', text)));
    expect(memory.sinceKeyPicture).toEqual([]);
  });

  it('keeps no more than all feeds may keep together, and gives back what it kept', () => {
    const budget = new FeedBudget(20);
    const [one, two] = [new FeedMemory(budget), new FeedMemory(budget)];
    one.put(media('key-picture', '0123456789ab'));
    two.put(media('key-picture', '0123'));
    expect([budget.bytes, budget.refusals]).toEqual([16, 0]);
    two.put(media('picture', '01234'));
    expect(two.sinceKeyPicture).toEqual([]);
    expect([budget.bytes, budget.refusals]).toEqual([12, 1]);
    two.put(media('picture', '0'));
    expect(two.sinceKeyPicture).toEqual([]);
    one.put(media('key-picture', '0123'));
    two.put(media('key-picture', '0123456789ab'));
    expect(texts(two.sinceKeyPicture)).toBe('0123456789ab');
    expect(budget.bytes).toBe(16);
    one.close();
    two.close();
    two.close();
    two.put(media('key-picture', 'late'));
    expect([budget.bytes, two.head, two.sinceKeyPicture]).toEqual([0, [], []]);
  });

  it('whatever comes: the budget counts what is kept, and is never exceeded', () => {
    const kinds = fc.constantFrom('head', 'key-picture', 'picture', 'sound');
    const step = fc.record({ feed: fc.nat(2), kind: kinds, bytes: fc.nat(30) });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const budget = new FeedBudget(64);
        const feeds = [0, 1, 2].map(() => new FeedMemory(budget, { bytes: 40, messages: 4 }));
        for (const { feed, kind, bytes } of steps) {
          feeds[feed]?.put(media(kind, 'x'.repeat(bytes)));
          const kept = feeds.flatMap(({ sinceKeyPicture }) => sinceKeyPicture);
          expect(budget.bytes).toBe(kept.reduce((sum, { data }) => sum + data.length, 0));
          expect(budget.bytes).toBeLessThanOrEqual(64);
        }
        feeds.forEach((feed) => feed.close());
        expect(budget.bytes).toBe(0);
      }),
    );
  });
});
