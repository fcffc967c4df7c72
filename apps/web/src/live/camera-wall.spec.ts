import { mount } from '@vue/test-utils';
import { nextTick } from 'vue';
import { PageWorld } from '../testing/page-world.js';
import CameraWall from './camera-wall.vue';
import { useWallStore } from './wall-store.js';

async function wall(query: Record<string, string>) {
  const world = new PageWorld();
  const wrapper = mount(CameraWall, {
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  const store = useWallStore(world.pinia);
  store.begin(query);
  await nextTick();
  const shown = (): (string | undefined)[] =>
    wrapper.findAll('[data-testid="tile"]').map((tile) => tile.attributes('data-camera'));
  return { world, wrapper, store, shown };
}

function drop(camera: string): { dataTransfer: { getData: () => string; types: string[] } } {
  return { dataTransfer: { getData: () => camera, types: ['application/x-casement-camera'] } };
}

describe('camera wall', () => {
  afterEach(() => {
    localStorage.clear();
    document.body.innerHTML = '';
  });

  it('shows what the link names, with free places', async () => {
    const { wrapper, shown } = await wall({ layout: '4', tiles: 'hq:1,,hq:3' });
    expect(shown()).toEqual(['hq:1', 'hq:3']);
    expect(wrapper.findAll('[data-testid="empty-tile"]')).toHaveLength(2);
    wrapper.unmount();
  });

  it('swaps two tiles by dragging without a new connection', async () => {
    const { world, wrapper, shown } = await wall({ layout: '4', tiles: 'hq:1,hq:2,hq:3,hq:4' });
    await wrapper.findAll('[data-testid="tile"]')[3]?.trigger('drop', drop('hq:1'));
    expect(shown()).toEqual(['hq:4', 'hq:2', 'hq:3', 'hq:1']);
    expect(world.players).toHaveLength(4);
    expect(world.players.some(({ closed }) => closed)).toBe(false);
    wrapper.unmount();
  });

  it('takes a camera dropped from the list, and nothing else', async () => {
    const { wrapper, shown } = await wall({ layout: '4', tiles: 'hq:1' });
    const free = wrapper.findAll('[data-testid="empty-tile"]')[1];
    await free?.trigger('drop', drop('https://example.org'));
    expect(shown()).toEqual(['hq:1']);
    await free?.trigger('drop', drop('hq:9'));
    expect(shown()).toEqual(['hq:1', 'hq:9']);
    wrapper.unmount();
  });

  it('maximises one picture and comes back; the others keep their connections', async () => {
    const { world, wrapper, store } = await wall({ layout: '4', tiles: 'hq:1,hq:2' });
    await wrapper.findAll('[data-testid="tile"]')[1]?.trigger('dblclick');
    expect(store.maximised).toBe('hq:2');
    expect(wrapper.findAll('.hidden').length).toBeGreaterThan(0);
    await wrapper.findAll('[data-testid="tile"]')[1]?.trigger('dblclick');
    expect(store.maximised).toBeNull();
    expect(world.players).toHaveLength(2);
    wrapper.unmount();
  });

  it('turns pages, ends the viewings of the page before, and remembers the wall', async () => {
    const { world, wrapper, store, shown } = await wall({ layout: '1', tiles: 'hq:1,hq:2' });
    store.turnPage(1);
    await nextTick();
    expect(shown()).toEqual(['hq:2']);
    expect(world.players.map(({ closed }) => closed)).toEqual([true, false]);
    expect(localStorage.getItem('casement.wall')).toContain('page=2');
    wrapper.unmount();
  });

  it('leaves no trace of a kiosk', async () => {
    const { wrapper, store } = await wall({ layout: '1', tiles: 'hq:1,hq:2', kiosk: '1' });
    store.turnPage(1);
    expect(localStorage.getItem('casement.wall')).toBeNull();
    wrapper.unmount();
  });

  it('moves the focus to the neighbour when a tile is taken off', async () => {
    const { wrapper, shown } = await wall({ layout: '4', tiles: 'hq:1,hq:2,hq:3' });
    const second = wrapper.findAll<HTMLElement>('[data-testid="tile"]')[1];
    second?.element.focus();
    await second?.trigger('keydown', { key: 'Delete' });
    await nextTick();
    expect(shown()).toEqual(['hq:1', 'hq:3']);
    expect((document.activeElement as HTMLElement).dataset['camera']).toBe('hq:3');
    wrapper.unmount();
  });

  it('walks and moves with the arrow keys', async () => {
    const { wrapper, shown } = await wall({ layout: '4', tiles: 'hq:1,hq:2,hq:3,hq:4' });
    const first = wrapper.findAll('[data-testid="tile"]')[0];
    await first?.trigger('keydown', { key: 'ArrowDown' });
    expect((document.activeElement as HTMLElement).dataset['camera']).toBe('hq:3');
    await first?.trigger('keydown', { key: 'ArrowRight', shiftKey: true });
    await nextTick();
    expect(shown()).toEqual(['hq:2', 'hq:1', 'hq:3', 'hq:4']);
    wrapper.unmount();
  });
});

describe('wall store', () => {
  it('chooses the layout by the number of cameras until somebody chooses one', () => {
    localStorage.clear();
    const world = new PageWorld();
    const store = world.run(() => useWallStore());
    store.begin({});
    store.offer(['hq:1', 'hq:2', 'hq:3']);
    expect(store.wall).toMatchObject({ layout: 4, tiles: ['hq:1', 'hq:2', 'hq:3'] });
    store.setLayout(16);
    store.offer(['hq:1', 'hq:2', 'hq:3', 'hq:4', 'hq:5']);
    expect(store.wall).toMatchObject({ layout: 16, chosen: false });
    expect(store.wall.tiles).toHaveLength(5);
  });

  it('shows figures on all tiles, on some, on all but some', () => {
    const world = new PageWorld();
    const store = world.run(() => useWallStore());
    store.toggleOverlay('hq:1');
    expect([store.hasOverlay('hq:1'), store.hasOverlay('hq:2')]).toEqual([true, false]);
    store.toggleOverlays();
    expect([store.hasOverlay('hq:1'), store.hasOverlay('hq:2')]).toEqual([true, true]);
    store.toggleOverlay('hq:1');
    expect([store.hasOverlay('hq:1'), store.hasOverlay('hq:2')]).toEqual([false, true]);
  });
});
