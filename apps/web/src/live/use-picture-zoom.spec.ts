import { flushPromises, mount } from '@vue/test-utils';
import { PageWorld } from '../testing/page-world.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { sampleCamera, sampleRecorder } from '../testing/samples.js';
import LiveTile from './live-tile.vue';

function mountTile() {
  const world = new PageWorld();
  const wrapper = mount(LiveTile, {
    props: { camera: 'hq:3', maximised: false, overlay: false, kiosk: false },
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  const recorders = useRecordersStore(world.pinia);
  recorders.recorders = [sampleRecorder()];
  recorders.camera('hq:3').value = sampleCamera(3, { name: 'Gate' });
  const stage = wrapper.get('.stage').element;
  stage.getBoundingClientRect = () => ({ left: 100, top: 0, width: 400, height: 200 }) as DOMRect;
  const screen = wrapper.get<HTMLElement>('.screen');
  screen.element.setPointerCapture = () => undefined;
  return { wrapper, screen, transform: () => screen.element.style.transform };
}

describe('the picture of a tile', () => {
  afterEach(() => {
    document.body.innerHTML = '';
  });

  it('is enlarged where the wheel with Ctrl points, and nothing without Ctrl', async () => {
    const { wrapper, transform } = mountTile();
    const wheel = (ctrlKey: boolean) => {
      const event = new WheelEvent('wheel', {
        deltaY: -240,
        clientX: 300,
        clientY: 100,
        ctrlKey,
        bubbles: true,
        cancelable: true,
      });
      wrapper.get('.screen').element.dispatchEvent(event);
      return event.defaultPrevented;
    };
    expect(wheel(false)).toBe(false);
    expect(transform()).toBe('');
    // The browser would enlarge the whole page.
    expect(wheel(true)).toBe(true);
    await flushPromises();
    expect(transform()).toBe('translate(-50%, -50%) scale(2)');
    expect(wrapper.get('[data-testid="tile-zoom"]').text()).toContain('2.0×');
    expect(wrapper.attributes('draggable')).toBe('false');
    await wrapper.get('[data-testid="tile-zoom"]').trigger('click');
    expect(transform()).toBe('');
    expect(wrapper.attributes('draggable')).toBe('true');
    wrapper.unmount();
  });

  it('is enlarged by its key, and dragged then', async () => {
    const { wrapper, screen, transform } = mountTile();
    const drag = { pointerId: 1, button: 0, pointerType: 'mouse' };
    await screen.trigger('pointerdown', { ...drag, clientX: 300, clientY: 100 });
    await screen.trigger('pointermove', { ...drag, clientX: 340, clientY: 100 });
    expect(transform()).toBe('');
    await wrapper.trigger('keydown', { key: 'z' });
    await screen.trigger('pointerdown', { ...drag, clientX: 300, clientY: 100 });
    await screen.trigger('pointermove', { ...drag, clientX: 400, clientY: 50 });
    expect(transform()).toBe('translate(-25%, -75%) scale(2)');
    await screen.trigger('pointerup', drag);
    await screen.trigger('pointermove', { ...drag, clientX: 100, clientY: 0 });
    expect(transform()).toBe('translate(-25%, -75%) scale(2)');
    await wrapper.trigger('keydown', { key: 'z' });
    await wrapper.trigger('keydown', { key: 'z' });
    expect(transform()).toBe('');
    wrapper.unmount();
  });
});
