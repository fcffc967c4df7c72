import type { Alarm, Me } from '@casement/contract';
import { jest } from '@jest/globals';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { injectRequired, socketKey } from '../api/keys.js';
import { useSessionStore } from '../session/session-store.js';
import { PageWorld, problem } from '../testing/page-world.js';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { until } from '../testing/until.js';
import AlarmWatch from './alarm-watch.vue';
import { useAlarmsStore } from './alarms-store.js';
import { titleWith } from './use-alarm-notices.js';

type Watched = { readonly world: PageWorld; readonly wrapper: VueWrapper };

async function watchAlarms(kiosk = false, role: Me['role'] = 'operator'): Promise<Watched> {
  const world = new PageWorld();
  world.replies
    .set('GET auth/me', {
      json: { username: 'anna', role, via: 'session', mustChangePassword: false },
    })
    .set('GET alarms', { json: [] })
    .set('GET alarms/summary', { json: { latest: 0, open: { critical: 0, warning: 0, info: 0 } } });
  world.run(() => {
    useAlarmsStore();
    injectRequired(socketKey).open();
  });
  await world.run(() => useSessionStore()).load();
  world.socket.becomesConnected();
  await flushPromises();
  world.socket.answers({ latest: 0 });
  await flushPromises();
  const wrapper = mount(AlarmWatch, { props: { kiosk }, global: { plugins: [world.plugin] } });
  return { world, wrapper };
}

function toasts(wrapper: VueWrapper): (string | undefined)[] {
  return wrapper.findAll('[data-testid="alarm-toast"]').map((one) => one.attributes('data-id'));
}

const critical = (id: number): Alarm => sampleAlarm(id, { severity: 'critical' });

describe('AlarmWatch', () => {
  let watched: Watched | undefined;

  beforeEach(() => {
    localStorage.clear();
    document.title = 'Live – Casement';
  });
  afterEach(() => {
    watched?.wrapper.unmount();
    watched = undefined;
  });

  it('shows a new alarm; a click opens it', async () => {
    watched = await watchAlarms();
    const { world, wrapper } = watched;
    world.socket.says('alarm', sampleAlarm(1, { title: 'Door', recorder: 'hq', camera: 4 }));
    await flushPromises();
    expect(wrapper.get('[data-testid="alarm-toast"]').text()).toContain('Door');
    expect(wrapper.get('[data-testid="alarm-toast"]').text()).toContain('Camera 4, hq');
    expect(wrapper.get('[data-testid="alarm-toast"]').classes()).toContain('warning');
    await wrapper.get('[data-testid="toast-open"]').trigger('click');
    await flushPromises();
    expect(world.router.currentRoute.value).toMatchObject({
      name: 'alarms',
      query: { alarm: '1' },
    });
    expect(toasts(wrapper)).toEqual([]);
  });

  it('shows four of a storm, the critical ones first, and counts the rest', async () => {
    watched = await watchAlarms();
    const { world, wrapper } = watched;
    world.socket.says('alarm', critical(1));
    for (let id = 2; id <= 21; id += 1) {
      world.socket.says('alarm', sampleAlarm(id));
    }
    await until('the newest is shown', () => toasts(wrapper).includes('21'));
    expect(toasts(wrapper)).toEqual(['1', '21', '20', '19']);
    expect(wrapper.get('[data-testid="more-toasts"]').text()).toBe('and 17 more');
    await wrapper.get('[data-testid="dismiss-toasts"]').trigger('click');
    expect(toasts(wrapper)).toEqual([]);
  });

  it('is acknowledged here, and goes when another user does', async () => {
    watched = await watchAlarms();
    const { world, wrapper } = watched;
    world.socket.says('alarm', critical(1));
    world.socket.says('alarm', critical(2));
    await until('both are shown', () => toasts(wrapper).length === 2);
    const acknowledged = { by: 'anna', at: '2026-11-21T10:01:00Z' };
    world.replies.set('POST alarms/acknowledge', problem(503, 'The database is away.'));
    await wrapper.get('[data-id="1"] [data-testid="toast-acknowledge"]').trigger('click');
    await flushPromises();
    expect(wrapper.get('[role="alert"]').text()).toBe('The database is away.');
    world.replies.set('POST alarms/acknowledge', {
      json: [{ ...critical(1), acknowledged, open: false }],
    });
    await wrapper.get('[data-id="1"] [data-testid="toast-acknowledge"]').trigger('click');
    await flushPromises();
    expect(toasts(wrapper)).toEqual(['2']);
    world.socket.says('alarm-changed', { ...critical(2), acknowledged, open: false });
    await until('nothing is shown', () => toasts(wrapper).length === 0);
    expect(wrapper.find('[role="alert"]').exists()).toBe(false);
  });

  it('gives viewers and screens that nobody touches no button to acknowledge', async () => {
    watched = await watchAlarms(false, 'viewer');
    watched.world.socket.says('alarm', critical(1));
    await flushPromises();
    expect(watched.wrapper.find('[data-testid="toast-acknowledge"]').exists()).toBe(false);
    watched.wrapper.unmount();
    watched = await watchAlarms(true);
    watched.world.socket.says('alarm', critical(1));
    await flushPromises();
    expect(toasts(watched.wrapper)).toEqual(['1']);
    expect(watched.wrapper.find('[data-testid="toast-acknowledge"]').exists()).toBe(false);
  });

  it('counts what is open in the title of the tab, over every change of the page', async () => {
    watched = await watchAlarms();
    const { world, wrapper } = watched;
    world.socket.says('alarm', critical(1));
    world.socket.says('alarm', sampleAlarm(2));
    await until('both are counted', () => document.title === '(2) Live – Casement');
    world.router.afterEach(() => {
      document.title = 'Playback – Casement';
    });
    await world.router.push('/playback');
    document.title = 'Playback – Casement';
    await world.router.push('/settings');
    await until('the count is back', () => document.title.startsWith('(2) '));
    wrapper.unmount();
    expect(document.title).toBe('Playback – Casement');
  });

  it('lets the machine tell only when nobody looks, and only when it was asked to', async () => {
    const shown: string[] = [];
    class FakeNotification {
      static permission = 'granted';
      onclick: (() => void) | null = null;
      constructor(title: string) {
        shown.push(title);
      }
    }
    Object.assign(window, { isSecureContext: true, Notification: FakeNotification });
    localStorage.setItem('casement.alarms', JSON.stringify({ notify: true }));
    watched = await watchAlarms();
    const { world } = watched;
    world.socket.says('alarm', critical(1));
    expect(shown).toEqual([]);
    const hidden = jest.spyOn(document, 'visibilityState', 'get').mockReturnValue('hidden');
    world.socket.says('alarm', sampleAlarm(2, { title: 'Door' }));
    world.socket.says('alarm', sampleAlarm(3, { severity: 'info' }));
    hidden.mockRestore();
    expect(shown).toEqual(['Warning: Door']);
  });
});

describe('titleWith', () => {
  it.each([
    [3, 'Live – Casement', '(3) Live – Casement'],
    [4, '(3) Live – Casement', '(4) Live – Casement'],
    [0, '(999+) Live – Casement', 'Live – Casement'],
    [1_000, 'Live', '(999+) Live'],
  ])('%i, %j: %j', (count, title, expected) => {
    expect(titleWith(count, title)).toBe(expected);
  });
});
