import { mount } from '@vue/test-utils';
import { nextTick } from 'vue';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { PageWorld } from '../testing/page-world.js';
import { sampleCamera, sampleRecorder } from '../testing/samples.js';
import CameraTree from './camera-tree.vue';
import { filterTree } from './tree-rows.js';
import { useWallStore } from './wall-store.js';

async function tree() {
  const world = new PageWorld();
  const wrapper = mount(CameraTree, {
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  const recorders = useRecordersStore(world.pinia);
  recorders.recorders = [
    sampleRecorder(),
    sampleRecorder({
      id: 'depot',
      name: 'Depot',
      state: 'refused',
      reason: 'refused: all 16 sessions in use',
      sessions: { used: 16, limit: 16 },
    }),
  ];
  recorders.cameraIds = new Map([
    ['hq', ['hq:1', 'hq:2']],
    ['depot', ['depot:1']],
  ]);
  recorders.loaded = true;
  recorders.camera('hq:1').value = sampleCamera(1, {
    name: 'Gate',
    live: { state: 'playing', viewers: 2 },
  });
  recorders.camera('hq:2').value = sampleCamera(2, { name: 'Yard', connection: 'error' });
  recorders.camera('depot:1').value = sampleCamera(1, { name: 'Dock' });
  await nextTick();
  const focusedText = (): string =>
    document.activeElement?.textContent.replaceAll(/\s+/g, ' ').trim() ?? '';
  return { world, wrapper, wall: useWallStore(world.pinia), focusedText };
}

describe('camera tree', () => {
  afterEach(() => {
    localStorage.clear();
    document.body.innerHTML = '';
  });

  it('says how recorders and cameras are, in words', async () => {
    const { wrapper } = await tree();
    const texts = wrapper
      .findAll('[role="treeitem"]')
      .map((row) => row.text().replaceAll(/\s+/g, ' '));
    expect(texts[0]).toMatch(/Head office.*online.*5\/16/);
    expect(texts[1]).toMatch(/Gate.*2 watching, ?live/);
    expect(texts[2]).toMatch(/Yard.*no signal/);
    expect(texts[3]).toMatch(/Depot.*refused.*16\/16.*all 16 sessions in use/);
    wrapper.unmount();
  });

  it('is one stop of the Tab key; arrows walk, fold and unfold', async () => {
    const { wrapper, focusedText } = await tree();
    const rows = wrapper.get('[role="tree"]');
    expect(wrapper.findAll('[role="treeitem"][tabindex="0"]')).toHaveLength(1);
    await rows.trigger('keydown', { key: 'ArrowDown' });
    await nextTick();
    expect(focusedText()).toContain('Gate');
    await rows.trigger('keydown', { key: 'ArrowLeft' });
    await nextTick();
    expect(focusedText()).toContain('Head office');
    await rows.trigger('keydown', { key: 'ArrowLeft' });
    expect(wrapper.findAll('[data-testid="tree-camera"]')).toHaveLength(1);
    await rows.trigger('keydown', { key: 'ArrowRight' });
    expect(wrapper.findAll('[data-testid="tree-camera"]')).toHaveLength(3);
    await rows.trigger('keydown', { key: 'End' });
    await nextTick();
    expect(focusedText()).toContain('Dock');
    wrapper.unmount();
  });

  it('adds with Enter and with a double click, once', async () => {
    const { wrapper, wall } = await tree();
    const rows = wrapper.get('[role="tree"]');
    await rows.trigger('keydown', { key: 'ArrowDown' });
    await nextTick();
    await rows.trigger('keydown', { key: 'Enter' });
    await wrapper.findAll('[data-testid="tree-camera"]')[1]?.trigger('dblclick');
    await wrapper.findAll('[data-testid="tree-camera"]')[1]?.trigger('dblclick');
    expect(wall.wall.tiles).toEqual(['hq:1', 'hq:2']);
    wrapper.unmount();
  });

  it('adds at a touch, where there is no double click', async () => {
    const { wrapper, wall } = await tree();
    await wrapper.setProps({ touch: true });
    await wrapper.find('[data-testid="tree-camera"]').trigger('click');
    expect(wall.wall.tiles).toEqual(['hq:1']);
    expect(wrapper.emitted('added')).toHaveLength(1);
    wrapper.unmount();
  });

  it('shows all cameras of a recorder with Shift+Enter', async () => {
    const { wrapper, wall } = await tree();
    await wrapper.get('[role="tree"]').trigger('keydown', { key: 'Enter', shiftKey: true });
    expect(wall.wall.tiles).toEqual(['hq:1', 'hq:2']);
    wrapper.unmount();
  });

  it('says when a search finds nothing', async () => {
    const { wrapper } = await tree();
    await wrapper.get('input').setValue('cellar');
    expect(wrapper.text()).toContain('No camera is called “cellar”.');
    wrapper.unmount();
  });
});

describe('filterTree', () => {
  const branches = [
    { recorder: sampleRecorder(), cameras: ['hq:1', 'hq:2'] as const },
    { recorder: sampleRecorder({ id: 'depot', name: 'Depot' }), cameras: ['depot:1'] as const },
  ];
  const names: Record<string, string> = { 'hq:1': 'Gate', 'hq:2': 'Yard', 'depot:1': 'Gate' };

  it.each([
    ['', ['hq', 'hq:1', 'hq:2', 'depot', 'depot:1']],
    ['gate', ['hq', 'hq:1', 'depot', 'depot:1']],
    ['GATE depot', ['depot', 'depot:1']],
    ['hq:2', ['hq', 'hq:2']],
    ['nowhere', []],
  ])('"%s"', (search, keys) => {
    const rows = filterTree(branches, {
      search,
      collapsed: new Set(),
      nameOf: (camera) => names[camera] ?? '',
    });
    expect(rows.map(({ key }) => key)).toEqual(keys);
  });

  it('looks into folded recorders', () => {
    const options = { collapsed: new Set(['hq']), nameOf: (camera: string) => names[camera] ?? '' };
    expect(filterTree(branches, { ...options, search: '' }).map(({ key }) => key)).toEqual([
      'hq',
      'depot',
      'depot:1',
    ]);
    expect(filterTree(branches, { ...options, search: 'yard' }).map(({ key }) => key)).toEqual([
      'hq',
      'hq:2',
    ]);
  });
});
