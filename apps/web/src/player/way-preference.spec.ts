import { FakeMemoryStorage } from '../testing/fake-memory-storage.js';
import { loadWay, saveWay } from './way-preference.js';

describe('way preference', () => {
  it('remembers the way of each camera, and forgets it', () => {
    const storage = new FakeMemoryStorage();
    saveWay('hq:1', 'hls', storage);
    saveWay('hq:2', 'mjpeg', storage);
    expect(loadWay('hq:1', storage)).toBe('hls');
    saveWay('hq:1', null, storage);
    expect(loadWay('hq:1', storage)).toBeNull();
    expect(loadWay('hq:2', storage)).toBe('mjpeg');
  });

  it.each(['', '{', '[]', '{"hq:1":"carrier pigeon"}'])('takes %j for nothing', (text) => {
    const storage = new FakeMemoryStorage();
    storage.setItem('casement.ways', text);
    expect(loadWay('hq:1', storage)).toBeNull();
  });
});
