import { flushPromises, mount } from '@vue/test-utils';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { PageWorld } from '../testing/page-world.js';
import { sampleCamera, sampleRecorder } from '../testing/samples.js';
import CameraTree from './camera-tree.vue';
import LiveTile from './live-tile.vue';

function worldWithCamera(): PageWorld {
  const world = new PageWorld();
  world.replies.set('GET recorders', { json: [sampleRecorder()] });
  world.replies.set('GET recorders/hq/cameras', { json: [sampleCamera(1)] });
  return world;
}

const opened = (world: PageWorld): unknown => {
  const { name, query } = world.router.currentRoute.value;
  return { name, cameras: query['cameras'] };
};

describe('play back', () => {
  it.each(['button', 'key'])('from a live tile, by %s', async (how) => {
    const world = worldWithCamera();
    const wrapper = mount(LiveTile, {
      props: { camera: 'hq:1', maximised: false, overlay: false, kiosk: false },
      global: { plugins: [world.plugin] },
    });
    await (how === 'button'
      ? wrapper.get('[data-testid="tile-play-back"]').trigger('click')
      : wrapper.get('[data-testid="tile"]').trigger('keydown', { key: 'p' }));
    await flushPromises();
    expect(opened(world)).toEqual({ name: 'playback', cameras: 'hq:1' });
    wrapper.unmount();
  });

  it('from the camera list with Shift+Enter', async () => {
    const world = worldWithCamera();
    const wrapper = mount(CameraTree, {
      global: { plugins: [world.plugin] },
      attachTo: document.body,
    });
    await useRecordersStore(world.pinia).load();
    await flushPromises();
    await wrapper.get('[role="tree"]').trigger('keydown', { key: 'ArrowDown' });
    await flushPromises();
    await wrapper.get('[role="tree"]').trigger('keydown', { key: 'Enter', shiftKey: true });
    await flushPromises();
    expect(opened(world)).toEqual({ name: 'playback', cameras: 'hq:1' });
    wrapper.unmount();
  });
});
