import type { Playback } from '@casement/contract';
import { jest } from '@jest/globals';
import { flushPromises, mount } from '@vue/test-utils';
import type { ComponentPublicInstance } from 'vue';
import { useDownloadsStore } from '../downloads/downloads-store.js';
import { PageWorld, problem } from '../testing/page-world.js';
import {
  samplePlayback,
  samplePlaybackCamera,
  sampleRecordings,
} from '../testing/sample-playback.js';
import { sampleCamera, sampleRecorder } from '../testing/samples.js';
import PlaybackPage from './playback-page.vue';
import { usePlaybackStore } from './playback-store.js';
import { useRecordersStore } from '../recorders/recorders-store.js';

const cameras = [1, 2, 3].map((number) => sampleCamera(number));

/** The page with a gateway that plays everything it is asked to, and pictures that the test shows. */
async function page(
  query: Record<string, string>,
  change: (world: PageWorld) => void = () => undefined,
) {
  const world = new PageWorld();
  let opened = 0;
  const lastBody = (): { recorder: string; cameras: number[]; at: string } =>
    world.requests.findLast(({ method, path }) => method === 'POST' && path === 'playbacks')
      ?.body as { recorder: string; cameras: number[]; at: string };
  const made = new Map<string, Playback>();
  world.replies.set('GET recorders', { json: [sampleRecorder()] });
  world.replies.set('GET recorders/hq/cameras', { json: cameras });
  world.replies.set('POST playbacks', () => {
    opened += 1;
    const { recorder, cameras: numbers, at } = lastBody();
    const playback = samplePlayback({
      id: `p${opened}`,
      recorder,
      position: at,
      cameras: numbers.map((number) => samplePlaybackCamera(number, { position: at })),
    });
    made.set(playback.id, playback);
    world.replies.set(`POST playbacks/p${opened}/commands`, () => ({ json: playback }));
    world.replies.set(`GET playbacks/p${opened}`, { json: playback });
    return { status: 201, json: playback };
  });
  for (const number of [1, 2, 3]) {
    world.replies.set(`GET recorders/hq/cameras/${number}/recordings`, {
      json: sampleRecordings({ camera: number }),
    });
  }
  change(world);
  await world.router.push({ name: 'playback', query });
  const wrapper = mount(PlaybackPage, {
    attachTo: document.body,
    global: {
      plugins: [world.plugin],
      stubs: {
        PlaybackPicture: {
          name: 'PlaybackPicture',
          props: ['playback', 'camera', 'name', 'muted', 'known'],
          emits: ['picture', 'state'],
          template: '<div data-testid="picture" />',
        },
      },
    },
  });
  world.gatewaySocket.open();
  await useRecordersStore(world.pinia).load();
  await flushPromises();
  const store = usePlaybackStore(world.pinia);
  const commands = (): unknown[] =>
    world.requests.filter(({ path }) => path.endsWith('/commands')).map(({ body }) => body);
  const press = async (key: string, modifiers: KeyboardEventInit = {}): Promise<void> => {
    document.body.dispatchEvent(
      new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...modifiers }),
    );
    await flushPromises();
  };
  const says = async (next: Partial<Playback>): Promise<void> => {
    world.socket.says('playback-position', { ...made.get(`p${opened}`), ...next });
    await flushPromises();
  };
  return { world, wrapper, store, commands, press, says };
}

const link = { cameras: 'hq:1,hq:3', at: '2026-11-21T10:00:00Z' };

