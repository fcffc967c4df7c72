import { flushPromises, mount } from '@vue/test-utils';
import { PageWorld } from '../testing/page-world.js';
import AlarmSettings from './alarm-settings.vue';
import { loadPreferences } from './alarm-preferences.js';

describe('AlarmSettings', () => {
  beforeEach(() => {
    localStorage.clear();
    Reflect.deleteProperty(window, 'Notification');
  });

  it('remembers sounds and volume in this browser', async () => {
    const wrapper = mount(AlarmSettings, { global: { plugins: [new PageWorld().plugin] } });
    await wrapper.get('[data-testid="sound-warning"]').setValue('chime');
    await wrapper.get('[data-testid="alarm-volume"]').setValue('0.25');
    expect(loadPreferences(localStorage)).toMatchObject({
      sounds: { critical: 'siren', warning: 'chime', info: 'none' },
      volume: 0.25,
    });
    wrapper.unmount();
  });

  it('says that notifications need https', () => {
    Object.assign(window, { isSecureContext: false });
    const wrapper = mount(AlarmSettings, { global: { plugins: [new PageWorld().plugin] } });
    expect(wrapper.get('[data-testid="notify-words"]').text()).toContain('over plain http');
    expect(wrapper.get('[data-testid="notify-on"]').attributes('disabled')).toBeDefined();
    wrapper.unmount();
  });

  it('asks the browser once, when somebody wants it', async () => {
    const notification = {
      permission: 'default',
      requestPermission: async () => {
        notification.permission = 'granted';
        return Promise.resolve('granted');
      },
    };
    Object.assign(window, { isSecureContext: true, Notification: notification });
    const wrapper = mount(AlarmSettings, { global: { plugins: [new PageWorld().plugin] } });
    await wrapper.get('[data-testid="notify-on"]').trigger('click');
    await flushPromises();
    expect(loadPreferences(localStorage).notify).toBe(true);
    expect(wrapper.find('[data-testid="notify-words"]').exists()).toBe(false);
    await wrapper.get('[aria-label="From which severity"]').setValue('critical');
    expect(loadPreferences(localStorage).notifyFrom).toBe('critical');
    await wrapper.get('[data-testid="notify-off"]').trigger('click');
    expect(loadPreferences(localStorage).notify).toBe(false);
    wrapper.unmount();
  });

  it('stays off when the browser says no', async () => {
    const notification = {
      permission: 'default',
      requestPermission: async () => {
        notification.permission = 'denied';
        return Promise.resolve('denied');
      },
    };
    Object.assign(window, { isSecureContext: true, Notification: notification });
    const wrapper = mount(AlarmSettings, { global: { plugins: [new PageWorld().plugin] } });
    await wrapper.get('[data-testid="notify-on"]').trigger('click');
    await flushPromises();
    expect(loadPreferences(localStorage).notify).toBe(false);
    expect(wrapper.get('[data-testid="notify-words"]').text()).toContain('forbids it');
    wrapper.unmount();
  });
});
