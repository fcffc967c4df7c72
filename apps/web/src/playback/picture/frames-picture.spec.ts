import type { FramesWorker } from '../../player/frames-player.js';
import { FakeStreamConnection } from '../../testing/fake-stream-connection.js';
import {
  playbackMessage,
  sampleClock,
  sampleGopData,
  sampleGopHeader,
} from '../../testing/recorded-gops.js';
import { FramesPicture } from './frames-picture.js';
import type { FromGopWorker, ToGopWorker } from './gop-worker-messages.js';

class FakeWorker implements FramesWorker {
  onmessage: FramesWorker['onmessage'] = null;
  onerror: FramesWorker['onerror'] = null;
  readonly heard: ToGopWorker[] = [];
  terminated = 0;

  postMessage(message: unknown): void {
    this.heard.push(message as ToGopWorker);
  }

  terminate(): void {
    this.terminated += 1;
  }

  breaks(): void {
    this.onerror?.call(this as unknown as Worker, new Event('error') as ErrorEvent);
  }

  says(data: FromGopWorker): void {
    this.onmessage?.call(this as unknown as Worker, new MessageEvent('message', { data }));
  }
}

function picture(volume: number | null = null) {
  const urls: string[] = [];
  const connections: FakeStreamConnection[] = [];
  const worker = new FakeWorker();
  const log: string[] = [];
  const made = new FramesPicture(
    {
      streamUrl: 'http://gateway.test/stream',
      connect: (url) => {
        const connection = new FakeStreamConnection();
        urls.push(url);
        connections.push(connection);
        return connection;
      },
      createWorker: () => worker,
    },
    volume,
    {
      onPicture: (timeMs) => log.push(`picture ${timeMs}`),
      onBlank: () => log.push('blank'),
      onWaiting: (what) => log.push(`waiting ${what}`),
      onBehind: (seconds) => log.push(`behind ${seconds}`),
      onClock: ({ positionMs }) => log.push(`clock ${positionMs}`),
      onNote: (words) => log.push(`note ${words}`),
      onFailed: (words) => log.push(`failed ${words}`),
      onUnsupported: (words) => log.push(`unsupported ${words}`),
      onEnded: (words) => log.push(`ended ${words}`),
      onStatistics: ({ shown }) => log.push(`shown ${shown}`),
      onSound: (state) => log.push(`sound ${state}`),
    },
  );
  return { made, urls, connections, worker, log };
}

describe('FramesPicture', () => {
  beforeEach(() => {
    Object.assign(HTMLCanvasElement.prototype, { transferControlToOffscreen: () => ({}) });
  });

  it('gives the worker its canvas, its share, the clock and the GOPs', () => {
    const { made, connections, worker, log } = picture();
    const header = sampleGopHeader({ startMs: 0 });
    connections[0]?.says({ ...sampleClock, camera: { ...sampleClock.camera, state: 'gap' } });
    connections[0]?.sends(playbackMessage(1, header, sampleGopData(header)));
    expect(worker.heard.map(({ kind }) => kind)).toEqual(['canvas', 'budget', 'clock', 'gop']);
    expect(worker.heard[2]).toMatchObject({ gap: true, state: { positionMs: 1_000 } });
    expect(worker.heard[3]).toMatchObject({ header });
    expect(log).toEqual(['note null', 'clock 1000']);
    made.close();
  });

  it('hands on what the worker tells, until it is closed', () => {
    const { made, worker, log } = picture();
    worker.says({ kind: 'picture', timeMs: 40, width: 640, height: 360, lagMs: 3 });
    worker.says({ kind: 'blank' });
    worker.says({ kind: 'waiting', what: 'gop' });
    worker.says({ kind: 'failed', words: 'damaged' });
    made.close();
    made.close();
    worker.says({ kind: 'blank' });
    expect(log).toEqual(['picture 40', 'blank', 'waiting gop', 'failed damaged']);
    expect(worker.terminated).toBe(1);
  });

  it('opens its line anew with sound when somebody wants to hear it, and keeps its pictures', () => {
    const { made, urls, connections, worker } = picture();
    made.hear(0.5);
    made.hear(0.7);
    made.hear(null);
    expect(urls).toEqual(
      ['audio=0', 'audio=1', 'audio=0'].map((query) => `ws://gateway.test/stream?${query}`),
    );
    expect(connections.map(({ closed }) => closed)).toEqual([1, 1, 0]);
    expect(worker.terminated).toBe(0);
    made.close();
  });

  it.each([
    [
      'the worker cannot',
      (worker: FakeWorker) => worker.says({ kind: 'unsupported', words: 'no' }),
    ],
    ['the worker does not start', (worker: FakeWorker): void => worker.breaks()],
  ])('ends and asks for another way when %s', (_, act) => {
    const { worker, connections, log } = picture();
    act(worker);
    act(worker);
    expect(log).toHaveLength(1);
    expect(log[0]).toMatch(/^unsupported /);
    expect([worker.terminated, connections[0]?.closed]).toEqual([1, 1]);
  });

  it('asks for another way when the gateway refuses, and ends with the playback', () => {
    const refused = picture();
    refused.connections[0]?.closes(4406, 'needs conversion');
    expect(refused.log).toEqual(['unsupported needs conversion']);
    const ended = picture();
    ended.connections[0]?.closes(4404);
    expect(ended.log).toEqual(['ended The playback has ended']);
    expect([refused.worker.terminated, ended.worker.terminated]).toEqual([1, 1]);
  });
});
