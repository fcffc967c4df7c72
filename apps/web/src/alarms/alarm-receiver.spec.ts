import type { AlarmDestination, AlarmSender, AlarmStatus } from '@casement/contract';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { PageWorld, problem } from '../testing/page-world.js';
import AlarmReceiver from './alarm-receiver.vue';
import { counterWords, destinationCounts, storageWords } from './receiver-words.js';

const destination: AlarmDestination = {
  kind: 'webhook',
  address: 'https://hooks.example/alarms',
  state: 'failing',
  reason: 'the answer was 503',
  sent: 1_200,
  failed: 14,
  skipped: 0,
  waiting: 9,
  dropped: 0,
  lastSentAt: '2026-11-21T10:00:00Z',
};
const status: AlarmStatus = {
  listening: true,
  words: 'on 0.0.0.0:1818',
  connections: 1,
  counters: { accepted: 12, tooMany: 0, notAllowed: 3 },
  storage: { state: 'failing', reason: 'no space left on device', waiting: 40, dropped: 1 },
  destinations: [destination],
};
const sender: AlarmSender = {
  mac: '00:80:45:AA:BB:CC',
  address: '192.0.2.99',
  alarms: 3,
  lastAt: '2026-11-21T10:00:00Z',
  recorder: null,
};

async function open(replies: Readonly<Record<string, unknown>>): Promise<{
  world: PageWorld;
  wrapper: VueWrapper;
}> {
  const world = new PageWorld();
  for (const [path, json] of Object.entries(replies)) {
    world.replies.set(path, { json });
  }
  const wrapper = mount(AlarmReceiver, { global: { plugins: [world.plugin] } });
  await flushPromises();
  return { world, wrapper };
}

describe('AlarmReceiver', () => {
  let wrapper: VueWrapper | undefined;

  afterEach(() => {
    wrapper?.unmount();
    wrapper = undefined;
  });

  it('says how receiving, keeping and passing on do', async () => {
    ({ wrapper } = await open({ 'GET alarms/status': status, 'GET alarms/senders': [] }));
    const text = (id: string): string => wrapper?.get(`[data-testid="${id}"]`).text() ?? '';
    expect(text('receiver-listening')).toContain('listening: on 0.0.0.0:1818');
    expect(text('receiver-listening')).toContain('1 connection');
    expect(text('receiver-storage')).toContain('no space left on device. 40 alarms wait in memory');
    expect(text('receiver-counters')).toBe('Since the start: accepted: 12 · not allowed: 3');
    expect(text('alarm-destination')).toContain('the answer was 503');
    expect(text('alarm-destination')).toContain('1,200 sent, 14 failed, 9 waiting');
    expect(wrapper.text()).toContain('All alarms came from recorders that are configured.');
  });

  it('lists unknown senders, and takes back what was said of one', async () => {
    const owned = { ...sender, mac: '00:80:45:AA:BB:DD', recorder: 'hq' };
    const opened = await open({
      'GET alarms/status': { ...status, listening: false, words: 'port 1818 is in use' },
      'GET alarms/senders': [sender, owned],
    });
    ({ wrapper } = opened);
    expect(wrapper.get('[data-testid="receiver-listening"]').text()).toContain('not listening');
    expect(wrapper.findAll('[data-testid="alarm-sender"]')).toHaveLength(2);
    expect(wrapper.findAll('[data-testid="adopt-sender"]')).toHaveLength(1);
    opened.world.replies.set('POST alarms/senders/adopt', { status: 204 });
    await wrapper.get('.link').trigger('click');
    await flushPromises();
    expect(opened.world.requests.find(({ method }) => method === 'POST')?.body).toEqual({
      mac: '00:80:45:AA:BB:DD',
      recorder: null,
    });
  });

  it('says why it knows nothing', async () => {
    const opened = await open({});
    opened.wrapper.unmount();
    opened.world.replies.set(
      'GET alarms/status',
      problem(403, 'Only administrators may see this.'),
    );
    opened.world.replies.set('GET alarms/senders', { json: [] });
    wrapper = mount(AlarmReceiver, { global: { plugins: [opened.world.plugin] } });
    await flushPromises();
    expect(wrapper.get('[role="alert"]').text()).toBe('Only administrators may see this.');
  });
});

describe('words of the receiver', () => {
  it('say what is not zero', () => {
    expect(storageWords({ state: 'ok', reason: null, waiting: 0, dropped: 0 })).toBe(
      'What comes is on disk at once.',
    );
    expect(storageWords({ state: 'ok', reason: null, waiting: 0, dropped: 2 })).toContain(
      '2 alarms had to be dropped',
    );
    expect(storageWords({ state: 'failing', reason: null, waiting: 1, dropped: 0 })).toContain(
      'no reason is known. 1 alarm waits',
    );
    expect(destinationCounts({ ...destination, failed: 0, waiting: 0 })).toBe('1,200 sent');
    expect(counterWords({ 'too-large': 1, tooMany: 2, none: 0 })).toEqual([
      'too large: 1',
      'too many: 2',
    ]);
  });
});
