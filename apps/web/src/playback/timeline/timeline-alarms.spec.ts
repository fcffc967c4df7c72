import type { Alarm } from '@casement/contract';
import { jest } from '@jest/globals';
import { flushPromises, mount } from '@vue/test-utils';
import { h } from 'vue';
import { useRecordersStore } from '../../recorders/recorders-store.js';
import { useAnnouncement } from '../../ui/announcer.js';
import { beginAlarms } from '../../testing/alarm-line.js';
import { PageWorld } from '../../testing/page-world.js';
import { sampleAlarm } from '../../testing/sample-alarm.js';
import {
  samplePlayback,
  samplePlaybackCamera,
  sampleRecordings,
} from '../../testing/sample-playback.js';
import { sampleCamera, sampleRecorder } from '../../testing/samples.js';
import { usePlaybackStore } from '../playback-store.js';
import MarkList from './mark-list.vue';
import TimeLine from './time-line.vue';
import { marksHeight, rulerHeight } from './timeline-picture.js';
import { type Timeline, useTimeline } from './use-timeline.js';

const at = (clock: string): string => `2026-11-21T${clock}.000Z`;
const alarm = (id: number, clock: string, change: Partial<Alarm> = {}): Alarm =>
  sampleAlarm(id, { receivedAt: at(clock), occurredAt: null, ...change });

/** The timeline from 09:30 to 10:30 over one camera, 600 pixels wide, and its list; alarms of the gateway as given. */
async function timeline(alarms: readonly Alarm[]) {
  const world = new PageWorld();
  const playback = samplePlayback({ cameras: [samplePlaybackCamera(1)] });
  world.replies.set('GET recorders', { json: [sampleRecorder()] });
  world.replies.set('GET recorders/hq/cameras', { json: [sampleCamera(1)] });
  world.replies.set('POST playbacks', { status: 201, json: playback });
  world.replies.set('GET playbacks/p1', { json: playback });
  world.replies.set('POST playbacks/p1/commands', { json: playback });
  world.replies.set('GET recorders/hq/cameras/1/recordings', { json: sampleRecordings() });
  await beginAlarms(world);
  world.replies.set('GET alarms', { json: alarms });
  await useRecordersStore(world.pinia).load();
  let made: Timeline | undefined;
  const wrapper = mount(
    {
      setup: () => {
        usePlaybackStore().begin({
          cameras: ['hq:1'],
          atMs: Date.parse(at('10:00:00')),
          layout: null,
          inMs: null,
          outMs: null,
        });
        const time = useTimeline();
        made = time;
        return () => [
          h(TimeLine, { timeline: time }),
          h(MarkList, {
            marks: time.marks.value,
            alarms: time.alarms.value,
            view: time.view.value,
            zone: time.zone.value,
            onSeek: time.seek,
          }),
        ];
      },
    },
    { global: { plugins: [world.plugin] }, attachTo: document.body },
  );
  await jest.advanceTimersByTimeAsync(600);
  await flushPromises();
  const canvas = wrapper.get('canvas');
  canvas.element.getBoundingClientRect = () => new DOMRect(0, 0, 600, 100);
  const point = async (x: number, y: number, kind = 'mouse'): Promise<void> => {
    const fields = { clientX: x, clientY: y, pointerId: 1, pointerType: kind, button: 0 };
    for (const name of ['pointermove', 'pointerdown', 'pointerup']) {
      canvas.element.dispatchEvent(Object.assign(new Event(name, { bubbles: true }), fields));
    }
    await flushPromises();
  };
  const sought = (): unknown[] =>
    world.requests
      .filter(({ path }) => path.endsWith('/commands'))
      .map(({ body }) => (body as { at: string }).at);
  return { world, wrapper, made, point, sought };
}

const strip = rulerHeight + marksHeight + 5;

describe('alarms on the timeline of the page', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: Date.parse(at('12:00:00')) });
  });
  afterEach(() => {
    jest.useRealTimers();
    document.body.innerHTML = '';
  });

  it('a click on one goes 10 s before it; beside it, to that time', async () => {
    const { wrapper, point, sought } = await timeline([alarm(1, '10:10:00')]);
    await point(402, strip);
    expect(sought()).toEqual(['2026-11-21T10:09:50Z']);
    await point(250, strip);
    expect(sought().at(-1)).toBe('2026-11-21T09:55:00Z');
    await point(416, strip, 'touch');
    expect(sought().at(-1)).toBe('2026-11-21T10:09:50Z');
    wrapper.unmount();
  });

  it('a click on many goes to the gravest of them', async () => {
    const { wrapper, point, sought } = await timeline([
      alarm(1, '10:10:00'),
      alarm(2, '10:10:30', { severity: 'critical' }),
    ]);
    await point(400, strip);
    expect(sought()).toEqual(['2026-11-21T10:10:20Z']);
    wrapper.unmount();
  });

  it('says what they are where the mouse rests', async () => {
    const many = Array.from({ length: 6 }, (_, index) => alarm(index + 1, `10:10:0${index}`));
    const { wrapper, point } = await timeline(many);
    await point(400, strip);
    const hint = wrapper.get('.hint');
    expect(hint.text()).toContain('11:10:00 Motion, number 1');
    expect(hint.text()).toContain('and 2 more');
    wrapper.unmount();
  });

  it('shows one that comes while it is looked at', async () => {
    const { wrapper, world, made } = await timeline([alarm(1, '09:40:00')]);
    expect(made?.alarms.value.map(({ id }) => id)).toEqual([1]);
    world.socket.says('alarm', alarm(2, '10:20:00'));
    await jest.advanceTimersByTimeAsync(600);
    expect(made?.alarms.value.map(({ id }) => id)).toEqual([1, 2]);
    wrapper.unmount();
  });

  it('lists them among the events, and goes 10 s before', async () => {
    const { wrapper, sought } = await timeline([
      alarm(1, '10:04:00', { title: 'Door forced', severity: 'critical' }),
      alarm(2, '05:00:00'),
    ]);
    const rows = wrapper.findAll('[data-testid="mark-list"] li');
    expect(rows.map((row) => row.get('.text').text())).toEqual(['Door forced', 'VMD alarm']);
    await rows[0]?.get('button').trigger('click');
    expect(sought()).toEqual(['2026-11-21T10:03:50Z']);
    wrapper.unmount();
  });

  it('goes from one to the next and back, beyond the view by asking the gateway', async () => {
    const { wrapper, world, made, sought } = await timeline([
      alarm(1, '09:50:00'),
      alarm(2, '10:10:00'),
    ]);
    await made?.toAlarm(1);
    await flushPromises();
    await made?.toAlarm(-1);
    await flushPromises();
    expect(sought()).toEqual(['2026-11-21T10:09:50Z', '2026-11-21T09:49:50Z']);
    world.replies.set('GET alarms', { json: [alarm(7, '02:00:00'), alarm(9, '03:00:00')] });
    await made?.toAlarm(-1);
    await flushPromises();
    expect(sought().at(-1)).toBe('2026-11-21T02:59:50Z');
    wrapper.unmount();
  });

  it('says when there is none', async () => {
    const { wrapper, made, sought } = await timeline([]);
    await made?.toAlarm(1);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(useAnnouncement().value).toContain('no later alarm');
    expect(sought()).toEqual([]);
    wrapper.unmount();
  });
});
