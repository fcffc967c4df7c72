import type { Alarm } from '@casement/contract';
import { jest } from '@jest/globals';
import { flushPromises, mount } from '@vue/test-utils';
import { usePictureSettingsStore } from '../alarms/picture/picture-settings-store.js';
import type { PictureSettings } from '../alarms/picture/picture-settings.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { useSessionStore } from '../session/session-store.js';
import { beginAlarms } from '../testing/alarm-line.js';
import { PageWorld, problem } from '../testing/page-world.js';
import { sampleAlarm } from '../testing/sample-alarm.js';
import { sampleCamera, sampleRecorder } from '../testing/samples.js';
import CameraWall from './camera-wall.vue';
import { useWallStore } from './wall-store.js';

/** Four places with three cameras, and a line on which alarms come. */
async function wall(
  change: Partial<PictureSettings> = {},
  query: Record<string, string> = { layout: '4', tiles: 'hq:1,hq:2,hq:3,hq:4' },
) {
  const world = new PageWorld();
  world.replies.set('GET recorders', { json: [sampleRecorder()] });
  world.replies.set('GET recorders/hq/cameras', {
    json: [1, 2, 3, 4, 9].map((number) => sampleCamera(number, { name: `Camera ${number}` })),
  });
  world.run(() => useSessionStore(world.pinia)).me = {
    username: 'anna',
    role: 'operator',
    via: 'session',
    mustChangePassword: false,
  };
  world.run(() => usePictureSettingsStore(world.pinia)).change(change);
  const wrapper = mount(CameraWall, {
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  await useRecordersStore(world.pinia).load();
  await beginAlarms(world);
  const store = useWallStore(world.pinia);
  store.begin(query);
  await flushPromises();
  const shown = (): (string | undefined)[] =>
    wrapper.findAll('[data-testid="tile"]').map((tile) => tile.attributes('data-camera'));
  const says = async (name: 'alarm' | 'alarm-changed', alarm: Alarm): Promise<void> => {
    world.socket.says(name, alarm);
    await flushPromises();
  };
  const pass = async (ms: number): Promise<void> => {
    await jest.advanceTimersByTimeAsync(ms);
    await flushPromises();
  };
  return { world, wrapper, store, shown, says, pass };
}

const original = ['hq:1', 'hq:2', 'hq:3', 'hq:4'];

describe('wall with alarms', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse('2026-11-21T10:00:01Z') });
  });
  afterEach(() => {
    jest.useRealTimers();
    localStorage.clear();
    document.body.innerHTML = '';
  });

  it('frames an alarmed camera of the wall with the words of the alarm, at once', async () => {
    const { wrapper, world, shown, says } = await wall();
    await says('alarm', sampleAlarm(1, { camera: 2, severity: 'critical', title: 'Door forced' }));
    const tile = wrapper.get('[data-camera="hq:2"]');
    const frame = tile.get('[data-testid="tile-alarm"]');
    expect(frame.attributes('data-severity')).toBe('critical');
    expect(frame.text()).toContain('Door forced');
    expect(tile.get('[data-testid="tile-open-alarms"]').text()).toBe('1');
    expect(shown()).toEqual(original);
    expect(world.players).toHaveLength(4);
    wrapper.unmount();
  });

  it('turns another tile to a camera that is not on the wall, and back after the time', async () => {
    const { wrapper, world, store, shown, says, pass } = await wall();
    await says('alarm', sampleAlarm(1, { camera: 9 }));
    expect(shown()).toEqual(['hq:1', 'hq:2', 'hq:3', 'hq:9']);
    expect(wrapper.get('[data-testid="tile-alarm"]').text()).toContain('in place of Camera 4');
    expect(store.wall.tiles).toEqual(original);
    expect(world.players.at(-1)?.closed).toBe(false);
    await pass(31_000);
    expect(shown()).toEqual(original);
    expect(wrapper.find('[data-testid="tile-alarm"]').exists()).toBe(false);
    wrapper.unmount();
  });

  it('goes back when anybody acknowledges it', async () => {
    const { wrapper, shown, says, pass } = await wall();
    await says('alarm', sampleAlarm(1, { camera: 9 }));
    await pass(1_000);
    const by = { by: 'ben', at: '2026-11-21T10:00:05Z' };
    await says('alarm-changed', sampleAlarm(1, { camera: 9, open: false, acknowledged: by }));
    await pass(1_000);
    expect(shown()).toEqual(original);
    wrapper.unmount();
  });

  it('acknowledges with its button and with a key, and says why that failed', async () => {
    const { wrapper, world, says, pass } = await wall();
    await says('alarm', sampleAlarm(1, { camera: 2 }));
    await says('alarm', sampleAlarm(2, { camera: 2 }));
    await pass(1_000);
    world.replies.set('POST alarms/acknowledge', problem(403, 'Only operators acknowledge.'));
    await wrapper.get('[data-camera="hq:2"]').trigger('keydown', { key: 'a' });
    await pass(0);
    expect(wrapper.get('[data-testid="tile-alarm"]').text()).toContain('Only operators');
    world.replies.set('POST alarms/acknowledge', {
      json: [1, 2].map((id) => sampleAlarm(id, { camera: 2, open: false })),
    });
    await wrapper.get('[data-testid="tile-acknowledge"]').trigger('click');
    await pass(1_000);
    expect(world.requests.at(-1)?.body).toEqual({ ids: [1, 2] });
    expect(wrapper.find('[data-testid="tile-alarm"]').exists()).toBe(false);
    wrapper.unmount();
  });

  it('goes back when somebody has seen enough, by button or by Delete, and takes nothing off the wall', async () => {
    const { wrapper, store, shown, says, pass } = await wall();
    await says('alarm', sampleAlarm(1, { camera: 9 }));
    await wrapper.get('[data-testid="tile-alarm-back"]').trigger('click');
    await pass(500);
    expect(shown()).toEqual(original);
    await says('alarm', sampleAlarm(2, { camera: 9, severity: 'critical' }));
    await pass(3_000);
    const other = wrapper.get('[data-camera="hq:9"]');
    await other.trigger('keydown', { key: 'Delete' });
    await pass(500);
    expect(shown()).toEqual(original);
    expect(store.wall.tiles).toEqual(original);
    wrapper.unmount();
  });

  it('opens the recording 10 s before', async () => {
    const { wrapper, world, says, pass } = await wall();
    await says('alarm', sampleAlarm(1, { camera: 2 }));
    await wrapper.get('[data-testid="tile-alarm-recording"]').trigger('click');
    await pass(0);
    expect(world.router.currentRoute.value).toMatchObject({
      name: 'playback',
      query: { cameras: 'hq:2', at: '2026-11-21T09:59:50Z' },
    });
    wrapper.unmount();
  });

  it('leaves the wall alone while a tile is maximised or dragged', async () => {
    const { wrapper, store, shown, says, pass } = await wall();
    store.toggleMaximised('hq:1');
    await says('alarm', sampleAlarm(1, { camera: 9 }));
    await pass(5_000);
    expect(shown()).toEqual(original);
    store.toggleMaximised('hq:1');
    await pass(500);
    expect(shown()).toContain('hq:9');
    window.dispatchEvent(new Event('dragstart'));
    await pass(40_000);
    expect(shown()).toContain('hq:9');
    window.dispatchEvent(new Event('dragend'));
    await pass(500);
    expect(shown()).toEqual(original);
    wrapper.unmount();
  });

  it('moves the place under an alarmed camera, and puts a camera that is dropped there', async () => {
    const { wrapper, store, shown, says, pass } = await wall();
    await says('alarm', sampleAlarm(1, { camera: 9 }));
    await wrapper
      .get('[data-camera="hq:9"]')
      .trigger('keydown', { key: 'ArrowLeft', shiftKey: true });
    await pass(500);
    expect(store.wall.tiles).toEqual(['hq:1', 'hq:2', 'hq:4', 'hq:3']);
    expect(shown()).toEqual(['hq:1', 'hq:2', 'hq:9', 'hq:3']);
    store.place(2, 'hq:9');
    await pass(500);
    expect(shown()).toEqual(['hq:1', 'hq:2', 'hq:9', 'hq:3']);
    expect(wrapper.get('[data-testid="tile-alarm"]').text()).not.toContain('in place of');
    wrapper.unmount();
  });

  it('does nothing when the rule is off, and only frames when that is wanted', async () => {
    const { wrapper, world, shown, says, pass } = await wall({ rule: 'off' });
    await says('alarm', sampleAlarm(1, { camera: 2 }));
    expect(wrapper.find('[data-testid="tile-alarm"]').exists()).toBe(false);
    usePictureSettingsStore(world.pinia).change({ rule: 'frame' });
    await says('alarm', sampleAlarm(2, { camera: 9 }));
    await says('alarm', sampleAlarm(3, { camera: 2 }));
    await pass(3_000);
    expect(shown()).toEqual(original);
    expect(wrapper.findAll('[data-testid="tile-alarm"]')).toHaveLength(1);
    wrapper.unmount();
  });

  it('has no buttons on a kiosk', async () => {
    const { wrapper, says } = await wall({}, { layout: '1', tiles: 'hq:1', kiosk: '1' });
    await says('alarm', sampleAlarm(1, { camera: 1 }));
    expect(wrapper.get('[data-testid="tile-alarm"]').findAll('button')).toHaveLength(0);
    wrapper.unmount();
  });
});

