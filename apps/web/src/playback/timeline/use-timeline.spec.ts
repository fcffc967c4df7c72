import type { RecordedSpan } from '@casement/contract';
import { jest } from '@jest/globals';
import { flushPromises, mount } from '@vue/test-utils';
import { PageWorld } from '../../testing/page-world.js';
import {
  samplePlayback,
  samplePlaybackCamera,
  sampleRecordings,
} from '../../testing/sample-playback.js';
import { usePlaybackStore } from '../playback-store.js';
import { useTimeline } from './use-timeline.js';

/** The timeline over two cameras of a gateway that knows one span of each. */
async function timeline(kind: RecordedSpan['kind']) {
  const world = new PageWorld();
  const playback = samplePlayback({ cameras: [samplePlaybackCamera(1), samplePlaybackCamera(2)] });
  world.replies.set('POST playbacks', { status: 201, json: playback });
  world.replies.set('GET playbacks/p1', { json: playback });
  for (const camera of [1, 2]) {
    world.replies.set(`GET recorders/hq/cameras/${camera}/recordings`, {
      json: sampleRecordings({
        camera,
        spans: [{ from: '2026-11-21T09:00:00.000Z', to: '2026-11-21T10:30:00.000Z', kind }],
      }),
    });
  }
  const wrapper = mount(
    {
      setup: () => {
        const store = usePlaybackStore();
        store.begin({
          cameras: ['hq:1', 'hq:2'],
          atMs: Date.parse('2026-11-21T10:00:00Z'),
          layout: null,
          inMs: null,
          outMs: null,
        });
        return { made: useTimeline() };
      },
      render: () => null,
    },
    { global: { plugins: [world.plugin] } },
  );
  world.gatewaySocket.open();
  await jest.advanceTimersByTimeAsync(300);
  await flushPromises();
  const asked = (): string[] =>
    world.requests.map(({ path }) => path).filter((path) => path.includes('recordings'));
  const says = async (state: 'playing' | 'paused', ...gaps: boolean[]): Promise<void> => {
    const cameras = gaps.map((gap, index) =>
      samplePlaybackCamera(index + 1, { state: gap ? 'gap' : state }),
    );
    world.socket.says('playback-position', { ...playback, state, cameras });
    await flushPromises();
  };
  return { wrapper, asked, says };
}

describe('timeline of the page', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse('2026-11-21T12:00:00Z') });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks two seconds after a camera came into a gap, for that camera', async () => {
    const { wrapper, asked, says } = await timeline('recorded');
    expect(asked()).toHaveLength(2);
    await says('paused', false, true);
    await jest.advanceTimersByTimeAsync(1_900);
    expect(asked()).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(200);
    expect(asked().slice(2)).toEqual([expect.stringContaining('cameras/2/')]);
    wrapper.unmount();
  });

  it.each([
    ['likely', 'playing', 6],
    ['likely', 'paused', 2],
    ['recorded', 'playing', 2],
  ] as const)('in a %s span while %s: %d questions in 11 s', async (kind, state, many) => {
    const { wrapper, asked, says } = await timeline(kind);
    await says(state, false, false);
    await jest.advanceTimersByTimeAsync(10_700);
    expect(asked()).toHaveLength(many);
    wrapper.unmount();
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked()).toHaveLength(many);
  });
});
