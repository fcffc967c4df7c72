import type { Download } from '@casement/contract';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { useRecordersStore } from '../recorders/recorders-store.js';
import { PageWorld, problem } from '../testing/page-world.js';
import { sampleDownload, sampleDownloadFile } from '../testing/sample-download.js';
import { sampleCamera, sampleRecorder } from '../testing/samples.js';
import DownloadCard from './download-card.vue';

async function card(
  change: Partial<Download>,
): Promise<{ readonly world: PageWorld; readonly wrapper: VueWrapper }> {
  const world = new PageWorld();
  world.replies.set('GET recorders', { json: [sampleRecorder()] });
  world.replies.set('GET recorders/hq/cameras', { json: [sampleCamera(1), sampleCamera(2)] });
  const wrapper = mount(DownloadCard, {
    props: { download: sampleDownload('a', change) },
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  await useRecordersStore(world.pinia).load();
  await flushPromises();
  return { world, wrapper };
}

const whole: Partial<Download> = { state: 'done', progress: 1, files: [sampleDownloadFile()] };

describe('download card', () => {
  let wrapper: VueWrapper | undefined;

  beforeEach(() => localStorage.clear());
  afterEach(() => {
    wrapper?.unmount();
    document.body.innerHTML = '';
  });

  it('says how far a running one is', async () => {
    ({ wrapper } = await card({ cameras: [1, 2] }));
    expect(wrapper.get('h3').text()).toBe('Camera number 1, Camera number 2 · Head office');
    expect(wrapper.get('[data-testid="download-bar"]').attributes()).toMatchObject({
      value: '0.42',
      'aria-valuetext': '42 percent',
    });
    expect(wrapper.get('[data-testid="download-figures"]').text()).toBe(
      '42 %12.4 MB1.25 MB/s1 of 2 piecesabout 3 min left',
    );
    expect(wrapper.find('[data-testid="delete-download"]').exists()).toBe(false);
    expect(wrapper.find('[data-testid="download-zip"]').exists()).toBe(false);
  });

  it('cancels, and says when that is not possible', async () => {
    const made = await card({});
    ({ wrapper } = made);
    made.world.replies.set('POST downloads/a/cancel', problem(409, 'It is done already.'));
    await wrapper.get('[data-testid="cancel-download"]').trigger('click');
    await flushPromises();
    expect(wrapper.get('[role="alert"]').text()).toBe('It is done already.');
  });

  it('hands out the files of a finished one, with their hashes and the manifest', async () => {
    const copied: string[] = [];
    Object.defineProperty(navigator, 'clipboard', {
      configurable: true,
      value: { writeText: (text: string) => Promise.resolve(copied.push(text)) },
    });
    ({ wrapper } = await card({ ...whole, expiresAt: '2026-11-28T12:00:00Z' }));
    const base = 'http://gateway.test/base/api/v1/downloads/a';
    const href = (id: string): string | undefined =>
      wrapper?.get(`[data-testid="${id}"]`).attributes('href');
    expect(href('file-link')).toBe(`${base}/files/001_261121100000.mp4`);
    expect(href('download-zip')).toBe(`${base}/files.zip`);
    expect(href('download-manifest')).toBe(`${base}/manifest.json`);
    expect(wrapper.get('[data-testid="file-hash"]').text()).toBe('ab'.repeat(32));
    await wrapper.get('[data-testid="copy-hash"]').trigger('click');
    await flushPromises();
    expect(copied).toEqual(['ab'.repeat(32)]);
    expect(wrapper.get('[data-testid="copy-hash"]').text()).toBe('Copied');
    expect(wrapper.text()).toContain('Kept until 2026-11-28 12:00:00 UTC.');
    expect(wrapper.find('[data-testid="download-bar"]').exists()).toBe(false);
  });

  it('plays a video in the page, and says when the browser cannot', async () => {
    ({ wrapper } = await card(whole));
    await wrapper.get('[data-testid="play-file"]').trigger('click');
    await flushPromises();
    const video = document.querySelector<HTMLVideoElement>('[data-testid="download-video"]');
    expect(video?.src).toBe(
      'http://gateway.test/base/api/v1/downloads/a/files/001_261121100000.mp4',
    );
    video?.dispatchEvent(new Event('error'));
    await flushPromises();
    expect(document.querySelector('[data-testid="download-unplayable"]')?.textContent).toContain(
      'This browser cannot play the file',
    );
  });

  it('plays no file of the recorder’s own format', async () => {
    ({ wrapper } = await card({ ...whole, files: [sampleDownloadFile({ name: 'a.n3r' })] }));
    expect(wrapper.find('[data-testid="play-file"]').exists()).toBe(false);
  });

  it('explains why one failed, offers the other way, and tries again', async () => {
    const made = await card({
      state: 'failed',
      reason: 'The recorder cannot make MP4 of JPEG recordings.',
      offer: 'gops',
    });
    ({ wrapper } = made);
    const { world } = made;
    expect(wrapper.get('[data-testid="download-reason"]').text()).toContain('cannot make MP4');
    world.replies.set('POST downloads', { status: 202, json: sampleDownload('b') });
    world.replies.set('POST downloads/a/retry', { json: sampleDownload('a') });
    await wrapper.get('[data-testid="take-offer"]').trigger('click');
    await flushPromises();
    expect(world.requests.at(-1)?.body).toEqual({
      recorder: 'hq',
      cameras: [1],
      from: '2026-11-21T10:00:00Z',
      to: '2026-11-21T12:00:00Z',
      format: 'mp4',
      source: 'gops',
    });
    await wrapper.get('[data-testid="retry-download"]').trigger('click');
    await flushPromises();
    expect(world.requests.at(-1)?.path).toBe('downloads/a/retry');
  });

  it('offers another way only for the cameras that are missing', async () => {
    const range = { from: '2026-11-21T10:00:00Z', to: '2026-11-21T12:00:00Z' };
    const files = [sampleDownloadFile(range)];
    const made = await card({ state: 'failed', cameras: [1, 2], files, offer: 'gops' });
    ({ wrapper } = made);
    const { world } = made;
    const offer = wrapper.get('[data-testid="take-offer"]');
    expect(offer.text()).toBe('Get Camera number 2 by way of the pictures');
    world.replies.set('POST downloads', { status: 202, json: sampleDownload('b') });
    await offer.trigger('click');
    await flushPromises();
    expect(world.requests.at(-1)?.body).toMatchObject({ cameras: [2], source: 'gops' });
  });

  it("tells times as the recorder's clock shows them, once that is known", async () => {
    const made = await card({ ...whole, gaps: [] });
    ({ wrapper } = made);
    expect(wrapper.text()).toContain('2026-11-21 10:00:00 UTC to 2026-11-21 12:00:00 UTC');
    useRecordersStore(made.world.pinia).recorders = [sampleRecorder({ timeZone: 'Asia/Tokyo' })];
    await flushPromises();
    expect(wrapper.text()).toContain('Sat 21 Nov 2026 19:00:00 to 21:00:00 UTC+9');
    await wrapper.setProps({ download: sampleDownload('a', { to: '2026-11-21T20:00:00Z' }) });
    expect(wrapper.text()).toContain(
      'Sat 21 Nov 2026 19:00:00 UTC+9 to Sun 22 Nov 2026 05:00:00 UTC+9',
    );
  });

  it('lists many files on request only', async () => {
    const files = Array.from({ length: 6 }, (_, index) =>
      sampleDownloadFile({ name: `${index}.mp4` }),
    );
    ({ wrapper } = await card({ ...whole, files }));
    const shown = (): number | undefined =>
      wrapper?.findAll('[data-testid="download-file"]').length;
    expect(shown()).toBe(4);
    const all = wrapper.get('[data-testid="all-files"]');
    expect(all.text()).toBe('Show all 6 files');
    await all.trigger('click');
    expect([shown(), all.attributes('aria-expanded')]).toEqual([6, 'true']);
  });

  it('asks before it deletes', async () => {
    const made = await card(whole);
    ({ wrapper } = made);
    const { world } = made;
    world.replies.set('DELETE downloads/a', { status: 204 });
    await wrapper.get('[data-testid="delete-download"]').trigger('click');
    expect(world.requests.some(({ method }) => method === 'DELETE')).toBe(false);
    await wrapper.get('[data-testid="confirm-delete"]').trigger('click');
    await flushPromises();
    expect(world.requests.at(-1)).toMatchObject({ method: 'DELETE', path: 'downloads/a' });
  });

  it('goes on asking whether to delete when the answer to a cancelling comes after its news', async () => {
    const made = await card({});
    ({ wrapper } = made);
    made.world.replies.set('POST downloads/a/cancel', { status: 204 });
    await wrapper.get('[data-testid="cancel-download"]').trigger('click');
    await wrapper.setProps({ download: sampleDownload('a', { state: 'cancelled' }) });
    await wrapper.get('[data-testid="delete-download"]').trigger('click');
    await flushPromises();
    expect(wrapper.find('[data-testid="confirm-delete"]').exists()).toBe(true);
  });

  it('says where nothing was recorded, the first five times', async () => {
    const gaps = Array.from({ length: 7 }, (_, index) => ({
      camera: 1,
      from: `2026-11-21T10:0${index}:00Z`,
      to: `2026-11-21T10:0${index}:30Z`,
    }));
    ({ wrapper } = await card({ state: 'done', gaps }));
    const text = wrapper.get('[data-testid="download-gaps"]').text();
    expect(text).toContain('Camera number 1, 2026-11-21 10:00:00 UTC to 2026-11-21 10:00:30 UTC');
    expect(text).toContain('and 2 more, in the manifest');
    expect(wrapper.get('.state').text()).toBe('done, nothing was recorded');
  });
});
