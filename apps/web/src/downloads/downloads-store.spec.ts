import { jest } from '@jest/globals';
import { flushPromises } from '@vue/test-utils';
import { PageWorld, problem } from '../testing/page-world.js';
import { sampleDownload } from '../testing/sample-download.js';
import { useDownloadsStore } from './downloads-store.js';

type World = { readonly world: PageWorld; readonly store: ReturnType<typeof useDownloadsStore> };

async function opened(json: readonly unknown[] = []): Promise<World> {
  const world = new PageWorld();
  world.replies.set('GET recorders', { json: [] }).set('GET downloads', { json });
  const store = world.run(() => useDownloadsStore());
  world.gatewaySocket.open();
  world.socket.becomesConnected();
  await flushPromises();
  return { world, store };
}

describe('downloads store', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('knows after a reload of the page what the gateway has, the newest first', async () => {
    const { store } = await opened([
      sampleDownload('old', { createdAt: '2026-11-20T10:00:00Z', state: 'done' }),
      sampleDownload('new'),
    ]);
    expect(store.downloads.map(({ id }) => id)).toEqual(['new', 'old']);
    expect([store.loaded, store.active, store.unseen.size]).toEqual([true, 1, 0]);
  });

  it('follows what the gateway tells, and says what ended while nobody looked', async () => {
    const { world, store } = await opened([sampleDownload('a'), sampleDownload('b')]);
    world.socket.says('download-progress', sampleDownload('a', { progress: 0.9 }));
    expect(store.downloads.find(({ id }) => id === 'a')?.progress).toBe(0.9);
    world.socket.says('download-progress', sampleDownload('a', { state: 'done', progress: 1 }));
    world.socket.says('download-progress', sampleDownload('a', { state: 'done', progress: 1 }));
    expect([...store.unseen]).toEqual(['a']);
    expect(store.failedUnseen).toBe(false);
    world.socket.says('download-progress', sampleDownload('b', { state: 'failed' }));
    expect(store.failedUnseen).toBe(true);
    store.openShelf();
    expect(store.unseen.size).toBe(0);
    world.socket.says('download-removed', { id: 'a' });
    expect(store.downloads.map(({ id }) => id)).toEqual(['b']);
  });

  it('takes what was told for newer than the answer that was under way', async () => {
    const { world, store } = await opened();
    world.replies.set('GET downloads', () => {
      world.socket.says('download-progress', sampleDownload('a', { progress: 0.8 }));
      world.socket.says('download-removed', { id: 'b' });
      return { json: [sampleDownload('a'), sampleDownload('b')] };
    });
    await store.load();
    expect(store.downloads.map(({ id, progress }) => [id, progress])).toEqual([['a', 0.8]]);
  });

  it('begins, cancels, tries again and deletes', async () => {
    const { world, store } = await opened();
    world.replies
      .set('POST downloads', { status: 202, json: sampleDownload('a') })
      .set('POST downloads/a/cancel', { json: sampleDownload('a', { state: 'cancelled' }) })
      .set('POST downloads/a/retry', { json: sampleDownload('a', { state: 'queued' }) })
      .set('DELETE downloads/a', { status: 204 });
    await store.begin({
      recorder: 'hq',
      cameras: [1],
      from: '2026-11-21T10:00:00Z',
      to: '2026-11-21T12:00:00Z',
    });
    expect(store.active).toBe(1);
    await store.act('cancel', 'a');
    expect([store.active, store.unseen.size]).toEqual([0, 0]);
    await store.act('retry', 'a');
    expect(store.active).toBe(1);
    await store.act('remove', 'a');
    expect(store.downloads).toEqual([]);
    const asked = world.requests.filter(({ path }) => path.startsWith('downloads'));
    expect(asked.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'GET downloads',
      'POST downloads',
      'POST downloads/a/cancel',
      'POST downloads/a/retry',
      'DELETE downloads/a',
    ]);
  });

  it('takes one away that is gone already, and says when it cannot', async () => {
    const { world, store } = await opened([sampleDownload('a'), sampleDownload('b')]);
    world.replies.set('DELETE downloads/a', problem(404, 'gone'));
    world.replies.set('DELETE downloads/b', problem(409, 'It is being read.'));
    await store.act('remove', 'a');
    await expect(store.act('remove', 'b')).rejects.toThrow('It is being read.');
    expect(store.downloads.map(({ id }) => id)).toEqual(['b']);
  });

  it('asks again until there is an answer, but not who may not', async () => {
    const { world, store } = await opened();
    world.replies.set('GET downloads', new Error('no gateway'));
    await store.load();
    expect(store.problem).toBe('The gateway cannot be reached.');
    world.replies.set('GET downloads', { json: [sampleDownload('a')] });
    await jest.advanceTimersByTimeAsync(1_000);
    await flushPromises();
    expect([store.problem, store.active]).toEqual([null, 1]);
    world.replies.set('GET downloads', problem(403, 'Viewers may not.'));
    await store.load();
    const before = world.requests.length;
    await jest.advanceTimersByTimeAsync(60_000);
    expect(world.requests).toHaveLength(before);
  });

  it('forgets everything when somebody signs out', async () => {
    const { world, store } = await opened([sampleDownload('a')]);
    store.openShelf();
    world.gatewaySocket.close();
    expect([store.downloads.length, store.loaded, store.shelfOpen]).toEqual([0, false, false]);
  });
});
