import { flushPromises, mount } from '@vue/test-utils';
import { PageWorld, problem } from '../testing/page-world.js';
import DoctorList from './doctor-list.vue';

const findings = [
  { name: 'Node.js', state: 'ok', detail: 'Version 24.9.0.', advice: null },
  {
    name: 'Media back end',
    state: 'warning',
    detail: 'node, because koffi is not installed.',
    advice: 'npm install koffi',
  },
];

async function doctor(world: PageWorld) {
  const wrapper = mount(DoctorList, {
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  await flushPromises();
  return wrapper;
}

describe('doctor', () => {
  afterEach(() => {
    document.body.innerHTML = '';
  });

  it('lists what the gateway found, with advice', async () => {
    const world = new PageWorld();
    world.replies.set('GET doctor', { json: findings });
    const wrapper = await doctor(world);
    const rows = wrapper.findAll('[data-testid="doctor-finding"]');
    expect(rows.map((row) => row.attributes('data-state'))).toEqual(['ok', 'warning']);
    expect(rows[1]?.text()).toContain('Media back end');
    expect(rows[1]?.text()).toContain('could be better');
    expect(rows[1]?.get('.advice').text()).toBe('npm install koffi');
    expect(rows[0]?.find('.advice').exists()).toBe(false);
    expect(wrapper.get('[role="status"]').text()).toBe('1 thing could be better, 1 in order');
    wrapper.unmount();
  });

  it('copies everything as text', async () => {
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: (text: string) => Promise.resolve(copied.push(text)) },
    });
    const world = new PageWorld();
    world.replies.set('GET doctor', { json: findings });
    const wrapper = await doctor(world);
    await wrapper.get('[data-testid="doctor-copy"]').trigger('click');
    await flushPromises();
    expect(copied[0]).toContain('[warning] Media back end: node, because koffi is not installed.');
    expect(copied[0]).toContain('    advice: npm install koffi');
    expect(wrapper.get('[data-testid="doctor-copy"]').text()).toBe('Copied');
    wrapper.unmount();
  });

  it('shows the text where the browser does not let the page copy', async () => {
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: () => Promise.reject(new Error('not allowed')) },
    });
    Object.defineProperty(document, 'execCommand', { configurable: true, value: () => false });
    const world = new PageWorld();
    world.replies.set('GET doctor', { json: findings });
    const wrapper = await doctor(world);
    await wrapper.get('[data-testid="doctor-copy"]').trigger('click');
    await flushPromises();
    expect(wrapper.get('pre').text()).toContain('[ok] Node.js: Version 24.9.0.');
    wrapper.unmount();
  });

  it('says why it has nothing to show, and asks again', async () => {
    const world = new PageWorld();
    world.replies.set('GET doctor', problem(403, 'Only administrators may see this.'));
    const wrapper = await doctor(world);
    expect(wrapper.get('[role="alert"]').text()).toBe('Only administrators may see this.');
    world.replies.set('GET doctor', { json: [findings[0]] });
    await wrapper.get('[data-testid="doctor-again"]').trigger('click');
    await flushPromises();
    expect(wrapper.get('[role="status"]').text()).toBe('Everything is in order.');
    expect(wrapper.get('[role="alert"]').attributes('hidden')).toBeDefined();
    wrapper.unmount();
  });
});
