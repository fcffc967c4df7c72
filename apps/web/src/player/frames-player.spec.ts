import { headerBytes } from './frame-header.js';
import { FramesPlayer, type FramesWorker } from './frames-player.js';
import type { FromFramesWorker, ToFramesWorker } from './frames-worker-messages.js';
import type { PlayerHandlers } from './player.js';
import { ableBrowser } from '../testing/able-browser.js';
import { FakeStreamConnection, sampleStart } from '../testing/fake-stream-connection.js';

class FakeWorker implements FramesWorker {
  onmessage: FramesWorker['onmessage'] = null;
  onerror: FramesWorker['onerror'] = null;
  readonly heard: ToFramesWorker[] = [];
  terminated = 0;

  postMessage(message: unknown): void {
    this.heard.push(message as ToFramesWorker);
  }

  terminate(): void {
    this.terminated += 1;
  }

  says(data: FromFramesWorker): void {
    this.onmessage?.call(this as unknown as Worker, new MessageEvent('message', { data }));
  }
}

function player(listening = false) {
  const connection = new FakeStreamConnection();
  const worker = new FakeWorker();
  const log: string[] = [];
  const handlers: PlayerHandlers = {
    onBegun: () => log.push('begun'),
    onAnswered: () => undefined,
    onConnected: () => log.push('connected'),
    onArriving: () => undefined,
    onPicture: () => log.push('picture'),
    onConverted: (words) => log.push(`converted ${words}`),
    onNote: (words) => log.push(`note ${words}`),
    onSound: (state) => log.push(`sound ${state}`),
    onEnded: (error) => log.push(`ended ${error.kind}`),
  };
  const made = new FramesPlayer(
    {
      camera: 'hq:3',
      choice: { way: 'websocket-frames', untouched: true, why: null },
      browser: ableBrowser,
      listening,
      chosen: false,
      confirmMs: 0,
    },
    handlers,
    {
      url: (path) => `http://gateway.test/${path}`,
      connect: () => connection,
      createWorker: () => worker,
    },
  );
  return { made, connection, worker, log };
}

function frame(kind: number): ArrayBuffer {
  const data = new ArrayBuffer(headerBytes + 4);
  new DataView(data).setUint8(0, kind);
  return data;
}

const picture: FromFramesWorker = {
  kind: 'picture',
  timeMs: 40,
  width: 1920,
  height: 1080,
  decodeMs: 5,
  dropped: 2,
};

describe('FramesPlayer', () => {
  beforeEach(() => {
    Object.assign(HTMLCanvasElement.prototype, { transferControlToOffscreen: () => ({}) });
  });

  it('gives pictures to the worker and tells of those that it drew', async () => {
    const { made, connection, worker, log } = player();
    let events = 0;
    made.element.addEventListener('picture', () => {
      events += 1;
    });
    connection.opens();
    connection.says(sampleStart.frames);
    connection.sends(frame(1));
    connection.sends(frame(3));
    connection.sends(new ArrayBuffer(3));
    worker.says(picture);
    expect(worker.heard.map(({ kind }) => kind)).toEqual(['canvas', 'start', 'frame']);
    expect(log).toEqual(['begun', 'connected', 'converted null', 'picture']);
    expect(events).toBe(1);
    expect(await made.statistics()).toMatchObject({
      framesDecoded: 1,
      framesDropped: 2,
      decodeTimeS: 0.005,
      width: 1920,
      codec: 'avc1.4d401f',
      bytesReceived: 2 * (headerBytes + 4) + 3,
    });
    made.close();
  });

  it('tells the worker when the codec changes, without a new connection', () => {
    const { made, connection, worker, log } = player();
    connection.says(sampleStart.frames);
    connection.says({ ...sampleStart.frames, width: 640 });
    connection.says({ ...sampleStart.frames, video: 'jpeg', converted: 'H.265 to H.264' });
    expect(worker.heard.filter(({ kind }) => kind === 'start')).toEqual([
      { kind: 'start', video: 'avc1.4d401f' },
      { kind: 'start', video: 'jpeg' },
    ]);
    expect(log.at(-1)).toBe('converted H.265 to H.264');
    made.close();
  });

  it('says that the camera has no sound', () => {
    const { made, connection, log } = player(true);
    made.hear(0.5);
    connection.says(sampleStart.frames);
    expect(log).toContain('sound none');
    made.close();
  });

  it.each<[string, (world: ReturnType<typeof player>) => void, string]>([
    [
      'a decoder that gives up',
      ({ worker }) => worker.says({ kind: 'failed', words: 'x' }),
      'ended codec',
    ],
    ['another format', ({ connection }) => connection.says(sampleStart.fmp4), 'ended negotiation'],
    ['a break', ({ connection }) => connection.closes(1006), 'ended transport'],
  ])('ends by %s, and leaves nothing behind', (_name, happen, expected) => {
    const world = player();
    happen(world);
    world.worker.says(picture);
    world.made.close();
    expect(world.log.at(-1)).toBe(expected);
    expect(world.worker.terminated).toBe(1);
    expect(world.connection.closed).toBe(1);
  });

  it('cannot be opened where a canvas cannot be handed over', () => {
    Object.assign(HTMLCanvasElement.prototype, { transferControlToOffscreen: undefined });
    expect(() => player()).toThrow('draws no pictures in the background');
  });
});
