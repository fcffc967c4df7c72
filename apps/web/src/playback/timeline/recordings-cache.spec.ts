import type { Recordings } from '@casement/contract';
import { jest } from '@jest/globals';
import type { CameraId } from '../../recorders/camera-id.js';
import { RecordingsCache } from './recordings-cache.js';
import type { TimeView } from './timeline-scale.js';

function recordings(view: TimeView): Recordings {
  return {
    recorder: 'hq',
    camera: 1,
    from: new Date(view.fromMs).toISOString(),
    to: new Date(view.toMs).toISOString(),
    timeZone: 'UTC',
    oldest: null,
    newest: null,
    spans: [],
    marks: [],
    asOf: null,
    reason: null,
  };
}

function cache(load?: (camera: CameraId, view: TimeView) => Promise<Recordings>) {
  const asked: [CameraId, TimeView][] = [];
  const problems: unknown[] = [];
  let news = 0;
  const made = new RecordingsCache({
    load: (camera, view) => {
      asked.push([camera, view]);
      return load?.(camera, view) ?? Promise.resolve(recordings(view));
    },
    onNews: () => {
      news += 1;
    },
    onProblem: (error) => problems.push(error),
    nowMs: () => Date.now(),
  });
  return { made, asked, problems, news: () => news };
}

const view = { fromMs: 100_000, toMs: 200_000 };

describe('recordings cache', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('asks once when the wheel rests, for half a view more on both sides', async () => {
    const { made, asked, news } = cache();
    made.want(['hq:1', 'hq:2'], { fromMs: 0, toMs: 1_000 });
    made.want(['hq:1', 'hq:2'], view);
    await jest.advanceTimersByTimeAsync(300);
    expect(asked).toEqual([
      ['hq:1', { fromMs: 50_000, toMs: 250_000 }],
      ['hq:2', { fromMs: 50_000, toMs: 250_000 }],
    ]);
    expect(news()).toBe(2);
    made.close();
  });

  it('does not ask for what it has, until that is old', async () => {
    const { made, asked } = cache();
    made.want(['hq:1'], view);
    await jest.advanceTimersByTimeAsync(300);
    made.want(['hq:1'], { fromMs: 120_000, toMs: 220_000 });
    await jest.advanceTimersByTimeAsync(300);
    expect(asked).toHaveLength(1);
    expect(made.known('hq:1', view).timeZone).toBe('UTC');
    await jest.advanceTimersByTimeAsync(16_000);
    made.refresh();
    expect(asked).toHaveLength(2);
    made.close();
  });

  it('tells what went wrong and tries again at the next refresh', async () => {
    let fails = true;
    const { made, asked, problems } = cache((_camera, wanted) =>
      fails ? Promise.reject(new Error('away')) : Promise.resolve(recordings(wanted)),
    );
    made.want(['hq:1'], view);
    await jest.advanceTimersByTimeAsync(300);
    expect(problems).toEqual([new Error('away')]);
    fails = false;
    made.refresh();
    await jest.advanceTimersByTimeAsync(0);
    expect(asked).toHaveLength(2);
    expect(problems.at(-1)).toBeNull();
    made.close();
  });

  it('follows a view that moved while the answer was under way', async () => {
    const { made, asked } = cache(async (_camera, wanted) => {
      await new Promise((done) => setTimeout(done, 5_000));
      return recordings(wanted);
    });
    made.want(['hq:1'], view);
    await jest.advanceTimersByTimeAsync(300);
    made.want(['hq:1'], { fromMs: 900_000, toMs: 1_000_000 });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(asked).toHaveLength(1);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(asked[1]?.[1]).toEqual({ fromMs: 850_000, toMs: 1_050_000 });
    made.close();
  });

  it('forgets cameras that are gone and asks nothing when closed', async () => {
    const { made, asked } = cache();
    made.want(['hq:1'], view);
    await jest.advanceTimersByTimeAsync(300);
    made.want([], view);
    expect(made.known('hq:1', view).timeZone).toBeNull();
    made.want(['hq:1'], view);
    made.close();
    await jest.advanceTimersByTimeAsync(300);
    expect(asked).toHaveLength(1);
  });

  it('asks at once for what was learned of a camera that is shown, unless that is young', async () => {
    const { made, asked } = cache();
    made.want(['hq:1', 'hq:2'], view);
    await jest.advanceTimersByTimeAsync(300);
    made.renew(['hq:1', 'hq:7'], 0);
    await jest.advanceTimersByTimeAsync(0);
    expect(asked.slice(2).map(([camera]) => camera)).toEqual(['hq:1']);
    made.renew(['hq:1'], 2_500);
    expect(asked).toHaveLength(3);
    await jest.advanceTimersByTimeAsync(2_500);
    made.renew(['hq:1'], 2_500);
    expect(asked).toHaveLength(4);
    made.close();
    made.renew(['hq:1'], 0);
    expect(asked).toHaveLength(4);
  });

  it('asks once more, and not more often, when it was learned while the answer was under way', async () => {
    const { made, asked } = cache(async (_camera, wanted) => {
      await new Promise((done) => setTimeout(done, 1_000));
      return recordings(wanted);
    });
    made.want(['hq:1'], view);
    await jest.advanceTimersByTimeAsync(300);
    made.renew(['hq:1'], 2_500);
    await jest.advanceTimersByTimeAsync(5_000);
    expect(asked).toHaveLength(1);
    made.renew(['hq:1'], 0);
    made.renew(['hq:1'], 0);
    made.renew(['hq:1'], 0);
    expect(asked).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(10_000);
    expect(asked).toHaveLength(3);
    made.close();
  });

  it('keeps what it knows of other views however often one is renewed', async () => {
    const { made } = cache((_camera, wanted) =>
      Promise.resolve({
        ...recordings(wanted),
        spans: [
          {
            from: new Date(wanted.fromMs).toISOString(),
            to: new Date(wanted.toMs).toISOString(),
            kind: 'recorded',
          },
        ],
      }),
    );
    const far = { fromMs: 900_000, toMs: 1_000_000 };
    made.want(['hq:1'], far);
    await jest.advanceTimersByTimeAsync(300);
    made.want(['hq:1'], view);
    await jest.advanceTimersByTimeAsync(300);
    for (let count = 0; count < 10; count += 1) {
      made.renew(['hq:1'], 0);
      await jest.advanceTimersByTimeAsync(0);
    }
    expect(made.known('hq:1', far).spans).toHaveLength(1);
    made.close();
  });
});
