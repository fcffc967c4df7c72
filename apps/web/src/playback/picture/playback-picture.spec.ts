import type { Playback } from '@casement/contract';
import { mount } from '@vue/test-utils';
import { nextTick } from 'vue';
import type { FramesWorker } from '../../player/frames-player.js';
import type { PlayerHandlers } from '../../player/player.js';
import { WayError } from '../../player/way-error.js';
import { FakeStreamConnection } from '../../testing/fake-stream-connection.js';
import { PageWorld } from '../../testing/page-world.js';
import { sampleClock } from '../../testing/recorded-gops.js';
import type { FromGopWorker } from './gop-worker-messages.js';
import type { PlaybackPictureState } from './picture-state.js';
import { pictureWaysKey, type PictureWays } from './picture-ways.js';
import PlaybackPicture from './playback-picture.vue';

class FakeWorker implements FramesWorker {
  onmessage: FramesWorker['onmessage'] = null;
  onerror: FramesWorker['onerror'] = null;
  terminated = false;

  postMessage(): void {
    // What it is told is looked at elsewhere.
  }
  terminate(): void {
    this.terminated = true;
  }
  says(data: FromGopWorker): void {
    this.onmessage?.call(this as unknown as Worker, new MessageEvent('message', { data }));
  }
}

function page(change: Partial<PictureWays> = {}) {
  const connections: FakeStreamConnection[] = [];
  const urls: string[] = [];
  const workers: FakeWorker[] = [];
  const whep: { url: string; handlers: PlayerHandlers }[] = [];
  const ways: PictureWays = {
    connect: (url) => {
      const connection = new FakeStreamConnection();
      connections.push(connection);
      urls.push(url);
      return connection;
    },
    createWorker: () => {
      const worker = new FakeWorker();
      workers.push(worker);
      return worker;
    },
    noDecoder: null,
    openWhep: (url) => (_request, handlers) => {
      whep.push({ url, handlers });
      return {
        element: document.createElement('video'),
        close: () => undefined,
        statistics: () => Promise.resolve(undefined),
        report: () => Promise.resolve(null),
        decoded: () => undefined,
        hear: () => undefined,
        soundLevel: () => null,
      };
    },
    ...change,
  };
  const wrapper = mount(PlaybackPicture, {
    props: { playback: 'p1', camera: 3, name: 'Gate', muted: true },
    global: { plugins: [new PageWorld().plugin], provide: { [pictureWaysKey as symbol]: ways } },
    attachTo: document.body,
  });
  const lastState = (): PlaybackPictureState | undefined =>
    wrapper.emitted<[PlaybackPictureState]>('state')?.at(-1)?.[0];
  const notice = (): string | undefined =>
    wrapper.find('[data-testid="playback-notice"]').exists()
      ? wrapper.get('[data-testid="playback-notice"]').text()
      : undefined;
  return { wrapper, connections, urls, workers, whep, lastState, notice };
}

const picture: FromGopWorker = { kind: 'picture', timeMs: 40, width: 640, height: 360, lagMs: 0 };

