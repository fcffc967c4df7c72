import type { Alarm } from '@casement/contract';
import { jest } from '@jest/globals';
import { flushPromises, mount } from '@vue/test-utils';
import { useRecordersStore } from '../../recorders/recorders-store.js';
import { PageWorld, problem } from '../../testing/page-world.js';
import { sampleAlarm } from '../../testing/sample-alarm.js';
import { samplePlayback } from '../../testing/sample-playback.js';
import { sampleCamera, sampleRecorder } from '../../testing/samples.js';
import AlarmPicture from './alarm-picture.vue';

type Answer = { readonly status: number; readonly headers?: Record<string, string> };

/** The component, and a gateway that answers pictures from a table by the end of their path. */
async function picture(
  alarm: Alarm,
  pictures: Readonly<Record<string, Answer>>,
  asleepSince: string | null = null,
) {
  const world = new PageWorld();
  world.replies.set('GET recorders', { json: [sampleRecorder({ asleepSince })] });
  world.replies.set('GET recorders/hq/cameras', { json: [sampleCamera(1, { name: 'Gate' })] });
  world.replies.set('POST playbacks', { status: 201, json: samplePlayback() });
  world.replies.set('GET playbacks/p1', { json: samplePlayback() });
  const asked: string[] = [];
  const fetch = jest.fn((input: string, init?: RequestInit): Promise<Response> => {
    const url = new URL(input);
    asked.push(
      `${init?.method ?? 'GET'} ${url.pathname.replace('/base/api/v1/', '')}${url.search}`,
    );
    const found = Object.entries(pictures).find(([end]) => url.pathname.endsWith(end))?.[1];
    const status = found?.status ?? 404;
    return Promise.resolve({
      ok: status < 300,
      status,
      statusText: '',
      headers: new Headers(found?.headers ?? {}),
      blob: () => Promise.resolve(new Blob(['jpeg'])),
      text: () => Promise.resolve(''),
    } as Response);
  });
  const before = globalThis.fetch;
  Object.assign(globalThis, { fetch });
  let urls = 0;
  Object.assign(URL, {
    createObjectURL: () => {
      urls += 1;
      return `blob:${urls}`;
    },
    revokeObjectURL: () => undefined,
  });
  const wrapper = mount(AlarmPicture, {
    props: { alarm },
    global: { plugins: [world.plugin] },
  });
  await useRecordersStore(world.pinia).load();
  const pass = async (ms: number): Promise<void> => {
    await jest.advanceTimersByTimeAsync(ms);
    await flushPromises();
  };
  const end = (): void => {
    wrapper.unmount();
    Object.assign(globalThis, { fetch: before });
  };
  return { world, wrapper, asked, pass, end };
}

const nowMs = Date.parse('2026-11-21T10:00:02Z');

describe('picture that goes with an alarm', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: nowMs });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('is what is seen live first, and then what was recorded; both can be looked at', async () => {
    const { wrapper, asked, pass, end } = await picture(sampleAlarm(1), {
      'snapshot.jpg': { status: 200 },
      'preview.jpg': {
        status: 200,
        headers: { 'Casement-Picture-Time': '2026-11-21T09:59:59.600Z' },
      },
    });
    await pass(0);
    expect(wrapper.attributes('data-kind')).toBe('live');
    expect(wrapper.get('figcaption').text()).toContain('Gate, live');
    await pass(500);
    expect(wrapper.attributes('data-kind')).toBe('recorded');
    expect(asked).toEqual([
      'GET recorders/hq/cameras/1/snapshot.jpg?width=640',
      'GET playbacks/p1/cameras/1/preview.jpg?at=2026-11-21T10%3A00%3A00Z&width=640',
    ]);
    await wrapper.findAll('button')[1]?.trigger('click');
    expect(wrapper.attributes('data-kind')).toBe('live');
    end();
    expect(asked.at(-1)).toBe('DELETE playbacks/p1');
  });

  it('is only what was recorded, of an old one', async () => {
    const { wrapper, asked, pass, end } = await picture(
      sampleAlarm(1, {
        receivedAt: '2026-11-20T10:00:00.000Z',
        occurredAt: '2026-11-20T19:00:01+09:00',
      }),
      { 'preview.jpg': { status: 200 } },
    );
    expect(wrapper.text()).toContain('Asking the recorder');
    await pass(500);
    expect(wrapper.attributes('data-kind')).toBe('recorded');
    expect(asked).toEqual([
      'GET playbacks/p1/cameras/1/preview.jpg?at=2026-11-20T10%3A00%3A01Z&width=640',
    ]);
    end();
  });

  it('says that nothing is recorded', async () => {
    const old = sampleAlarm(1, { receivedAt: '2026-11-20T10:00:00.000Z', occurredAt: null });
    const { wrapper, pass, end } = await picture(old, { 'preview.jpg': { status: 404 } });
    await pass(1_000);
    expect(wrapper.attributes('data-kind')).toBe('none');
    expect(wrapper.text()).toBe('Nothing is recorded of this time.');
    end();
  });

  it('says why the recorder gives none', async () => {
    const old = sampleAlarm(1, { receivedAt: '2026-11-20T10:00:00.000Z', occurredAt: null });
    const { world, wrapper, pass, end } = await picture(old, {});
    world.replies.set('POST playbacks', problem(503, 'All 16 sessions are in use.'));
    await pass(1_000);
    expect(wrapper.text()).toBe('All 16 sessions are in use.');
    end();
  });

  it.each<[string, Partial<Alarm>, string]>([
    ['of nobody', { recorder: null }, 'it is not known whose alarm this is'],
    ['of no camera', { camera: null }, 'about no camera'],
  ])('does not exist for an alarm %s', async (_name, change, words) => {
    const { wrapper, asked, pass, end } = await picture(sampleAlarm(1, change), {});
    await pass(1_000);
    expect(wrapper.text()).toContain(words);
    expect(asked).toEqual([]);
    end();
  });

  it('says that the recorder sleeps, so that a black picture is explained', async () => {
    const { wrapper, pass, end } = await picture(
      sampleAlarm(1),
      { 'snapshot.jpg': { status: 200 }, 'preview.jpg': { status: 200 } },
      '2026-11-21T09:00:00Z',
    );
    await pass(1_000);
    expect(wrapper.text()).toContain('it sends black pictures');
    end();
  });

  it('follows to another alarm, and not to the same one that was acknowledged', async () => {
    const { wrapper, asked, pass, end } = await picture(sampleAlarm(1), {
      'preview.jpg': { status: 200 },
    });
    await pass(500);
    const many = asked.length;
    await wrapper.setProps({ alarm: sampleAlarm(1, { open: false }) });
    await pass(500);
    expect(asked).toHaveLength(many);
    await wrapper.setProps({ alarm: sampleAlarm(2, { occurredAt: '2026-11-21T09:59:30Z' }) });
    await pass(500);
    expect(asked.at(-1)).toContain('at=2026-11-21T09%3A59%3A30Z');
    end();
  });
});
