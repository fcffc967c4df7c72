import type { Alarm, Me } from '@casement/contract';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { injectRequired, socketKey } from '../api/keys.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { useSessionStore } from '../session/session-store.js';
import { PageWorld, problem } from '../testing/page-world.js';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { sampleCamera, sampleRecorder } from '../testing/samples.js';
import { until } from '../testing/until.js';
import AlarmsPage from './alarms-page.vue';
import { useAlarmsStore } from './alarms-store.js';

const stored = [
  sampleAlarm(1, { camera: 2, open: false }),
  sampleAlarm(2, { severity: 'critical', title: 'Video of camera 2 is lost', camera: 2 }),
  sampleAlarm(3, { recorder: null, camera: null, title: 'Smoke' }),
];

type Opened = { readonly world: PageWorld; readonly wrapper: VueWrapper };

async function open(
  options: { role?: Me['role']; alarms?: readonly Alarm[]; query?: string } = {},
): Promise<Opened> {
  const { role = 'administrator', alarms = stored, query = '' } = options;
  const world = new PageWorld();
  const me: Me = { username: 'anna', role, via: 'session', mustChangePassword: false };
  world.replies
    .set('GET auth/me', { json: me })
    .set('GET alarms', { json: alarms })
    .set('GET alarms/summary', {
      json: { latest: alarms.length, open: { critical: 1, warning: 1, info: 0 } },
    })
    .set('GET recorders', { json: [sampleRecorder()] })
    .set('GET recorders/hq/cameras', { json: [sampleCamera(1), sampleCamera(2)] });
  await world.router.push(`/alarms${query}`);
  world.run(() => {
    useAlarmsStore();
    injectRequired(socketKey).open();
  });
  await world.run(() => useSessionStore()).load();
  await world.run(() => useRecordersStore()).load();
  world.socket.becomesConnected();
  await flushPromises();
  world.socket.answers({ latest: alarms.length });
  await flushPromises();
  const wrapper = mount(AlarmsPage, {
    global: { plugins: [world.plugin], stubs: { AlarmPicture: true } },
    attachTo: document.body,
  });
  await flushPromises();
  return { world, wrapper };
}

function rows(wrapper: VueWrapper): (string | undefined)[] {
  return wrapper.findAll('[data-testid="alarm-row"]').map((row) => row.attributes('data-id'));
}

async function press(key: string, shiftKey = false): Promise<void> {
  const event = new KeyboardEvent('keydown', { key, shiftKey, bubbles: true, cancelable: true });
  (document.activeElement ?? document.body).dispatchEvent(event);
  await flushPromises();
}

function selected(wrapper: VueWrapper): (string | undefined)[] {
  return wrapper.findAll('[aria-selected="true"]').map((row) => row.attributes('data-id'));
}

