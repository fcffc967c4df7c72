import { jest } from '@jest/globals';
import { type Preview, PreviewLoader } from './preview-loader.js';

function reply(status: number, retryAfter?: string): Response {
  return {
    status,
    ok: status === 200,
    headers: new Headers(retryAfter === undefined ? {} : { 'Retry-After': retryAfter }),
    blob: () => Promise.resolve(new Blob(['x'])),
  } as Response;
}

function loader(answers: (atMs: number) => Promise<Response>) {
  const asked: number[] = [];
  const shown: (Preview | null)[] = [];
  const dropped: string[] = [];
  let made = 0;
  const preview = new PreviewLoader({
    fetch: (atMs) => {
      asked.push(atMs);
      return answers(atMs);
    },
    onPreview: (next) => shown.push(next),
    makeUrl: () => {
      made += 1;
      return `blob:${made}`;
    },
    dropUrl: (url) => dropped.push(url),
  });
  return { preview, asked, shown, dropped };
}

describe('preview loader', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks one at a time and always for the newest place', async () => {
    const { preview, asked, shown } = loader(() => Promise.resolve(reply(200)));
    for (let at = 1; at <= 50; at += 1) {
      preview.want(at);
    }
    await jest.advanceTimersByTimeAsync(1_000);
    expect(asked).toEqual([1, 50]);
    expect(shown.at(-1)).toEqual({ kind: 'picture', atMs: 50, url: 'blob:2' });
  });

  it('says that the recorder is asked, waits as told, and asks again', async () => {
    let busy = true;
    const { preview, asked, shown } = loader(() => Promise.resolve(reply(busy ? 202 : 200, '2')));
    preview.want(7);
    await jest.advanceTimersByTimeAsync(1_900);
    expect(shown).toEqual([{ kind: 'asking', atMs: 7 }]);
    busy = false;
    await jest.advanceTimersByTimeAsync(200);
    expect(asked).toEqual([7, 7]);
    expect(shown.at(-1)).toMatchObject({ kind: 'picture' });
  });

  it('gives up asking for a place that the playhead left', async () => {
    const { preview, asked } = loader(() => Promise.resolve(reply(202)));
    preview.want(1);
    await jest.advanceTimersByTimeAsync(10);
    preview.want(2);
    await jest.advanceTimersByTimeAsync(1_500);
    expect(asked).toEqual([1, 2]);
    preview.stop();
  });

  it.each([
    [404, 'no recording'],
    [500, 'no preview'],
  ])('%d: %s', async (status, words) => {
    const { preview, shown } = loader(() => Promise.resolve(reply(status)));
    preview.want(1);
    await jest.advanceTimersByTimeAsync(10);
    expect(shown).toEqual([{ kind: 'nothing', atMs: 1, words }]);
    preview.stop();
  });

  it('lets go of its pictures, and of answers that come too late', async () => {
    const { preview, shown, dropped } = loader(async (at) => {
      if (at !== 1) {
        await new Promise((done) => setTimeout(done, 500));
      }
      return reply(200);
    });
    preview.want(1);
    await jest.advanceTimersByTimeAsync(200);
    preview.want(2);
    await jest.advanceTimersByTimeAsync(200);
    preview.stop();
    await jest.advanceTimersByTimeAsync(1_000);
    expect(dropped).toEqual(['blob:1']);
    expect(shown.at(-1)).toBeNull();
  });
});
