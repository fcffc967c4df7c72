import type { Transcoding, Transcodings } from '@casement/contract';
import { flushPromises, mount } from '@vue/test-utils';
import { PageWorld, problem } from '../testing/page-world.js';
import ConversionList from './conversion-list.vue';
import { budgetUsed, conversionSummary, conversionWords } from './conversions.js';

const job: Transcoding = {
  recorder: 'hq',
  camera: 3,
  target: 'h264-360',
  source: 'h265',
  state: 'running',
  reason: null,
  cpu: 0.42,
  users: 2,
  restarts: 0,
  since: '2026-11-21T12:00:00Z',
};
const budget = { maxJobs: 4, maxCores: 2 };
const answer: Transcodings = {
  budget,
  jobs: [
    job,
    {
      ...job,
      camera: 4,
      target: 'opus',
      source: 'aac',
      state: 'refused',
      cpu: null,
      users: 1,
      reason: 'the budget of 4 conversions is spent',
    },
  ],
};

describe('conversions', () => {
  afterEach(() => {
    document.body.innerHTML = '';
  });

  it('lists what runs, for whom, at what cost, and what was refused and why', async () => {
    const world = new PageWorld();
    world.replies.set('GET transcodings', { json: answer });
    const wrapper = mount(ConversionList, { global: { plugins: [world.plugin] } });
    await flushPromises();
    const rows = wrapper.findAll('[data-testid="conversion"]');
    expect(rows.map((row) => row.attributes('data-state'))).toEqual(['running', 'refused']);
    expect(rows[0]?.text()).toContain('H.265 to H.264, 360 lines · 2 viewers · 42 % of a core');
    expect(rows[1]?.text()).toContain('AAC to Opus · 1 viewer');
    expect(rows[1]?.text()).toContain('the budget of 4 conversions is spent');
    expect(wrapper.get('[role="meter"]').attributes('aria-valuenow')).toBe('21');
    expect(wrapper.get('[role="status"]').text()).toBe('1 of 4 running, 0.4 of 2 cores.');
    wrapper.unmount();
  });

  it('says why it has nothing to show', async () => {
    const world = new PageWorld();
    world.replies.set('GET transcodings', problem(403, 'Only administrators may see this.'));
    const wrapper = mount(ConversionList, { global: { plugins: [world.plugin] } });
    await flushPromises();
    expect(wrapper.get('[role="alert"]').text()).toBe('Only administrators may see this.');
    wrapper.unmount();
  });

  it.each<[Transcodings, string, number]>([
    [{ jobs: [], budget }, 'Nothing is converted. At most 4 at a time, on 2 cores.', 0],
    [{ jobs: [{ ...job, cpu: 9 }], budget }, '1 of 4 running, 9.0 of 2 cores.', 1],
  ])('%#', (list, words, used) => {
    expect(conversionSummary(list)).toBe(words);
    expect(budgetUsed(list)).toBe(used);
  });

  it('names what it does not know as it came', () => {
    expect(conversionWords({ ...job, source: 'vp9', target: 'av1' })).toBe('vp9 to av1');
  });
});
