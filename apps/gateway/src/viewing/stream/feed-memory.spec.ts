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
    const memory = new FeedMemory();
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
    const memory = new FeedMemory();
    memory.put(head('one'));
    memory.put(media('key-picture', 'K1'));
    memory.put(head('with sound', true));
    expect(texts(memory.sinceKeyPicture)).toBe('K1');
    memory.put(head('two'));
    memory.put(head(Buffer.from('init')));
    expect([texts(memory.head), texts(memory.sinceKeyPicture)]).toEqual(['two init', '']);
  });

  it('keeps no more than its limits', () => {
    const memory = new FeedMemory({ bytes: 10, messages: 3 });
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
});