describe('alarms page', () => {
  let opened: Opened | undefined;

  beforeEach(() => {
    localStorage.clear();
  });
  afterEach(() => {
    opened?.wrapper.unmount();
    opened = undefined;
    document.body.innerHTML = '';
  });

  it('lists the newest first, with place, state and counts', async () => {
    opened = await open();
    const { wrapper } = opened;
    expect(rows(wrapper)).toEqual(['3', '2', '1']);
    const text = wrapper.get('[data-id="2"]').text();
    expect(text).toContain('Video of camera 2 is lost');
    expect(text).toContain('Camera number 2, Head office');
    expect(text).toContain('open');
    expect(wrapper.get('[data-id="3"]').text()).toContain('Unknown sender 00:80:45:0D:12:34');
    expect(wrapper.get('[data-testid="alarm-counts"]').text()).toBe('1 critical1 warning');
  });

  it('shows a new alarm at once, and that another user acknowledged one', async () => {
    opened = await open();
    const { world, wrapper } = opened;
    world.socket.says('alarm', sampleAlarm(4, { title: 'Door' }));
    await flushPromises();
    expect(rows(wrapper)[0]).toBe('4');
    world.socket.says(
      'alarm-changed',
      sampleAlarm(4, { title: 'Door', open: false, acknowledged: { by: 'bob', at: '' } }),
    );
    await until('the row says who', () =>
      wrapper.get('[data-id="4"]').text().includes('acknowledged by bob'),
    );
    expect(wrapper.get('[data-id="4"]').classes()).not.toContain('open');
  });

  it('opens an alarm with a click and with Enter, says so in its address, and closes with Escape', async () => {
    opened = await open();
    const { world, wrapper } = opened;
    await wrapper.get('[data-id="2"]').trigger('click');
    await flushPromises();
    expect(world.router.currentRoute.value.query).toEqual({ alarm: '2' });
    expect(wrapper.get('[data-testid="alarm-detail"] h2').text()).toBe('Video of camera 2 is lost');
    await press('ArrowUp');
    expect(world.router.currentRoute.value.query).toEqual({ alarm: '3' });
    await press('Escape');
    expect(wrapper.find('[data-testid="alarm-detail"]').exists()).toBe(false);
    await press('ArrowDown');
    await press('Enter');
    expect(wrapper.get('[data-testid="alarm-detail"] h2').text()).toBe('Video of camera 2 is lost');
    expect(world.router.currentRoute.value.query).toEqual({ alarm: '2' });
  });

  it('leads to the recording before an alarm, and to its camera', async () => {
    opened = await open({ query: '?alarm=2' });
    const { world, wrapper } = opened;
    await wrapper.get('[data-testid="to-live"]').trigger('click');
    await flushPromises();
    expect(world.router.currentRoute.value.name).toBe('live');
    await wrapper.get('[data-testid="to-recording"]').trigger('click');
    await flushPromises();
    expect(world.router.currentRoute.value).toMatchObject({
      name: 'playback',
      query: { cameras: 'hq:2', at: '2026-11-21T09:59:50Z' },
    });
  });

  it('selects with boxes, Shift and keys, and acknowledges what is selected', async () => {
    opened = await open();
    const { world, wrapper } = opened;
    await wrapper.get('[data-id="3"] input').trigger('click');
    await wrapper.get('[data-id="1"]').trigger('click', { shiftKey: true });
    expect(selected(wrapper)).toEqual(['3', '2', '1']);
    await wrapper.get('[data-id="1"]').trigger('click', { ctrlKey: true });
    expect(selected(wrapper)).toEqual(['3', '2']);
    await press('ArrowUp');
    await press(' ');
    expect(selected(wrapper)).toEqual(['3']);
    await press('ArrowUp', true);
    expect(selected(wrapper)).toEqual(['3', '2']);
    world.replies.set('POST alarms/acknowledge', {
      json: [2, 3].map((id) =>
        sampleAlarm(id, { open: false, acknowledged: { by: 'anna', at: '2026-11-21T10:01:00Z' } }),
      ),
    });
    await press('a');
    expect(world.requests.at(-1)).toMatchObject({
      path: 'alarms/acknowledge',
      body: { ids: [3, 2] },
    });
    expect(selected(wrapper)).toEqual([]);
    await until('the rows say who', () =>
      wrapper.get('[data-id="2"]').text().includes('acknowledged by anna'),
    );
  });

  it('says why alarms could not be acknowledged, and keeps the selection', async () => {
    opened = await open();
    const { world, wrapper } = opened;
    world.replies.set('POST alarms/acknowledge', problem(503, 'The database is away.'));
    await wrapper.get('[data-id="2"] input').trigger('click');
    await wrapper.get('[data-testid="acknowledge-selected"]').trigger('click');
    await flushPromises();
    expect(wrapper.get('.problem[role="alert"]').text()).toBe('The database is away.');
    expect(selected(wrapper)).toEqual(['2']);
  });

  it('gives viewers nothing to acknowledge', async () => {
    opened = await open({ role: 'viewer' });
    const { world, wrapper } = opened;
    expect(wrapper.find('input[type="checkbox"][tabindex="-1"]').exists()).toBe(false);
    await wrapper.get('[data-id="2"]').trigger('click');
    expect(wrapper.find('[data-testid="acknowledge-one"]').exists()).toBe(false);
    await press('a');
    expect(world.requests.some(({ path }) => path === 'alarms/acknowledge')).toBe(false);
  });

  it('filters, and says so in its address', async () => {
    opened = await open();
    const { world, wrapper } = opened;
    world.replies.set('GET alarms', { json: [] });
    await wrapper.get('[data-testid="filter-severity"]').setValue('critical');
    await flushPromises();
    expect(rows(wrapper)).toEqual(['2']);
    expect(world.router.currentRoute.value.query).toEqual({ severity: 'critical' });
    await wrapper.get('[data-testid="filter-kind"]').setValue('recovery');
    await flushPromises();
    expect(rows(wrapper)).toEqual([]);
    expect(wrapper.text()).toContain('No alarm is like that.');
    await wrapper.get('[data-testid="filter-clear"]').trigger('click');
    await flushPromises();
    expect(rows(wrapper)).toEqual(['3', '2', '1']);
  });

  it('searches when somebody stops typing; / goes to the field', async () => {
    opened = await open();
    const { wrapper } = opened;
    await press('/');
    expect(document.activeElement).toBe(wrapper.get('[data-testid="alarm-search"]').element);
    await wrapper.get('[data-testid="alarm-search"]').setValue('smoke');
    await until('the search is done', () => rows(wrapper).length === 1);
    expect(rows(wrapper)).toEqual(['3']);
  });

  it('lets administrators say whose an unknown sender is', async () => {
    opened = await open({ query: '?alarm=3' });
    const { world, wrapper } = opened;
    world.replies.set('POST alarms/senders/adopt', { status: 204 });
    await wrapper.get('[data-testid="adopt-recorder"]').setValue('hq');
    await wrapper.get('[data-testid="adopt-sender"] form').trigger('submit');
    await flushPromises();
    expect(world.requests.at(-1)).toMatchObject({
      method: 'POST',
      path: 'alarms/senders/adopt',
      body: { mac: '00:80:45:0D:12:34', recorder: 'hq' },
    });
    world.socket.says('alarm-changed', sampleAlarm(3, { recorder: 'hq', title: 'Smoke' }));
    await until('the question goes', () => !wrapper.find('[data-testid="adopt-sender"]').exists());
    expect(wrapper.get('.place').text()).toContain('Head office');
  });

  it('asks nobody but administrators whose a sender is', async () => {
    opened = await open({ role: 'operator', query: '?alarm=3' });
    expect(opened.wrapper.find('[data-testid="adopt-sender"]').exists()).toBe(false);
  });

  it('shows what came with the message, and what was wrong with it', async () => {
    const odd = sampleAlarm(1, {
      defects: ['the extension says 900 bytes, 12 came'],
      lostBefore: 3,
      repeats: 2,
      chain: [
        { mac: '00:80:45:0D:77:01', camera: null, time: '2026-11-21T19:00:00+09:00' },
        { mac: '00:80:45:0D:12:34', camera: 2, time: null },
      ],
      closedBy: 7,
    });
    opened = await open({ alarms: [odd], query: '?alarm=1' });
    const text = opened.wrapper.get('[data-testid="alarm-detail"]').text();
    expect(text).toContain('3 notifications of this device were lost before this one');
    expect(text).toContain('came 2 more times');
    expect(text).toContain('number 7');
    expect(text).toContain('category 2, number 0x01');
    expect(opened.wrapper.get('[data-testid="alarm-defects"]').text()).toBe(
      'the extension says 900 bytes, 12 came',
    );
    expect(
      opened.wrapper.findAll('[data-testid="alarm-chain"] li').map((hop) => hop.text()),
    ).toEqual([
      '00:80:45:0D:77:01 · 2026-11-21 19:00:00 +09:00 · began here',
      '00:80:45:0D:12:34 · camera 2 · without a time',
    ]);
  });

  it('asks for an alarm that it does not have, and says when there is none', async () => {
    opened = await open({ query: '?alarm=77' });
    const { world, wrapper } = opened;
    expect(world.requests.at(-1)?.path).toBe('alarms/77');
    expect(wrapper.get('aside').text()).toContain('404');
    world.replies.set('GET alarms/55', { json: sampleAlarm(55, { title: 'Long ago' }) });
    await world.router.push('/alarms?alarm=55');
    await flushPromises();
    expect(wrapper.get('[data-testid="alarm-detail"] h2').text()).toBe('Long ago');
  });

  it('says that there is nothing yet', async () => {
    opened = await open({ alarms: [] });
    expect(opened.wrapper.text()).toContain('No alarm yet.');
  });

  it('draws no more rows than are in sight, and fetches older ones at the end', async () => {
    const many = Array.from({ length: 200 }, (_, index) => sampleAlarm(index + 301));
    opened = await open({ alarms: many });
    const { world, wrapper } = opened;
    expect(rows(wrapper).length).toBeLessThan(40);
    expect(wrapper.get('[role="grid"]').attributes('aria-rowcount')).toBe('200');
    world.replies.set('GET alarms', { json: [sampleAlarm(299), sampleAlarm(300)] });
    await press('End');
    expect(wrapper.get('[role="grid"]').attributes('aria-rowcount')).toBe('202');
    expect(wrapper.text()).toContain('202 alarms, and no older ones.');
  });

  it('says when older ones cannot be fetched, and tries again', async () => {
    const many = Array.from({ length: 200 }, (_, index) => sampleAlarm(index + 301));
    opened = await open({ alarms: many });
    const { world, wrapper } = opened;
    world.replies.set('GET alarms', problem(503, 'The database is away.'));
    await press('End');
    expect(wrapper.get('.end').text()).toContain('The database is away.');
    world.replies.set('GET alarms', { json: [sampleAlarm(300)] });
    await wrapper.get('.end button').trigger('click');
    await flushPromises();
    expect(wrapper.text()).toContain('201 alarms, and no older ones.');
  });
});
