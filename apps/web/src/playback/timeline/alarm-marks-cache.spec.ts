import type { Alarm } from '@casement/contract';
import { jest } from '@jest/globals';
import type { CameraId } from '../../recorders/camera-id.js';
import { sampleAlarm } from '../../testing/sample-alarm.js';
import { AlarmMarksCache, maxMarks, spanFilter } from './alarm-marks-cache.js';
import type { TimeView } from './timeline-scale.js';

const hour = 3_600_000;
const noon = Date.parse('2026-11-21T12:00:00Z');
const view: TimeView = { fromMs: noon - hour, toMs: noon };

function cache(answer: (camera: CameraId) => readonly Alarm[] | Error, offsetMs = 0) {
  const asked: { readonly camera: CameraId; readonly range: TimeView }[] = [];
  let news = 0;
  let nowMs = 0;
  const made = new AlarmMarksCache({
    load: (camera, range) => {
      asked.push({ camera, range });
      const found = answer(camera);
      return found instanceof Error ? Promise.reject(found) : Promise.resolve(found);
    },
    clockOffsetMs: () => offsetMs,
    onNews: () => {
      news += 1;
    },
    nowMs: () => nowMs,
  });
  const pass = async (ms: number): Promise<void> => {
    nowMs += ms;
    await jest.advanceTimersByTimeAsync(ms);
  };
  return { cache: made, asked, pass, news: () => news };
}

const ids = (made: AlarmMarksCache, cameras: readonly CameraId[] = ['hq:1']): number[] =>
  made.known(cameras).map(({ id }) => id);

describe('alarms of the timeline', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks once per camera when the view rests, for more than the view', async () => {
    const { cache: made, asked, pass } = cache(() => [sampleAlarm(1)]);
    made.want(['hq:1', 'hq:2'], { fromMs: 0, toMs: hour });
    made.want(['hq:1', 'hq:2'], view);
    await pass(300);
    expect(asked.map(({ camera }) => camera)).toEqual(['hq:1', 'hq:2']);
    expect(asked[0]?.range.fromMs).toBeLessThanOrEqual(view.fromMs - hour / 2);
    expect(asked[0]?.range.toMs).toBeGreaterThanOrEqual(view.toMs + hour / 2);
    made.refresh();
    expect(asked).toHaveLength(2);
    await pass(60_000);
    made.refresh();
    expect(asked).toHaveLength(4);
  });

  it('asks by the gateway’s clock for a view by the recorder’s', async () => {
    const { cache: made, asked, pass } = cache(() => [], 2 * hour);
    made.want(['hq:1'], view);
    await pass(300);
    expect(asked[0]?.range.toMs).toBeLessThan(noon);
  });

  it('marks what comes while it is looked at, once, and in the order of time', async () => {
    const late = sampleAlarm(7, { receivedAt: '2026-11-21T11:30:00.000Z', occurredAt: null });
    const early = sampleAlarm(8, { receivedAt: '2026-11-21T11:10:00.000Z', occurredAt: null });
    const { cache: made, pass, news } = cache(() => [late]);
    made.want(['hq:1'], view);
    made.heard(early);
    made.heard(sampleAlarm(9, { camera: 5 }));
    expect(news()).toBe(1);
    expect(ids(made)).toEqual([8]);
    await pass(300);
    made.heard(late);
    expect(ids(made)).toEqual([8, 7]);
  });

  it('counts an emergency recording to all its cameras, and marks it once', () => {
    const { cache: made } = cache(() => []);
    made.want(['hq:1', 'hq:2'], view);
    made.heard(sampleAlarm(3, { camera: null, cameras: [2, 1] }));
    expect(ids(made, ['hq:2'])).toEqual([3]);
    expect(ids(made, ['hq:1', 'hq:2'])).toEqual([3]);
  });

  it('says when more lie in a view than are marked, and asks again for a closer one', async () => {
    const all = Array.from({ length: maxMarks }, (_, index) => sampleAlarm(index + 1));
    const { cache: made, asked, pass } = cache(() => all);
    made.want(['hq:1'], view);
    await pass(300);
    expect(made.leftOut(['hq:1'], view)).toBe(true);
    made.want(['hq:1'], { fromMs: noon - hour / 6, toMs: noon });
    await pass(300);
    expect(asked).toHaveLength(2);
  });

  it('keeps a bounded number of what comes, and forgets cameras that are gone', async () => {
    const { cache: made, pass } = cache(() => [sampleAlarm(5_000)]);
    made.want(['hq:1'], view);
    await pass(300);
    for (let id = 1; id <= 2_000; id += 1) {
      made.heard(sampleAlarm(id));
    }
    expect(ids(made)).toHaveLength(501);
    made.want(['hq:2'], view);
    expect(ids(made, ['hq:2'])).toEqual([]);
  });

  it('goes on after a failure, and asks nothing once it is closed', async () => {
    let fails = true;
    const { cache: made, asked, pass } = cache(() => (fails ? new Error('no') : [sampleAlarm(1)]));
    made.want(['hq:1'], view);
    await pass(300);
    expect(ids(made)).toEqual([]);
    fails = false;
    made.refresh();
    await pass(0);
    expect(ids(made)).toEqual([1]);
    made.close();
    made.want(['hq:1'], { fromMs: 0, toMs: 1 });
    await pass(60_000);
    expect(asked).toHaveLength(2);
  });

  it('never asks for a time before 1970', () => {
    expect(spanFilter('hq:3', { fromMs: -5, toMs: 1_000.5 })).toEqual({
      recorder: 'hq',
      camera: 3,
      from: '1970-01-01T00:00:00.000Z',
      to: '1970-01-01T00:00:01.001Z',
    });
  });
});
