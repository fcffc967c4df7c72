import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { parseRecorderZone } from '../playback/recorder-zone.js';
import type { CameraId } from '../recorders/camera-id.js';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { PageWorld, problem } from '../testing/page-world.js';
import { sampleDownload } from '../testing/sample-download.js';
import { sampleCamera, sampleRecorder } from '../testing/samples.js';
import DownloadForm from './download-form.vue';
import { useDownloadsStore } from './downloads-store.js';

const fromMs = Date.parse('2026-11-21T10:00:00Z');

async function form(
  change: Partial<{ fromMs: number | null; toMs: number | null; cameras: CameraId[] }> = {},
) {
  const world = new PageWorld();
  world.replies
    .set('GET recorders', {
      json: [sampleRecorder(), sampleRecorder({ id: 'depot', name: 'Depot' })],
    })
    .set('GET recorders/hq/cameras', {
      json: [sampleCamera(1), sampleCamera(3, { video: 'h265' })],
    })
    .set('GET recorders/depot/cameras', { json: [sampleCamera(1, { video: 'jpeg' })] })
    .set('POST downloads', { status: 202, json: sampleDownload('a') });
  const wrapper = mount(DownloadForm, {
    props: {
      cameras: ['hq:3', 'hq:1', 'depot:1'] as const,
      fromMs,
      toMs: fromMs + 2 * 3_600_000,
      zone: parseRecorderZone('Europe/Berlin')!,
      ...change,
    },
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  await useRecordersStore(world.pinia).load();
  await flushPromises();
  const find = (id: string): HTMLElement => document.querySelector(`[data-testid="${id}"]`)!;
  const submit = async (): Promise<void> => {
    find('download-form').dispatchEvent(new Event('submit', { cancelable: true }));
    await flushPromises();
  };
  const bodies = (): unknown[] =>
    world.requests.filter(({ path }) => path === 'downloads').map(({ body }) => body);
  return { world, wrapper, find, submit, bodies, store: useDownloadsStore(world.pinia) };
}

describe('download form', () => {
  let wrapper: VueWrapper | undefined;

  afterEach(() => {
    wrapper?.unmount();
    document.body.innerHTML = '';
  });

  it("says the span in the recorder's zone, and how many transfers it takes", async () => {
    const made = await form();
    ({ wrapper } = made);
    const { find } = made;
    expect(find('download-span').textContent.trim()).toBe(
      'Sat 21 Nov 2026 11:00:00 CET to Sat 21 Nov 2026 13:00:00 CET (2 h)',
    );
    expect(find('download-estimate').textContent).toBe(
      '6 transfers of an hour at most, two at a time.',
    );
    expect(find('jpeg-hint').textContent).toContain('JPEG');
    expect(find('h265-hint').textContent).toContain('H.265');
    find('format-n3').click();
    await flushPromises();
    expect([find('jpeg-hint'), find('h265-hint')]).toEqual([null, null]);
  });

  it('begins one download per recorder, and opens the shelf', async () => {
    const made = await form();
    ({ wrapper } = made);
    const { find, submit, bodies, store } = made;
    find('format-mp4-no-audio').click();
    await submit();
    const span = { from: '2026-11-21T10:00:00Z', to: '2026-11-21T12:00:00Z' };
    expect(bodies()).toEqual([
      { recorder: 'hq', cameras: [1, 3], ...span, format: 'mp4-no-audio' },
      { recorder: 'depot', cameras: [1], ...span, format: 'mp4-no-audio' },
    ]);
    expect(store.shelfOpen).toBe(true);
  });

  it('says a refusal, and begins after it only what was not begun', async () => {
    const made = await form();
    ({ wrapper } = made);
    const { world, submit, bodies, store } = made;
    world.replies.set('POST downloads', () =>
      bodies().length === 1
        ? { status: 202, json: sampleDownload('a') }
        : problem(507, 'The disk of the gateway is full.'),
    );
    await submit();
    expect(document.querySelector('[role="alert"]')?.textContent).toBe(
      'The disk of the gateway is full.',
    );
    expect(store.shelfOpen).toBe(false);
    world.replies.set('POST downloads', { status: 202, json: sampleDownload('b') });
    await submit();
    expect(bodies().map((body) => (body as { recorder: string }).recorder)).toEqual([
      'hq',
      'depot',
      'depot',
    ]);
  });

  it('asks for nothing without points, or without a camera', async () => {
    const made = await form({ toMs: null });
    ({ wrapper } = made);
    const { find, submit, bodies } = made;
    expect(find('download-span').textContent).toContain('Set the begin with');
    expect((find('begin-download') as HTMLButtonElement).disabled).toBe(true);
    await submit();
    expect(bodies()).toEqual([]);
    wrapper.unmount();
    const other = await form();
    ({ wrapper } = other);
    for (const box of document.querySelectorAll<HTMLElement>('[data-testid="download-camera"]')) {
      box.click();
      await flushPromises();
    }
    expect(other.find('download-estimate').textContent).toBe('Choose a camera.');
    await other.submit();
    expect(other.bodies()).toEqual([]);
  });
});
