import { SharedWork } from './shared-work.js';
import { SnapshotCache } from './snapshot-cache.js';

describe('SnapshotCache', () => {
  it('gives the picture that is wanted and no older one', () => {
    const cache = new SnapshotCache();
    cache.put('hq/1 full', { tag: 'a', jpeg: Uint8Array.of(1) });
    expect(cache.find('hq/1 full', 'a')).toEqual(Uint8Array.of(1));
    expect(cache.find('hq/1 full', 'b')).toBeUndefined();
    expect(cache.find('hq/2 full', 'a')).toBeUndefined();
  });

  it('keeps as many bytes as it may, those asked for last', () => {
    const cache = new SnapshotCache(10);
    ['a', 'b', 'c'].forEach((key) => cache.put(key, { tag: 't', jpeg: new Uint8Array(3) }));
    cache.find('a', 't');
    cache.put('d', { tag: 't', jpeg: new Uint8Array(3) });
    expect(['a', 'b', 'c', 'd'].filter((key) => cache.find(key, 't'))).toEqual(['a', 'c', 'd']);
    cache.put('a', { tag: 'u', jpeg: new Uint8Array(4) });
    expect(cache.bytes).toBe(10);
    cache.put('e', { tag: 't', jpeg: new Uint8Array(11) });
    expect(cache.bytes).toBe(0);
  });
});

describe('SharedWork', () => {
  it('is done once for all who ask meanwhile, and again for the next', async () => {
    const work = new SharedWork<number>();
    let done = 0;
    const ask = () => work.run('key', () => Promise.resolve((done += 1)));
    expect(await Promise.all([ask(), ask(), ask()])).toEqual([1, 1, 1]);
    expect(await ask()).toBe(2);
  });

  it('fails for all who asked, and is tried again by the next', async () => {
    const work = new SharedWork<number>();
    const failing = () => work.run('key', () => Promise.reject(new Error('no')));
    const results = await Promise.allSettled([failing(), failing()]);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(await work.run('key', () => Promise.resolve(1))).toBe(1);
  });
});
