import type { Me } from '@casement/contract';
import { flushPromises, mount, type VueWrapper } from '@vue/test-utils';
import { useSessionStore } from '../session/session-store.js';
import { PageWorld } from '../testing/page-world.js';
import { sampleDownload } from '../testing/sample-download.js';
import DownloadShelf from './download-shelf.vue';
import DownloadsPage from './downloads-page.vue';

type Opened = { readonly world: PageWorld; readonly wrapper: VueWrapper };

async function open(
  component: typeof DownloadsPage,
  json: readonly unknown[],
  role: Me['role'] = 'operator',
): Promise<Opened> {
  const world = new PageWorld();
  const me: Me = { username: 'anna', role, via: 'session', mustChangePassword: false };
  world.replies.set('GET auth/me', { json: me }).set('GET downloads', { json });
  await world.run(() => useSessionStore()).load();
  const wrapper = mount(component, {
    global: { plugins: [world.plugin] },
    attachTo: document.body,
  });
  world.gatewaySocket.open();
  world.socket.becomesConnected();
  await flushPromises();
  return { world, wrapper };
}

const three = [
  sampleDownload('a', { createdAt: '2026-11-21T12:00:03Z' }),
  sampleDownload('b', { createdAt: '2026-11-21T12:00:02Z', state: 'done' }),
  sampleDownload('c', { createdAt: '2026-11-21T12:00:01Z', state: 'failed', createdBy: 'bob' }),
];

describe('download shelf', () => {
  let opened: Opened | undefined;

  afterEach(() => {
    opened?.wrapper.unmount();
    opened = undefined;
    document.body.innerHTML = '';
  });

  it('counts what is under way, and what ended meanwhile', async () => {
    opened = await open(DownloadShelf, [sampleDownload('a')]);
    const { world, wrapper } = opened;
    const button = wrapper.get('[data-testid="open-downloads"]');
    expect(wrapper.get('[data-testid="download-badge"]').text()).toBe('1');
    expect(button.attributes('aria-label')).toBe('Downloads, 1 under way');
    world.socket.says('download-progress', sampleDownload('a', { state: 'failed' }));
    await flushPromises();
    expect(button.attributes('aria-label')).toBe('Downloads, one failed');
    expect(wrapper.get('[data-testid="download-news"]').text()).toBe('!');
    await button.trigger('click');
    await flushPromises();
    expect(wrapper.find('[data-testid="download-news"]').exists()).toBe(false);
    const shelf = document.querySelector('[data-testid="download-shelf"]');
    expect(shelf?.querySelectorAll('[data-testid="download"]')).toHaveLength(1);
    await button.trigger('click');
    expect(button.attributes('aria-expanded')).toBe('false');
  });

  it('says how to begin when there is nothing', async () => {
    opened = await open(DownloadShelf, []);
    await opened.wrapper.get('[data-testid="open-downloads"]').trigger('click');
    await flushPromises();
    expect(document.querySelector('[data-testid="download-shelf"]')?.textContent).toContain(
      'Nothing yet.',
    );
  });

  it('is not there for those who may not download', async () => {
    opened = await open(DownloadShelf, [], 'viewer');
    expect(opened.wrapper.find('[data-testid="open-downloads"]').exists()).toBe(false);
  });

  it('has a page of its own that shows some of them', async () => {
    opened = await open(DownloadsPage, three);
    const { wrapper } = opened;
    const ids = (): (string | undefined)[] =>
      wrapper.findAll('[data-testid="download"]').map((one) => one.attributes('data-id'));
    expect(ids()).toEqual(['a', 'b', 'c']);
    expect(wrapper.get('[data-id="c"]').text()).toContain('for bob');
    expect(wrapper.get('[data-id="a"]').text()).not.toContain('for anna');
    await wrapper.get('[data-testid="downloads-failed"]').trigger('click');
    expect(ids()).toEqual(['c']);
    await wrapper.get('[data-testid="downloads-active"]').trigger('click');
    expect(ids()).toEqual(['a']);
    await wrapper.get('[data-testid="downloads-done"]').trigger('click');
    expect(ids()).toEqual(['b']);
  });
});