describe('playback-picture', () => {
  beforeEach(() => {
    Object.assign(HTMLCanvasElement.prototype, { transferControlToOffscreen: () => ({}) });
  });

  it('shows a camera picture by picture and names the time of the one on the screen', async () => {
    const { wrapper, urls, connections, workers, lastState, notice } = page();
    await nextTick();
    expect(urls).toEqual(['ws://gateway.test/base/api/v1/playbacks/p1/cameras/3/stream?audio=0']);
    connections[0]?.says(sampleClock);
    workers[0]?.says(picture);
    await nextTick();
    expect(wrapper.attributes()).toMatchObject({ 'data-time-ms': '40', 'data-way': 'frames' });
    expect(wrapper.emitted('picture')).toEqual([[40]]);
    expect(lastState()).toMatchObject({ way: 'frames', why: null, waiting: null, failed: null });
    expect(notice()).toBeUndefined();
    expect(wrapper.text()).toContain('Gate');
    wrapper.unmount();
    expect([workers[0]?.terminated, connections[0]?.closed]).toEqual([true, 1]);
  });

  it('says what it waits for, and where nothing is recorded', async () => {
    const { wrapper, connections, workers, notice, lastState } = page();
    await nextTick();
    connections[0]?.says(sampleClock);
    workers[0]?.says(picture);
    workers[0]?.says({ kind: 'waiting', what: 'gop' });
    await nextTick();
    expect(notice()).toBe('waiting for the recorder');
    const gap = { from: '2021-11-14T03:10:00Z', to: '2021-11-14T03:40:00Z' };
    const reason = 'no recording 03:10:00-03:40:00';
    connections[0]?.says({
      ...sampleClock,
      camera: { ...sampleClock.camera, state: 'gap', reason, gap },
    });
    workers[0]?.says({ kind: 'blank' });
    await nextTick();
    expect(notice()).toBe(reason);
    expect(lastState()?.gap).toEqual(gap);
    expect(wrapper.attributes('data-time-ms')).toBeUndefined();
    wrapper.unmount();
  });

  it('takes back what it said of damaged pictures with the next whole one', async () => {
    const { wrapper, connections, workers, notice } = page();
    await nextTick();
    connections[0]?.says(sampleClock);
    workers[0]?.says({ kind: 'failed', words: 'The recording here cannot be decoded (x)' });
    await nextTick();
    expect(notice()).toBe('The recording here cannot be decoded (x)');
    workers[0]?.says(picture);
    await nextTick();
    expect(notice()).toBeUndefined();
    wrapper.unmount();
  });

  it('falls back to WebRTC with the reason when the codec is not decoded', async () => {
    const { wrapper, workers, connections, whep, lastState } = page();
    await nextTick();
    workers[0]?.says({
      kind: 'unsupported',
      words: 'This browser does not decode hvc1.1.6.L93.B0',
    });
    await nextTick();
    expect(connections[0]?.closed).toBe(1);
    expect(whep.map(({ url }) => url)).toEqual([
      'http://gateway.test/base/api/v1/playbacks/p1/cameras/3/whep',
    ]);
    expect(wrapper.attributes('data-way')).toBe('webrtc');
    expect(wrapper.get('[data-testid="playback-why"]').text()).toBe(
      'by WebRTC: This browser does not decode hvc1.1.6.L93.B0',
    );
    whep[0]?.handlers.onEnded(new WayError('codec', 'no codec in common'));
    await nextTick();
    expect(lastState()).toMatchObject({
      way: null,
      failed: 'This browser does not decode hvc1.1.6.L93.B0; by WebRTC: no codec in common',
    });
    wrapper.unmount();
  });

  it('takes WebRTC on a page without a decoder as soon as it is known that one is needed', async () => {
    const { wrapper, connections, whep } = page({ noDecoder: 'without https no decoder' });
    await nextTick();
    connections[0]?.says({ ...sampleClock, camera: { ...sampleClock.camera, video: 'jpeg' } });
    expect(whep).toHaveLength(0);
    connections[0]?.says(sampleClock);
    await nextTick();
    expect(whep).toHaveLength(1);
    expect(wrapper.attributes('data-way')).toBe('webrtc');
    wrapper.unmount();
  });

  it('takes what the page knows of the playback for the times of the WebRTC way', async () => {
    const { wrapper, whep, notice } = page({ createWorker: undefined });
    await nextTick();
    whep[0]?.handlers.onPicture(null);
    const known: Playback = {
      id: 'p1',
      recorder: 'hq',
      state: 'playing',
      direction: 1,
      speed: 1,
      reason: null,
      position: '2021-11-14T13:00:00.00Z',
      clock: 'c1',
      cameras: [
        { ...sampleClock.camera, number: 3, state: 'playing', position: '2021-11-14T13:00:00.04Z' },
      ],
    };
    await wrapper.setProps({ known });
    const at = Date.UTC(2021, 10, 14, 13, 0, 0, 40);
    expect(wrapper.attributes('data-time-ms')).toBe(String(at));
    expect(wrapper.emitted('picture')).toEqual([[at]]);
    await wrapper.setProps({
      known: { ...known, state: 'waiting', reason: 'waiting for the recorder' },
    });
    expect(notice()).toBe('waiting for the recorder');
    wrapper.unmount();
  });

  it('opens another playback when it is given one', async () => {
    const { wrapper, workers, urls } = page();
    await nextTick();
    await wrapper.setProps({ playback: 'p2' });
    expect(workers.map(({ terminated }) => terminated)).toEqual([true, false]);
    expect(urls.at(-1)).toContain('/playbacks/p2/');
    wrapper.unmount();
  });
});
