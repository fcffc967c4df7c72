import { jest } from '@jest/globals';
import type { DeliveryWay } from '@casement/contract';
import { settle } from '../testing/fake-timers.js';
import { ableBrowser } from '../testing/able-browser.js';
import { HeldConnections } from './held-connections.js';
import { JpegPlayer } from './jpeg-player.js';

type Answer = {
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly chunks?: readonly string[];
  /** What comes after the chunks: the end, a break, or nothing for now. */
  readonly then?: 'end' | 'break' | 'wait';
};

function answerOf({ status = 200, headers = {}, chunks = [], then = 'wait' }: Answer): Response {
  const rest = [...chunks];
  return {
    ok: status < 300,
    status,
    statusText: '',
    headers: new Headers(headers),
    text: () => Promise.resolve('{}'),
    blob: () => Promise.resolve(new Blob(chunks as string[])),
    body: {
      getReader: () => ({
        read: () => {
          const next = rest.shift();
          if (next !== undefined) {
            const value = Uint8Array.from(next, (character) => character.charCodeAt(0));
            return Promise.resolve({ done: false, value });
          }
          if (then === 'wait') {
            return new Promise(() => undefined);
          }
          return then === 'end'
            ? Promise.resolve({ done: true })
            : Promise.reject(new TypeError('network error'));
        },
      }),
    },
  } as unknown as Response;
}

function player(
  way: DeliveryWay,
  answers: (Answer | Error)[],
  connections = new HeldConnections(() => ({ byItself: 1, inAll: 2 })),
  chosen = false,
) {
  const log: string[] = [];
  const urls: string[] = [];
  const made = new JpegPlayer(
    {
      camera: 'hq:3',
      choice: { way, untouched: false, why: 'x' },
      browser: ableBrowser,
      listening: false,
      chosen,
      confirmMs: 0,
    },
    {
      onBegun: () => log.push('begun'),
      onAnswered: () => undefined,
      onConnected: () => log.push('connected'),
      onArriving: () => undefined,
      onPicture: () => log.push('picture'),
      onConverted: () => undefined,
      onNote: () => undefined,
      onSound: (state) => log.push(`sound ${state}`),
      onEnded: (error) => log.push(`ended ${error.kind}: ${error.message}`),
    },
    {
      url: (path) => `http://gateway.test/cctv/${path}`,
      fetch: (input) => {
        urls.push(input as string);
        const next = answers.shift() ?? new TypeError('no more answers');
        return next instanceof Error ? Promise.reject(next) : Promise.resolve(answerOf(next));
      },
      connections,
    },
  );
  return { made, log, urls };
}

const motion = { 'Content-Type': 'multipart/x-mixed-replace; boundary=b' };
const part = '--b\r\nContent-Type: image/jpeg\r\nContent-Length: 3\r\n\r\nabc\r\n';

describe('JpegPlayer', () => {
  let damaged = false;

  beforeEach(() => {
    jest.useFakeTimers({ doNotFake: ['queueMicrotask'] });
    damaged = false;
    Object.assign(globalThis, {
      createImageBitmap: () =>
        damaged
          ? Promise.reject(new Error('no picture'))
          : Promise.resolve({ width: 640, height: 360, close: () => undefined }),
    });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('shows motion JPEG as it comes', async () => {
    const { made, log, urls } = player('mjpeg', [{ headers: motion, chunks: [part, part] }]);
    await settle();
    expect(urls).toEqual(['http://gateway.test/cctv/api/v1/recorders/hq/cameras/3/live/mjpeg']);
    expect(log).toEqual(['begun', 'connected', 'picture']);
    expect(await made.statistics()).toMatchObject({ codec: 'JPEG', width: 640, height: 360 });
    made.close();
  });

  it.each<[string, Answer | Error, RegExp]>([
    ['an answer that ends', { headers: motion, then: 'end' }, /^ended transport: .*ended/],
    ['a break', { headers: motion, then: 'break' }, /^ended busy: .*cannot be reached/],
    ['no motion JPEG', { headers: { 'Content-Type': 'text/html' } }, /^ended negotiation/],
    ['503', { status: 503 }, /^ended busy/],
    ['401', { status: 401 }, /^ended signed-out/],
    ['nobody', new TypeError('Failed to fetch'), /^ended busy/],
  ])('ends by %s', async (_name, answer, expected) => {
    const { log } = player('mjpeg', [answer]);
    await settle();
    expect(log.at(-1)).toMatch(expected);
  });

  it('holds no more connections than the browser can spare, and gives its own back', async () => {
    const connections = new HeldConnections(() => ({ byItself: 1, inAll: 2 }));
    const first = player('mjpeg', [{ headers: motion, chunks: [part] }], connections);
    const second = player('mjpeg', [], connections);
    await settle();
    expect(first.log).toEqual(['begun', 'connected', 'picture']);
    expect(second.log).toEqual([expect.stringMatching(/^ended unsupported: Other tiles hold/)]);
    expect(second.urls).toEqual([]);
    const chosen = player('mjpeg', [{ headers: motion, chunks: [part] }], connections, true);
    await settle();
    expect(chosen.log).toContain('picture');
    chosen.made.close();
    const single = player('snapshot', [{ chunks: ['abc'] }], connections);
    await settle();
    expect(single.log).toContain('picture');
    single.made.close();
    first.made.close();
    const third = player('mjpeg', [{ headers: motion, chunks: [part] }], connections);
    await settle();
    expect(third.log).toContain('picture');
    third.made.close();
  });

  it('asks for a picture every second, and takes the same one for no new one', async () => {
    const tagged = (tag: string): Answer => ({ headers: { ETag: tag }, chunks: ['abc'] });
    const { made, log, urls } = player('snapshot', [tagged('1'), tagged('1'), tagged('2')]);
    await settle();
    for (let second = 0; second < 2; second += 1) {
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(urls).toHaveLength(3);
    expect(log.filter((line) => line === 'picture')).toHaveLength(2);
    made.close();
    await jest.advanceTimersByTimeAsync(5_000);
    expect(urls).toHaveLength(3);
    expect(log.some((line) => line.startsWith('ended'))).toBe(false);
  });

  it('goes on after a damaged picture', async () => {
    damaged = true;
    const { made, log } = player('mjpeg', [{ headers: motion, chunks: [part] }]);
    await settle();
    expect(log).toEqual(['begun', 'connected']);
    expect(await made.statistics()).toMatchObject({ framesDropped: 1 });
    made.hear(0.5);
    expect(log.at(-1)).toBe('sound impossible');
    made.close();
  });
});