describe('playback page', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
    document.body.innerHTML = '';
  });

  it('opens what the link asks for and shows the recorder’s time with its zone', async () => {
    const { world, wrapper } = await page(link);
    expect(world.requests.find(({ path }) => path === 'playbacks')?.body).toEqual({
      recorder: 'hq',
      cameras: [1, 3],
      at: '2026-11-21T10:00:00Z',
    });
    expect(wrapper.get('[data-testid="playback-zone"]').text()).toContain('not known yet');
    world.socket.says('recorder-state', sampleRecorder({ timeZone: '+01:00' }));
    await flushPromises();
    expect(wrapper.get('[data-testid="playback-zone"]').text()).toBe('UTC+1');
    expect(wrapper.get('[data-testid="playback-time"]').text()).toBe('11:00:00.00');
    await jest.advanceTimersByTimeAsync(300);
    await flushPromises();
    expect(wrapper.get('[data-testid="playback-time"]').text()).toBe('11:00:00.00');
    expect(wrapper.get('[data-testid="playback-zone"]').text()).toBe('Europe/Berlin (CET, UTC+1)');
    expect(wrapper.findAll('[data-testid="picture"]')).toHaveLength(2);
    expect(wrapper.get('[data-testid="timeline"]').attributes('aria-valuetext')).toBe(
      'Sat 21 Nov 2026 11:00:00 CET',
    );
    wrapper.unmount();
  });

  it('shows the zone that the gateway learns only after it told of the recordings', async () => {
    const { world, wrapper } = await page(link, ({ replies }) => {
      for (const camera of [1, 3]) {
        replies.set(`GET recorders/hq/cameras/${camera}/recordings`, {
          json: sampleRecordings({ camera, timeZone: 'UTC' }),
        });
      }
    });
    await jest.advanceTimersByTimeAsync(300);
    await flushPromises();
    expect(wrapper.get('[data-testid="playback-zone"]').text()).toBe('UTC');
    world.socket.says('recorder-state', sampleRecorder({ timeZone: '+09:00' }));
    await flushPromises();
    expect(wrapper.get('[data-testid="playback-zone"]').text()).toBe('UTC+9');
    expect(wrapper.get('[data-testid="playback-time"]').text()).toBe('19:00:00.00');
    wrapper.unmount();
  });

  it.each<[string, string, KeyboardEventInit, unknown]>([
    ['space', ' ', {}, { command: 'play', speed: 1 }],
    ['J', 'j', {}, { command: 'reverse', speed: 1 }],
    ['K', 'k', {}, { command: 'pause' }],
    ['L', 'l', {}, { command: 'play', speed: 1 }],
    ['comma', ',', {}, { command: 'previous' }],
    ['full stop', '.', {}, { command: 'next' }],
    ['left', 'ArrowLeft', {}, { command: 'seek', at: '2026-11-21T09:59:59Z' }],
    [
      'shift+right',
      'ArrowRight',
      { shiftKey: true },
      { command: 'seek', at: '2026-11-21T10:00:10Z' },
    ],
    ['shift+J', 'J', { shiftKey: true }, { command: 'rewind' }],
    ['shift+L', 'L', { shiftKey: true }, { command: 'forward' }],
  ])('%s', async (_name, key, modifiers, command) => {
    const { wrapper, press, commands } = await page(link);
    await press(key, modifiers);
    expect(commands()).toEqual([command]);
    wrapper.unmount();
  });

  it('goes to the ends of what is recorded', async () => {
    const { wrapper, press, commands } = await page(link);
    await jest.advanceTimersByTimeAsync(300);
    await press('Home');
    await press('End');
    expect(commands()).toEqual([
      { command: 'seek', at: '2026-11-01T00:00:00Z' },
      { command: 'seek', at: '2026-11-21T18:00:00Z' },
    ]);
    wrapper.unmount();
  });

  it('L again is faster; slower and faster go through the speeds, also while paused', async () => {
    const { wrapper, press, commands, says } = await page(link);
    await press('d');
    expect(wrapper.get('[data-testid="speed"]').text()).toBe('2×');
    await press(' ');
    await says({ state: 'playing', speed: 2 });
    expect(wrapper.get('[data-testid="playback-course"]').text()).toBe('forward 2×');
    await press('l');
    await says({ state: 'playing', speed: 4, direction: -1 });
    await press('s');
    expect(commands()).toEqual([
      { command: 'play', speed: 2 },
      { command: 'play', speed: 4 },
      { command: 'reverse', speed: 2 },
    ]);
    wrapper.unmount();
  });

  it('sets points, keeps them in order, says them and takes them away', async () => {
    const { wrapper, store, press } = await page(link);
    await press('[');
    await press('ArrowRight');
    await press(']');
    expect(wrapper.get('[data-testid="points"]').text()).toContain('10:00:00 to 10:00:01');
    await press('ArrowRight');
    await press('[');
    expect(store.outMs).toBeNull();
    await press('Delete');
    expect([store.inMs, store.outMs]).toEqual([null, null]);
    wrapper.unmount();
  });

  it('offers to download what lies between the points, with a button and a key', async () => {
    const { world, wrapper, press } = await page(link);
    const button = wrapper.get<HTMLButtonElement>('[data-testid="points-download"]');
    expect(button.element.disabled).toBe(true);
    await press('x');
    expect(document.querySelector('[data-testid="download-span"]')?.textContent).toContain(
      'Set the begin with',
    );
    const store = useDownloadsStore(world.pinia);
    store.formOpen = false;
    await press('[');
    await press('ArrowRight');
    await press(']');
    expect(button.element.disabled).toBe(false);
    await button.trigger('click');
    await flushPromises();
    expect(store.formOpen).toBe(true);
    wrapper.unmount();
    expect(store.formOpen).toBe(false);
  });

  it('moves the playhead with the pictures of the camera that leads', async () => {
    const { wrapper, store, says } = await page(link);
    const at = Date.parse('2026-11-21T10:00:04.240Z');
    const [first, second] = wrapper.findAllComponents<ComponentPublicInstance>({
      name: 'PlaybackPicture',
    });
    await says({ state: 'playing' });
    second?.vm.$emit('picture', at + 80);
    expect(store.headMs).toBe(Date.parse('2026-11-21T10:00:00Z'));
    first?.vm.$emit('picture', at);
    await flushPromises();
    expect(wrapper.get('[data-testid="playback-time"]').text()).toBe('10:00:04.24');
    expect(wrapper.findAll('[data-testid="tile-time"]').map((time) => time.text())).toEqual([
      '10:00:04.24 UTC',
      '10:00:04.32 UTC',
    ]);
    wrapper.unmount();
  });

  it('a camera in a gap says so, and the next one leads', async () => {
    const { wrapper, store, says } = await page(link);
    await jest.advanceTimersByTimeAsync(300);
    const gap = { from: '2026-11-21T09:50:00Z', to: '2026-11-21T10:20:00Z' };
    await says({
      state: 'playing',
      cameras: [samplePlaybackCamera(1, { state: 'gap', gap }), samplePlaybackCamera(3)],
    });
    expect(wrapper.get('[data-testid="tile-state"]').text()).toBe('no recording 10:50-11:20');
    expect(store.leader).toBe('hq:3');
    wrapper.unmount();
  });

  it('says why a recorder refuses, per tile and for the whole, and tries again', async () => {
    const words = 'the recorder refused: all 16 sessions in use';
    const { world, wrapper } = await page(link, ({ replies }) =>
      replies.set('POST playbacks', problem(503, words)),
    );
    expect(wrapper.get('[data-testid="playback-trouble"]').text()).toContain(
      `Head office: ${words}`,
    );
    expect(wrapper.get('[data-testid="playback-tile-notice"]').text()).toContain(words);
    const before = world.requests.length;
    await wrapper.get('[data-testid="playback-trouble"] button').trigger('click');
    await flushPromises();
    expect(world.requests.slice(before).map(({ path }) => path)).toContain('playbacks');
    wrapper.unmount();
  });

  it('says that a recorder sleeps, in every tile of it', async () => {
    const { wrapper } = await page(link, ({ replies }) =>
      replies.set('GET recorders', {
        json: [sampleRecorder({ asleepSince: '2026-11-21T10:00:00Z' })],
      }),
    );
    const notes = wrapper.findAll('[data-testid="tile-sleep"]').map((note) => note.text());
    expect(notes).toHaveLength(2);
    expect(notes[0]).toContain('The recorder sleeps since');
    wrapper.unmount();
  });

  it('says what the gateway answers to a command', async () => {
    const { wrapper, press } = await page(link, ({ replies }) => {
      replies.set('POST playbacks', { status: 201, json: samplePlayback() });
      replies.set('POST playbacks/p1/commands', problem(409, 'the end is reached'));
    });
    await press('.');
    expect(wrapper.get('[data-testid="playback-trouble"]').text()).toContain('the end is reached');
    wrapper.unmount();
  });

  it('opens the playback again at the same place when the gateway knows it no more', async () => {
    const { world, wrapper, press } = await page(link);
    world.replies.set('POST playbacks/p1/commands', problem(404, 'gone'));
    await press('ArrowRight');
    await jest.advanceTimersByTimeAsync(3_000);
    await flushPromises();
    const opened = world.requests.filter(({ path }) => path === 'playbacks');
    expect(opened[1]?.body).toMatchObject({ at: '2026-11-21T10:00:01Z' });
    wrapper.unmount();
  });

  it('takes cameras out and in, nine at most', async () => {
    const { world, wrapper, store } = await page(link);
    await wrapper.findAll('[data-testid="playback-tile-close"]')[1]?.trigger('click');
    await flushPromises();
    expect(store.cameras).toEqual(['hq:1']);
    expect(world.requests.map(({ method, path }) => `${method} ${path}`)).toContain(
      'DELETE playbacks/p1',
    );
    expect(store.add('hq:2')).toBe(true);
    store.setCameras([1, 2, 3, 4, 5, 6, 7, 8, 9].map((number) => `hq:${number}` as const));
    expect(store.add('hq:10')).toBe(false);
    wrapper.unmount();
  });

  it('chooses from the list, and Enter takes out again', async () => {
    const { wrapper, store } = await page(link);
    const row = wrapper.findAll('[data-testid="tree-camera"]')[1];
    await row?.trigger('dblclick');
    expect(store.cameras).toEqual(['hq:1', 'hq:3', 'hq:2']);
    await row?.trigger('dblclick');
    expect(store.cameras).toEqual(['hq:1', 'hq:3']);
    wrapper.unmount();
  });

  it('keeps the link true', async () => {
    const { world, wrapper, press, store } = await page(link);
    await press('ArrowRight');
    store.setLayout(9);
    await jest.advanceTimersByTimeAsync(1_000);
    await flushPromises();
    expect(world.router.currentRoute.value.query).toEqual({
      cameras: 'hq:1,hq:3',
      at: '2026-11-21T10:00:01Z',
      layout: '9',
    });
    wrapper.unmount();
  });

  it('follows a link that is opened on the page', async () => {
    const { world, wrapper, store } = await page(link);
    await world.router.push({
      name: 'playback',
      query: { cameras: 'hq:2', at: '2026-11-20T08:00:00Z' },
    });
    await flushPromises();
    expect(store.cameras).toEqual(['hq:2']);
    expect(store.headMs).toBe(Date.parse('2026-11-20T08:00:00Z'));
    wrapper.unmount();
  });

  it('ends the playback when another page is opened', async () => {
    const { world, wrapper } = await page(link);
    wrapper.unmount();
    await flushPromises();
    expect(world.requests.at(-1)).toMatchObject({ method: 'DELETE', path: 'playbacks/p1' });
  });

  it('ends the playback with a request that outlives the page, and comes back from memory', async () => {
    const fetches: [unknown, RequestInit | undefined][] = [];
    const before = globalThis.fetch;
    globalThis.fetch = (input, init) => {
      fetches.push([input, init]);
      return Promise.resolve({} as Response);
    };
    const { world, wrapper } = await page(link);
    window.dispatchEvent(new Event('pagehide'));
    globalThis.fetch = before;
    expect(fetches).toEqual([
      [
        'http://gateway.test/base/api/v1/playbacks/p1',
        { method: 'DELETE', credentials: 'same-origin', keepalive: true },
      ],
    ]);
    window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted: true }));
    await flushPromises();
    expect(world.requests.filter(({ path }) => path === 'playbacks')).toHaveLength(2);
    wrapper.unmount();
  });

  it('lists the events of the view for everybody, and goes there', async () => {
    const { wrapper, press, commands } = await page(link);
    await jest.advanceTimersByTimeAsync(300);
    await press('e');
    const list = wrapper.get('[data-testid="mark-list"]');
    expect(list.text()).toContain('VMD alarm');
    expect(list.text()).toContain('Sat 21 Nov 2026 11:05:00 CET · camera 1');
    await list.get('li button').trigger('click');
    expect(commands()).toEqual([{ command: 'seek', at: '2026-11-21T10:05:00Z' }]);
    wrapper.unmount();
  });

  it('goes to a typed time, and asks which one in the repeated hour', async () => {
    const { wrapper, commands } = await page(link);
    await jest.advanceTimersByTimeAsync(300);
    const field = wrapper.get<HTMLInputElement>('[data-testid="time-box"]');
    const form = wrapper.get('form');
    await field.setValue('25.10.2026 02:30');
    await form.trigger('submit');
    await flushPromises();
    const choices = wrapper.findAll('[data-testid="time-choice"]');
    expect(choices.map((choice) => choice.text())).toEqual([
      'Sun 25 Oct 2026 02:30:00 CEST',
      'Sun 25 Oct 2026 02:30:00 CET',
    ]);
    await choices[1]?.trigger('click');
    await field.setValue('rubbish');
    await form.trigger('submit');
    expect(wrapper.get('#time-box-words').text()).toContain('expected a time');
    expect(field.attributes('aria-invalid')).toBe('true');
    expect(commands()).toEqual([{ command: 'seek', at: '2026-10-25T01:30:00Z' }]);
    wrapper.unmount();
  });

  it('zooms and moves with the keyboard, and comes back to the playhead', async () => {
    const { wrapper, press } = await page(link);
    const length = (): string => wrapper.get('[data-testid="view-length"]').text();
    expect(length()).toBe('60 min');
    for (let step = 0; step < 30; step += 1) {
      await press('+');
    }
    expect(length()).toBe('10 s');
    for (let step = 0; step < 40; step += 1) {
      await press('-');
    }
    expect(length()).toBe('30 days');
    expect(wrapper.find('[data-testid="follow"]').exists()).toBe(false);
    await press('PageUp');
    await wrapper.get('[data-testid="follow"]').trigger('click');
    expect(wrapper.find('[data-testid="follow"]').exists()).toBe(false);
    wrapper.unmount();
  });

  it('shows one, four or nine pictures, with the selected one among them', async () => {
    const { wrapper, store, press } = await page({ ...link, cameras: 'hq:1,hq:2,hq:3' });
    expect(store.layout).toBe(4);
    store.selected = 'hq:3';
    await press('1');
    expect(store.shown).toEqual(['hq:3']);
    await press('3');
    expect(store.shown).toHaveLength(3);
    wrapper.unmount();
  });

  it('without cameras it says what to do', async () => {
    const { world, wrapper, press, commands } = await page({});
    expect(wrapper.get('[data-testid="playback-empty"]').text()).toContain('No camera chosen');
    await press(' ');
    await press('ArrowRight');
    expect(commands()).toEqual([]);
    expect(world.requests.some(({ path }) => path === 'playbacks')).toBe(false);
    wrapper.unmount();
  });
});
