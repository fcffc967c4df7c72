import { mount, RouterLinkStub } from '@vue/test-utils';
import { sampleRecorder } from '../testing/samples.js';
import RecorderRow from './recorder-row.vue';

const fingerprint = Array.from({ length: 32 }, () => 'AB').join(':');

function row(change: Parameters<typeof sampleRecorder>[0], manageable = true) {
  return mount(RecorderRow, {
    props: { recorder: sampleRecorder(change), cameras: 16, manageable },
    global: { stubs: { RouterLink: RouterLinkStub } },
  });
}

describe('recorder row', () => {
  it('says how the recorder is and why', () => {
    const wrapper = row({ state: 'refused', reason: 'refused: all 16 sessions in use' });
    expect(wrapper.text()).toMatch(/Head office.*refused.*all 16 sessions in use/s);
    expect(wrapper.text()).toContain('5 / 16');
    expect(wrapper.find('[data-testid="trust-certificate"]').exists()).toBe(false);
  });

  it('counts the wait down itself', () => {
    const retryAt = new Date(Date.now() + 5_500).toISOString();
    const text = row({
      state: 'offline',
      reason: 'reconnecting in 30 s: no answer',
      retryAt,
    }).text();
    expect(text).toContain('no answer · next try in 6 s');
    expect(text).not.toContain('30 s');
  });

  it('cannot be changed when it comes from the configuration file, and says so', () => {
    const wrapper = row({ origin: 'file' });
    expect(wrapper.find('[data-testid="edit-recorder"]').exists()).toBe(false);
    expect(wrapper.get('[data-testid="recorder-read-only"]').text()).toMatch(/configuration file/);
  });

  it('leads to the recorder, and lets only administrators change it', () => {
    const wrapper = row({ state: 'refused', reason: `unknown certificate ${fingerprint}` }, false);
    expect(wrapper.getComponent(RouterLinkStub).props('to')).toEqual({
      name: 'recorder',
      params: { id: 'hq' },
    });
    expect(wrapper.findAll('button')).toHaveLength(0);
  });

  it('offers to trust a certificate that the gateway does not know', async () => {
    const wrapper = row({ state: 'refused', reason: `unknown certificate ${fingerprint}` });
    await wrapper.get('[data-testid="trust-certificate"]').trigger('click');
    expect(wrapper.emitted('trust')).toHaveLength(1);
  });

  it.each([
    [500, ''],
    [184_000, 'Its clock is 184 s ahead.'],
    [-61_000, 'Its clock is 61 s behind.'],
  ])('a clock that differs by %i ms: "%s"', (clockOffsetMs, words) => {
    const text = row({ clockOffsetMs }).text();
    expect(text.includes('Its clock')).toBe(words !== '');
    expect(text).toContain(words);
  });
});
