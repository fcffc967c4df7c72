import type { TrackStanding } from './camera-track.js';
import { judgeStandings } from './group-pace.js';

const ready = (limitMs: number, boundaryMs = limitMs): TrackStanding => ({
  state: 'ready',
  limitMs,
  boundaryMs,
});
const missing = (limitMs: number): TrackStanding => ({ state: 'missing', limitMs });
const gap = (jumpMs: number | undefined): TrackStanding => ({
  state: 'gap',
  jumpMs,
  gap: { fromMs: 0, toMs: jumpMs, reason: undefined, isOver: false },
});
const failed: TrackStanding = { state: 'failed', reason: 'x' };
const judge = (direction: 1 | -1, standings: TrackStanding[], left: string[] = []) =>
  judgeStandings(
    standings.map((standing, index) => ({ key: `${index}`, standing })),
    { direction, positionMs: 100 },
    (key) => left.includes(key),
  );

describe('the pace of a group', () => {
  it.each<[string, 1 | -1, TrackStanding[], string[], unknown]>([
    [
      'goes to the nearest limit',
      1,
      [ready(200, 150), ready(300, 120)],
      [],
      { kind: 'go', limitMs: 200, boundariesMs: [150, 120] },
    ],
    [
      'goes to the nearest limit in reverse',
      -1,
      [ready(50), ready(80)],
      [],
      { kind: 'go', limitMs: 80, boundariesMs: [50, 80] },
    ],
    [
      'waits for who has nothing',
      1,
      [ready(200), missing(100)],
      [],
      { kind: 'wait', limitMs: 100 },
    ],
    [
      'does not wait for who was left behind',
      1,
      [ready(200), missing(100)],
      ['1'],
      { kind: 'go', limitMs: 200, boundariesMs: [200] },
    ],
    [
      'waits when all were left behind',
      1,
      [missing(100)],
      ['0'],
      { kind: 'wait', limitMs: undefined },
    ],
    [
      'does not wait for gaps and failures',
      1,
      [ready(200), gap(900), failed],
      [],
      { kind: 'go', limitMs: 200, boundariesMs: [200] },
    ],
    [
      'jumps to the nearest end when there is nothing',
      1,
      [gap(900), gap(500), failed],
      [],
      { kind: 'jump', toMs: 500 },
    ],
    ['jumps back in reverse', -1, [gap(20), gap(70)], [], { kind: 'jump', toMs: 70 }],
    [
      'waits for the end of a gap',
      1,
      [gap(undefined), failed],
      [],
      { kind: 'wait', limitMs: undefined },
    ],
    [
      'does not jump away from who may have something',
      1,
      [gap(500), missing(100)],
      ['1'],
      { kind: 'wait', limitMs: undefined },
    ],
    ['never jumps against the direction', 1, [gap(50)], [], { kind: 'wait', limitMs: undefined }],
    [
      'follows a clock that was put back',
      1,
      [ready(200), { state: 'back', jumpMs: 40 }],
      [],
      { kind: 'jump', toMs: 40 },
    ],
  ])('%s', (_name, direction, standings, left, expected) => {
    expect(judge(direction, standings, left)).toEqual(expected);
  });
});
