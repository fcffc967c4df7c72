import { jest } from '@jest/globals';
import { ApiProblem } from '../../api/api-problem.js';
import { AlarmPictureLoader, type AlarmPictureState } from './alarm-picture-loader.js';
import type { PictureSource, RecordedAnswer } from './picture-source.js';

const atMs = Date.parse('2026-11-21T10:00:00Z');
const jpeg = new Blob(['jpeg']);
const picture: RecordedAnswer = { kind: 'picture', picture: { jpeg, atMs: atMs - 400 } };

/** A loader whose recorder answers one after the other, the last answer again and again. */
function loader(answers: readonly (RecordedAnswer | Error)[], change: Partial<PictureSource> = {}) {
  const said: string[] = [];
  const states: AlarmPictureState[] = [];
  let asked = 0;
  let urls = 0;
  const dropped: string[] = [];
  const made = new AlarmPictureLoader({
    source: {
      live: () => Promise.resolve({ jpeg, atMs: null }),
      open: (camera) => {
        said.push(`open ${camera}`);
        return Promise.resolve(`p${said.length}`);
      },
      recorded: (playback) => {
        said.push(`ask ${playback}`);
        const answer = answers[Math.min(asked, answers.length - 1)];
        asked += 1;
        return answer === undefined || answer instanceof Error
          ? Promise.reject(answer ?? new Error('no answer'))
          : Promise.resolve(answer);
      },
      leave: (playback) => said.push(`leave ${playback}`),
      ...change,
    },
    onState: (state) => states.push(state),
    makeUrl: () => {
      urls += 1;
      return `url${urls}`;
    },
    dropUrl: (url) => dropped.push(url),
  });
  const state = (): AlarmPictureState | undefined => states.at(-1);
  return { loader: made, said, state, dropped };
}

describe('picture of an alarm', () => {
  beforeEach(() => {
    jest.useFakeTimers({ now: atMs + 3_600_000 });
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('shows what was recorded, and says when it was taken', async () => {
    const { loader: made, said, state } = loader([{ kind: 'pending', waitMs: 1_000 }, picture]);
    made.show({ camera: 'hq:3', atMs, fresh: false });
    expect(state()).toMatchObject({ asking: true, recorded: null });
    await jest.advanceTimersByTimeAsync(500);
    expect(state()).toMatchObject({ asking: true, recorded: null });
    await jest.advanceTimersByTimeAsync(1_000);
    expect(said).toEqual(['open hq:3', 'ask p1', 'ask p1']);
    expect(state()).toEqual({
      live: null,
      recorded: { url: 'url1', atMs: atMs - 400 },
      asking: false,
      words: null,
    });
  });

  it('shows the live picture of a new one at once, and the recorded one when it is there', async () => {
    jest.setSystemTime(atMs + 1_000);
    const { loader: made, state } = loader([{ kind: 'gap' }, picture]);
    made.show({ camera: 'hq:3', atMs, fresh: true });
    await jest.advanceTimersByTimeAsync(0);
    expect(state()).toMatchObject({ live: { url: 'url1', atMs: atMs + 1_000 }, recorded: null });
    await jest.advanceTimersByTimeAsync(500);
    expect(state()?.words).toContain('Not recorded yet');
    await jest.advanceTimersByTimeAsync(5_000);
    expect(state()).toMatchObject({
      live: { url: 'url1' },
      recorded: { url: 'url2' },
      words: null,
    });
  });

  it.each<[string, readonly (RecordedAnswer | Error)[], string]>([
    ['nothing is recorded', [{ kind: 'gap' }], 'Nothing is recorded of this time.'],
    ['the playback ends twice', [{ kind: 'gone' }], 'The recorder ended the playback.'],
    [
      'the recorder never finds it',
      [{ kind: 'pending', waitMs: 1_000 }],
      'The recorder gave no picture of this time.',
    ],
    [
      'the gateway says why',
      [new ApiProblem({ kind: 'x', status: 503, detail: 'All 16 sessions are in use.' })],
      'All 16 sessions are in use.',
    ],
  ])('is honest when %s', async (_name, answers, words) => {
    const { loader: made, state } = loader(answers);
    made.show({ camera: 'hq:3', atMs, fresh: false });
    await jest.advanceTimersByTimeAsync(60_000);
    expect(state()).toMatchObject({ recorded: null, asking: false, words });
  });

  it('does without a live picture that does not come', async () => {
    const { loader: made, state } = loader([picture], {
      live: () => Promise.reject(new Error('no')),
    });
    made.show({ camera: 'hq:3', atMs, fresh: true });
    await jest.advanceTimersByTimeAsync(500);
    expect(state()).toMatchObject({ live: null, recorded: { url: 'url1' }, words: null });
  });

  it('opens a playback that is gone once more', async () => {
    const { loader: made, said, state } = loader([{ kind: 'gone' }, picture]);
    made.show({ camera: 'hq:3', atMs, fresh: false });
    await jest.advanceTimersByTimeAsync(500);
    expect(said).toEqual(['open hq:3', 'ask p1', 'open hq:3', 'ask p3']);
    expect(state()?.recorded).not.toBeNull();
  });

  it('opens nothing for alarms that are only passed by, and keeps the playback of a camera', async () => {
    const { loader: made, said, dropped } = loader([picture]);
    for (const camera of ['hq:1', 'hq:2', 'hq:3'] as const) {
      made.show({ camera, atMs, fresh: false });
      await jest.advanceTimersByTimeAsync(200);
    }
    await jest.advanceTimersByTimeAsync(500);
    expect(said).toEqual(['open hq:3', 'ask p1']);
    made.show({ camera: 'hq:3', atMs: atMs + 60_000, fresh: false });
    await jest.advanceTimersByTimeAsync(500);
    expect(said.slice(2)).toEqual(['ask p1']);
    expect(dropped).toEqual(['url1']);
    made.show({ camera: 'hq:4', atMs, fresh: false });
    await jest.advanceTimersByTimeAsync(500);
    expect(said.slice(3)).toEqual(['leave p1', 'open hq:4', 'ask p5']);
    made.close();
    expect(said.at(-1)).toBe('leave p5');
    expect(dropped).toEqual(['url1', 'url2', 'url3']);
  });

  it('leaves a playback that opens when nobody waits for it any more', async () => {
    let open: (id: string) => void = () => undefined;
    const { loader: made, said } = loader([picture], {
      open: () =>
        new Promise((done) => {
          open = done;
        }),
    });
    made.show({ camera: 'hq:3', atMs, fresh: false });
    await jest.advanceTimersByTimeAsync(500);
    made.close();
    open('late');
    await jest.advanceTimersByTimeAsync(0);
    expect(said).toEqual(['leave late']);
  });
});
