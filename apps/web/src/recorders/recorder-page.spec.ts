import { jest } from '@jest/globals';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { useWallStore } from '../live/wall-store.js';
import { PageWorld, problem } from '../testing/page-world.js';
import { sampleDisk, sampleHealth, sampleLogEntry } from '../testing/sample-information.js';
import { sampleCamera, sampleRecorder } from '../testing/samples.js';
import RecorderPage from './recorder-page.vue';
import { useRecordersStore } from './recorders-store.js';

const told = { Date: 'Sat, 21 Nov 2026 10:00:00 GMT' };
const disks = [
  sampleDisk('MAIN-1', { recording: true }),
  sampleDisk('MAIN-2', { from: null, to: null, remainingGb: 4_000 }),
  sampleDisk('MAIN-3', { capacityGb: null, remainingGb: null, from: null, to: null }),
];
const entries = [
  sampleLogEntry(1, { text: 'HDD error', time: '2026-11-21T18:58:07+09:00' }),
  sampleLogEntry(2, { text: 'Video loss', camera: 2, time: '2026-11-21T18:40:07+09:00' }),
];

type Page = { readonly world: PageWorld; readonly wrapper: VueWrapper };

async function open(change: (world: PageWorld) => void = () => undefined): Promise<Page> {
  const world = new PageWorld();
  world.replies
    .set('GET recorders', { json: [sampleRecorder()] })
    .set('GET recorders/hq/cameras', {
      json: [
        sampleCamera(1),
        sampleCamera(2, { connection: 'error' }),
        sampleCamera(3, { connection: 'unregistered' }),
      ],
    })
    .set('GET recorders/hq/health', { json: sampleHealth(), headers: told })
    .set('GET recorders/hq/disks', {
      json: disks,
      headers: { ...told, 'X-As-Of': '2026-11-21T09:55:00Z' },
    })
    .set('GET recorders/hq/logs', {
      json: entries,
      headers: { ...told, 'X-As-Of': '2026-11-21T09:59:00Z' },
    });
  change(world);
  await world.router.push('/recorders/hq');
  world.gatewaySocket.open();
  await world.run(() => useRecordersStore()).load();
  const wrapper = mount(RecorderPage, {
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  await flushPromises();
  return { world, wrapper };
}

function asked(world: PageWorld, path: string): number {
  return world.requests.filter((request) => request.path === path).length;
}

describe('recorder page', () => {
  let page: Page | undefined;

  beforeEach(() => {
    jest.useFakeTimers();
    localStorage.clear();
    Element.prototype.scrollIntoView = () => undefined;
  });
  afterEach(() => {
    page?.wrapper.unmount();
    page = undefined;
    jest.useRealTimers();
    document.body.innerHTML = '';
  });

  it('answers whether everything is recorded, with what was found, the gravest first', async () => {
    page = await open();
    const { wrapper } = page;
    expect(wrapper.get('h1').text()).toBe('Head office');
    expect(wrapper.get('[data-testid="health-answer"]').text()).toBe(
      'Yes, but look at this.Recording on 2 disks, 12 days back; camera 2 is not connected.',
    );
    const findings = wrapper.findAll('[data-testid="health-finding"]');
    expect(findings.map((one) => one.get('.words').text())).toEqual([
      '4 errors of the last day.',
      'Camera 2 is not connected.',
      'Disk MAIN-1 records.',
    ]);
    expect(findings[1]?.get('[data-testid="camera-live"]').text()).toBe('Camera number 2');
    await findings[2]?.get('[data-testid="finding-disk"]').trigger('click');
    expect(document.activeElement?.id).toBe('disk-MAIN-1');
    await findings[0]?.get('[data-testid="finding-log"]').trigger('click');
    expect(document.activeElement).toBe(wrapper.get('[data-testid="log-search"]').element);
  });

  it('shows the disks on one axis, and what is in no slot', async () => {
    page = await open();
    const rows = page.wrapper.findAll('[data-testid="disk-row"]');
    expect(rows.map((row) => row.get('.who').text())).toEqual([
      'MAIN-1recording now',
      'MAIN-2waiting its turn',
      'MAIN-3no disk',
    ]);
    expect(rows[0]?.get('.space').text()).toBe('4.0 TB1.0 TB left');
    expect(rows[0]?.get('.range').text()).toBe(
      '2026-11-09 09:00:00 +09:00 to 2026-11-21 19:00:00 +09:00 · 12 days',
    );
    expect(rows.map((row) => row.find('.bar').exists())).toEqual([true, false, false]);
    expect(rows[1]?.text()).toContain('nothing is recorded');
  });

  it('folds what is in order, and never what is not', async () => {
    const findings = (['good', 'bad', 'attention'] as const).flatMap((judgement) =>
      Array.from({ length: 5 }, (_, index) => ({
        judgement,
        words: `${judgement} ${index}`,
        camera: null,
        disk: null,
      })),
    );
    page = await open((world) =>
      world.replies.set('GET recorders/hq/health', { json: sampleHealth({ findings }) }),
    );
    const { wrapper } = page;
    const shown = (): number => wrapper.findAll('[data-testid="health-finding"]').length;
    const fold = wrapper.get('[data-testid="all-findings"]');
    expect([shown(), fold.text()]).toEqual([10, 'Show 5 more that are in order']);
    await fold.trigger('click');
    expect(shown()).toBe(15);
  });

  it('folds many empty slots, and brings one of them into sight', async () => {
    const empty = { capacityGb: null, remainingGb: null, from: null, to: null };
    const slots = Array.from({ length: 50 }, (_, index) => sampleDisk(`EXT1-${index + 1}`, empty));
    const finding = {
      judgement: 'bad' as const,
      words: 'Disk EXT1-7 is gone',
      camera: null,
      disk: 'EXT1-7',
    };
    page = await open((world) => {
      world.replies
        .set('GET recorders/hq/disks', { json: [...disks.slice(0, 2), ...slots], headers: told })
        .set('GET recorders/hq/health', { json: sampleHealth({ findings: [finding] }) });
    });
    const { wrapper } = page;
    const rows = (): number => wrapper.findAll('[data-testid="disk-row"]').length;
    const fold = wrapper.get('[data-testid="empty-slots"]');
    expect([rows(), fold.text()]).toEqual([2, 'Show the 50 slots without a disk']);
    await wrapper.get('[data-testid="finding-disk"]').trigger('click');
    await flushPromises();
    expect([rows(), document.activeElement?.id]).toEqual([52, 'disk-EXT1-7']);
    await fold.trigger('click');
    expect(rows()).toBe(2);
  });

  it('shows which cameras are connected, and their live picture', async () => {
    page = await open();
    const { wrapper, world } = page;
    const cells = wrapper.findAll('[data-testid="grid-camera"]');
    expect(cells.map((cell) => cell.attributes('data-connection'))).toEqual(['ok', 'error']);
    expect(wrapper.text()).toContain('1 input has no camera.');
    await cells[1]?.trigger('click');
    await flushPromises();
    expect(world.router.currentRoute.value.name).toBe('live');
    expect(useWallStore(world.pinia).maximised).toBe('hq:2');
  });

  it('says how old everything is, and when the recorder may be asked again', async () => {
    page = await open();
    const { wrapper } = page;
    const ages = (): string[] =>
      wrapper.findAll('[data-testid="as-of"]').map((one) => one.text().replace(/^.*, /, ''));
    expect(ages()).toEqual(['5 min ago', '60 s ago', '60 s ago']);
    const button = wrapper.get<HTMLButtonElement>('[data-testid="refresh"]');
    expect(wrapper.get('[data-testid="refresh-words"]').text()).toBe(
      'The recorder may be asked again in 1:00.',
    );
    expect(button.element.disabled).toBe(true);
    await jest.advanceTimersByTimeAsync(59_000);
    expect(wrapper.get('[data-testid="refresh-words"]').text()).toContain('0:01');
  });

  it('asks for everything again on request', async () => {
    page = await open((world) =>
      world.replies.set('GET recorders/hq/health', {
        json: sampleHealth({ errors: null }),
        headers: told,
      }),
    );
    const { wrapper, world } = page;
    await wrapper.get('[data-testid="refresh"]').trigger('click');
    await flushPromises();
    const parts = ['health', 'disks', 'logs'];
    expect(parts.map((part) => asked(world, `recorders/hq/${part}`))).toEqual([2, 2, 2]);
  });

  it('asks by itself every minute, and when the recorder comes back', async () => {
    page = await open((world) =>
      world.replies.set('GET recorders', {
        json: [sampleRecorder({ state: 'offline', reason: 'offline: no answer' })],
      }),
    );
    const { wrapper, world } = page;
    expect(wrapper.get('[data-testid="recorder-state"]').text()).toMatch(/^offline\s*no answer$/);
    expect(wrapper.get('[data-testid="refresh-words"]').text()).toContain('the last answers');
    expect(wrapper.get<HTMLButtonElement>('[data-testid="refresh"]').element.disabled).toBe(true);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(asked(world, 'recorders/hq/health')).toBe(2);
    world.socket.says('recorder-state', sampleRecorder());
    await flushPromises();
    expect(asked(world, 'recorders/hq/health')).toBe(3);
  });

  it('asks once more when cameras went away', async () => {
    page = await open();
    const { wrapper, world } = page;
    const before = asked(world, 'recorders/hq/health');
    for (const number of [1, 2]) {
      const camera = sampleCamera(number, { connection: 'error' });
      world.socket.says('camera-state', { recorder: 'hq', camera });
      await flushPromises();
    }
    await jest.advanceTimersByTimeAsync(1_000);
    expect(asked(world, 'recorders/hq/health')).toBe(before + 1);
    expect(
      wrapper.findAll('[data-connection]').map((cell) => cell.attributes('data-connection')),
    ).toEqual(['error', 'error']);
  });

  it('asks once more when the clock was found out', async () => {
    page = await open((world) =>
      world.replies.set('GET recorders', { json: [sampleRecorder({ clockOffsetMs: null })] }),
    );
    const { world } = page;
    const before = asked(world, 'recorders/hq/health');
    for (const clockOffsetMs of [120_000, 120_010]) {
      world.socket.says('recorder-state', sampleRecorder({ clockOffsetMs }));
      await jest.advanceTimersByTimeAsync(1_000);
    }
    expect(asked(world, 'recorders/hq/health')).toBe(before + 1);
  });

  it('keeps the last answer when the next one fails, and says why', async () => {
    page = await open();
    const { wrapper, world } = page;
    world.replies.set('GET recorders/hq/health', problem(503, 'The recorder does not answer.'));
    await jest.advanceTimersByTimeAsync(60_000);
    await flushPromises();
    expect(wrapper.get('[role="alert"]').text()).toBe('The recorder does not answer.');
    expect(wrapper.find('[data-testid="health-answer"]').exists()).toBe(true);
  });

  it('asks again when the gateway says that it is going to know', async () => {
    const soon = {
      ...problem(503, 'The disks will be known soon: the recorder is being asked.'),
      headers: { 'Retry-After': '5' },
    };
    page = await open((world) => {
      world.replies.set('GET recorders/hq/disks', soon);
      world.replies.set('GET recorders/hq/logs', soon);
    });
    const { wrapper, world } = page;
    expect(wrapper.findAll('[data-testid="disk-row"]')).toHaveLength(0);
    world.replies.set('GET recorders/hq/disks', { json: disks, headers: told });
    world.replies.set('GET recorders/hq/logs', { json: entries, headers: told });
    await jest.advanceTimersByTimeAsync(5_000);
    await flushPromises();
    expect(wrapper.findAll('[data-testid="disk-row"]')).toHaveLength(3);
    expect(wrapper.findAll('[data-testid="log-entry"]')).toHaveLength(2);
    expect(wrapper.findAll('[role="alert"]').every((one) => one.text() === '')).toBe(true);
  });

  it('says that there is no such recorder', async () => {
    page = await open((world) => {
      world.replies.set('GET recorders', { json: [] });
      world.replies.set('GET recorders/hq/health', problem(404, 'no such recorder'));
    });
    expect(page.wrapper.get('h1').text()).toBe('No such recorder');
  });

  it("is in the recorder's zone, named above its log, without any playback", async () => {
    page = await open();
    const { world, wrapper } = page;
    expect(wrapper.find('[data-testid="recorder-zone"]').exists()).toBe(false);
    const zone = { timeZone: 'Europe/Berlin' };
    world.replies.set('GET recorders', { json: [sampleRecorder(zone)] });
    await useRecordersStore(world.pinia).load();
    await flushPromises();
    expect(wrapper.get('[data-testid="recorder-zone"]').text()).toMatch(/^Europe\/Berlin \(CES?T/);
    await wrapper.get('[data-testid="log-time"]').setValue('day');
    await wrapper.get('[data-testid="log-day"]').setValue('2026-10-25');
    await flushPromises();
    // Both midnights of the day that has 25 hours there.
    const file = wrapper.get('[data-testid="log-csv"]').attributes('href') ?? '';
    const query = new URL(file, 'http://gateway').searchParams;
    expect([query.get('from'), query.get('to')]).toEqual([
      '2026-10-24T22:00:00Z',
      '2026-10-25T22:59:59Z',
    ]);
  });

  it('lists the log with ways to the pictures', async () => {
    page = await open();
    const rows = page.wrapper.findAll('[data-testid="log-entry"]');
    expect(rows.map((row) => row.get('.text').text())).toEqual(['HDD error', 'Video loss']);
    expect(rows[1]?.get('.time').text()).toBe('2026-11-21 18:40:07 +09:00');
    const link = rows[1]?.get('[data-testid="camera-recording"]').attributes('href') ?? '';
    expect(new URLSearchParams(link.split('?')[1]).get('at')).toBe('2026-11-21T09:39:57Z');
    expect(rows[0]?.find('[data-testid="camera-live"]').exists()).toBe(false);
  });

  it('narrows the log by kind, camera, words and time, and so its file', async () => {
    page = await open();
    const { wrapper, world } = page;
    await wrapper.get('[data-testid="log-event"]').trigger('click');
    await wrapper.get('[data-testid="log-camera"]').setValue('2');
    await wrapper.get('[data-testid="log-search"]').setValue('loss');
    await jest.advanceTimersByTimeAsync(300);
    await flushPromises();
    const last = world.requests.findLast(({ path }) => path === 'recorders/hq/logs');
    expect(last?.query).toBe('kind=event&camera=2&search=loss&limit=1000');
    expect(wrapper.get('[data-testid="log-csv"]').attributes('href')).toBe(
      'http://gateway.test/base/api/v1/recorders/hq/logs.csv?kind=event&camera=2&search=loss&limit=1000',
    );
    await wrapper.get('[data-testid="log-time"]').setValue('day');
    await wrapper.get('[data-testid="log-day"]').setValue('2026-11-20');
    await jest.advanceTimersByTimeAsync(300);
    await flushPromises();
    const query = world.requests.findLast(({ path }) => path === 'recorders/hq/logs')?.query;
    expect(new URLSearchParams(query).get('from')).toBe('2026-11-19T15:00:00Z');
  });

  it('draws a long log piece by piece, and says when nothing is like that', async () => {
    const many = Array.from({ length: 250 }, (_, index) => sampleLogEntry(index + 1));
    page = await open((world) =>
      world.replies.set('GET recorders/hq/logs', { json: many, headers: told }),
    );
    const { wrapper, world } = page;
    expect(wrapper.findAll('[data-testid="log-entry"]')).toHaveLength(100);
    await wrapper.get('[data-testid="log-more"]').trigger('click');
    expect(wrapper.findAll('[data-testid="log-entry"]')).toHaveLength(200);
    world.replies.set('GET recorders/hq/logs', { json: [], headers: told });
    await wrapper.get('[data-testid="log-camera"]').setValue('1');
    await jest.advanceTimersByTimeAsync(10);
    await flushPromises();
    expect(wrapper.get('[data-testid="recorder-log"]').text()).toContain('No entry is like that.');
  });
});