describe('kiosk rule on the wall', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse('2026-11-21T10:00:01Z') });
  });
  afterEach(() => {
    jest.useRealTimers();
    localStorage.clear();
    document.body.innerHTML = '';
  });

  const rule = { rule: 'off', kiosk: true, kioskSeconds: 20 } as const;

  it('gives the alarmed camera the whole window, and the wall back after the time', async () => {
    const { wrapper, store, shown, says, pass } = await wall(rule);
    await says('alarm', sampleAlarm(1, { camera: 9 }));
    expect(wrapper.classes()).toEqual(expect.arrayContaining(['spotlight', 'maximising']));
    expect(wrapper.findAll('[data-testid="tile"]:not(.hidden)')).toHaveLength(1);
    expect(wrapper.get('[data-testid="tile"]:not(.hidden)').attributes('data-camera')).toBe('hq:9');
    expect(store.maximised).toBeNull();
    await pass(21_000);
    expect(wrapper.classes()).not.toContain('spotlight');
    expect(shown()).toEqual(original);
    wrapper.unmount();
  });

  it('needs no other connection for a camera of the wall, and returns to one that was maximised', async () => {
    const { wrapper, world, store, says, pass } = await wall(rule);
    store.toggleMaximised('hq:1');
    await says('alarm', sampleAlarm(1, { camera: 3 }));
    expect(wrapper.get('[data-testid="tile"]:not(.hidden)').attributes('data-camera')).toBe('hq:3');
    expect(world.players).toHaveLength(4);
    await pass(21_000);
    expect(wrapper.get('[data-testid="tile"]:not(.hidden)').attributes('data-camera')).toBe('hq:1');
    wrapper.unmount();
  });

  it.each([
    ['a key', (): Event => new KeyboardEvent('keydown', { key: ' ', cancelable: true })],
    ['a touch', (): Event => new Event('pointerdown', { cancelable: true })],
  ])('%s ends it and does nothing else', async (_name, input) => {
    const { wrapper, says, pass } = await wall(rule);
    await says('alarm', sampleAlarm(1, { camera: 9 }));
    const event = input();
    window.dispatchEvent(event);
    await pass(300);
    expect(event.defaultPrevented).toBe(true);
    expect(wrapper.classes()).not.toContain('spotlight');
    const next = input();
    window.dispatchEvent(next);
    expect(next.defaultPrevented).toBe(false);
    wrapper.unmount();
  });

  it('its buttons do what they say', async () => {
    const { wrapper, world, says, pass } = await wall(rule);
    await says('alarm', sampleAlarm(1, { camera: 9 }));
    world.replies.set('POST alarms/acknowledge', {
      json: [sampleAlarm(1, { camera: 9, open: false })],
    });
    const button = wrapper.get('[data-testid="tile-acknowledge"]');
    button.element.dispatchEvent(new Event('pointerdown', { bubbles: true, cancelable: true }));
    await button.trigger('click');
    await pass(600);
    expect(world.requests.at(-1)?.body).toEqual({ ids: [1] });
    expect(wrapper.classes()).not.toContain('spotlight');
    wrapper.unmount();
  });
});
