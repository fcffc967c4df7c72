import { mount } from '@vue/test-utils';
import { useRecordersStore } from '../../recorders/recorders-store.js';
import { PageWorld } from '../../testing/page-world.js';
import { sampleCamera, sampleRecorder } from '../../testing/samples.js';
import KioskSettings from './kiosk-settings.vue';
import { usePictureSettingsStore } from './picture-settings-store.js';

async function settings() {
  const world = new PageWorld();
  world.replies.set('GET recorders', { json: [sampleRecorder()] });
  world.replies.set('GET recorders/hq/cameras', { json: [sampleCamera(1), sampleCamera(2)] });
  const wrapper = mount(KioskSettings, { global: { plugins: [world.plugin] } });
  await useRecordersStore(world.pinia).load();
  return { wrapper, store: usePictureSettingsStore(world.pinia) };
}

describe('settings of what alarms do to the pictures', () => {
  afterEach(() => localStorage.clear());

  it('takes the rule, the time and the severities of the tiles, and remembers them', async () => {
    const { wrapper, store } = await settings();
    await wrapper.get('input[value="frame"]').setValue(true);
    const [seconds] = wrapper.findAll<HTMLInputElement>('input[type="number"]');
    await seconds?.setValue('45');
    await wrapper.findAll('[data-severity="warning"]')[0]?.setValue(false);
    expect(store.settings).toMatchObject({
      rule: 'frame',
      tileSeconds: 45,
      tileSeverities: ['critical'],
    });
    expect(localStorage.getItem('casement.alarm-pictures')).toContain('"rule":"frame"');
  });

  it.each(['4', '601', '', 'x'])('does not take "%s" for a number of seconds', async (text) => {
    const { wrapper, store } = await settings();
    const [seconds] = wrapper.findAll<HTMLInputElement>('input[type="number"]');
    await seconds?.setValue(text);
    await seconds?.trigger('change');
    expect(store.settings.tileSeconds).toBe(30);
    expect(seconds?.element.value).toBe('30');
  });

  it('switches the kiosk rule on, for all cameras or for some', async () => {
    const { wrapper, store } = await settings();
    expect(wrapper.find('[data-camera]').exists()).toBe(false);
    await wrapper.get('[data-testid="kiosk-rule"]').setValue(true);
    await wrapper.get('[data-testid="kiosk-all-cameras"]').setValue(false);
    expect(store.settings).toMatchObject({ kiosk: true, kioskCameras: ['hq:1', 'hq:2'] });
    await wrapper.get('[data-camera="hq:1"]').setValue(false);
    expect(store.settings.kioskCameras).toEqual(['hq:2']);
    await wrapper.get('[data-testid="kiosk-all-cameras"]').setValue(true);
    expect(store.settings.kioskCameras).toBeNull();
  });

  it('still shows a camera that is not there any more, so that it can be taken out', async () => {
    const { wrapper, store } = await settings();
    store.change({ kiosk: true, kioskCameras: ['old:7'] });
    await wrapper.vm.$nextTick();
    expect(wrapper.text()).toContain('Camera 7, old (not there now)');
    await wrapper.get('[data-camera="old:7"]').setValue(false);
    expect(store.settings.kioskCameras).toEqual([]);
  });

  it('hears of what another window chose', async () => {
    const { store } = await settings();
    localStorage.setItem('casement.alarm-pictures', JSON.stringify({ rule: 'off' }));
    window.dispatchEvent(new Event('storage'));
    expect(store.settings.rule).toBe('off');
  });
});
