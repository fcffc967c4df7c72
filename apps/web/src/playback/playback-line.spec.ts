import type { NewPlayback, Playback } from '@casement/contract';
import { jest } from '@jest/globals';
import { ApiProblem } from '../api/api-problem.js';
import { samplePlayback, samplePlaybackCamera } from '../testing/sample-playback.js';
import { PlaybackLine } from './playback-line.js';

function line() {
  const created: NewPlayback[] = [];
  const ended: string[] = [];
  const left: string[] = [];
  const refusals = new Map<string, Error>();
  const made = new PlaybackLine({
    api: {
      create: (wanted) => {
        created.push(wanted);
        const refusal = refusals.get(wanted.recorder);
        return refusal
          ? Promise.reject(refusal)
          : Promise.resolve(playbackOf(wanted, created.length));
      },
      remove: (id) => {
        ended.push(id);
        return Promise.resolve();
      },
      leave: (id) => left.push(id),
    },
    positionMs: () => Date.UTC(2026, 10, 21, 10),
    onChange: () => undefined,
  });
  return { made, created, ended, left, refusals };
}

function playbackOf({ recorder, cameras }: NewPlayback, count: number): Playback {
  return samplePlayback({
    id: `p${count}`,
    recorder,
    cameras: cameras.map((number) => samplePlaybackCamera(number)),
  });
}

const settle = (): Promise<void> => jest.advanceTimersByTimeAsync(1);

describe('playback line', () => {
  beforeEach(() => {
    jest.useFakeTimers();
  });
  afterEach(() => {
    jest.useRealTimers();
  });

  it('opens one playback per recorder, the second on the clock of the first', async () => {
    const { made, created } = line();
    made.want(['hq:1', 'depot:1', 'hq:3']);
    await settle();
    expect(created).toEqual([
      { recorder: 'hq', cameras: [1, 3], at: '2026-11-21T10:00:00Z' },
      { recorder: 'depot', cameras: [1], at: '2026-11-21T10:00:00Z', with: 'p1' },
    ]);
    expect([...made.playbacks.keys()]).toEqual(['hq', 'depot']);
  });

  it('changes cameras by a new playback on the same clock, then ends the old one', async () => {
    const { made, created, ended } = line();
    made.want(['hq:1']);
    await settle();
    made.want(['hq:1', 'hq:2']);
    await settle();
    expect(created[1]).toMatchObject({ cameras: [1, 2], with: 'p1' });
    expect(ended).toEqual(['p1']);
    made.want(['hq:2', 'hq:1']);
    await settle();
    expect(created).toHaveLength(2);
  });

  it('ends the playback of a recorder of which no camera is left', async () => {
    const { made, ended } = line();
    made.want(['hq:1', 'depot:1']);
    await settle();
    made.want(['depot:1']);
    await settle();
    expect(ended).toEqual(['p1']);
    expect([...made.playbacks.keys()]).toEqual(['depot']);
  });

  it('says why a recorder refuses, goes on with the others, and tries again when told', async () => {
    const { made, created, refusals } = line();
    refusals.set(
      'hq',
      new ApiProblem({
        kind: 'busy',
        status: 503,
        detail: 'the recorder refused: all 16 sessions in use',
        retryAfterMs: 5_000,
      }),
    );
    made.want(['hq:1', 'depot:1']);
    await settle();
    expect(made.problems.get('hq')?.words).toBe('the recorder refused: all 16 sessions in use');
    expect(made.playbacks.has('depot')).toBe(true);
    refusals.clear();
    await jest.advanceTimersByTimeAsync(4_000);
    expect(created).toHaveLength(2);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(created[2]).toMatchObject({ recorder: 'hq', with: 'p2' });
    expect(made.problems.size).toBe(0);
  });

  it('opens again what the gateway has ended', async () => {
    const { made, created } = line();
    made.want(['hq:1']);
    await settle();
    expect(made.heard(samplePlayback({ id: 'p1', state: 'stopped' }))).toBe(true);
    expect(made.playbacks.size).toBe(0);
    await jest.advanceTimersByTimeAsync(2_000);
    expect(created).toHaveLength(2);
    expect(made.heard(samplePlayback({ id: 'p9' }))).toBe(false);
  });

  it('replaces a failed playback when asked to', async () => {
    const { made, created, ended } = line();
    made.want(['hq:1']);
    await settle();
    made.heard(samplePlayback({ id: 'p1', state: 'failed', reason: 'no' }));
    made.retry();
    await settle();
    expect(ended).toEqual(['p1']);
    expect(created).toHaveLength(2);
  });

  it('ends everything on leaving, also what is just being opened', async () => {
    const { made, created, ended, left } = line();
    made.want(['hq:1']);
    await settle();
    made.want(['hq:1', 'depot:1']);
    while (created.length < 2) {
      await Promise.resolve();
    }
    made.close(true);
    await settle();
    expect(left).toEqual(['p1']);
    expect(ended).toEqual(['p2']);
    await jest.advanceTimersByTimeAsync(60_000);
    expect(made.playbacks.size).toBe(0);
  });
});
