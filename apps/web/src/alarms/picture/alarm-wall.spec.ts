import { alarm, four, look, run, shown, type Step, usual } from '../../testing/alarm-wall-steps.js';
import { sampleAlarm } from '../../testing/sample-alarm.js';
import { calmWall, isAlarmed, maxWaiting, type PlaceKey } from './alarm-wall.js';
import { stepAlarmWall } from './step-alarm-wall.js';

describe('alarms on the wall', () => {
  it.each<[string, readonly Step[], string]>([
    ['a camera of the wall keeps its place', [[0, alarm(1, 2)]], 'hq:1,hq:2,hq:3,hq:4'],
    ['another one gets the last place', [[0, alarm(1, 9)]], 'hq:1,hq:2,hq:3,hq:9'],
    [
      'and an empty place first',
      [[0, alarm(1, 9), { places: ['hq:1', 'free-1', 'hq:3', 'hq:4'] }]],
      'hq:1,hq:2,hq:3,hq:4',
    ],
    [
      'the place that was longest without an alarm turns',
      [
        [0, alarm(1, 4)],
        [1_000, alarm(2, 3)],
        [40_000, look],
        [50_000, alarm(3, 2)],
        [60_000, alarm(4, 9)],
        [70_000, alarm(5, 8)],
      ],
      'hq:9,hq:2,hq:3,hq:8',
    ],
    [
      'one tile in two seconds',
      [
        [0, alarm(1, 9)],
        [1_999, alarm(2, 8)],
      ],
      'hq:1,hq:2,hq:3,hq:9',
    ],
    [
      'and the next one then',
      [
        [0, alarm(1, 9)],
        [100, alarm(2, 8)],
        [2_000, look],
      ],
      'hq:1,hq:2,hq:8,hq:9',
    ],
    [
      'the gravest of those that wait comes first',
      [
        [0, alarm(1, 9)],
        [1, alarm(2, 8)],
        [2, alarm(3, 7, 'critical')],
        [2_000, look],
      ],
      'hq:1,hq:2,hq:7,hq:9',
    ],
    [
      'the place returns when the time is over',
      [
        [0, alarm(1, 9)],
        [30_000, look],
      ],
      four.join(),
    ],
    [
      'not while its camera goes on',
      [
        [0, alarm(1, 9)],
        [20_000, alarm(2, 9)],
        [30_000, look],
      ],
      'hq:1,hq:2,hq:3,hq:9',
    ],
    [
      'when it is acknowledged',
      [
        [0, alarm(1, 9)],
        [5_000, { type: 'over', ids: [1] }],
      ],
      four.join(),
    ],
    [
      'not when only one of its alarms is',
      [
        [0, alarm(1, 9)],
        [1, alarm(2, 9)],
        [5_000, { type: 'over', ids: [1] }],
      ],
      'hq:1,hq:2,hq:3,hq:9',
    ],
    [
      'when somebody goes back',
      [
        [0, alarm(1, 9)],
        [1, { type: 'back', camera: 'hq:9' }],
      ],
      four.join(),
    ],
    [
      'and stays so although it goes on',
      [
        [0, alarm(1, 9)],
        [1, { type: 'back', camera: 'hq:9' }],
        [3_000, alarm(2, 9)],
        [9_000, look],
      ],
      four.join(),
    ],
    [
      'unless it becomes graver',
      [
        [0, alarm(1, 9)],
        [1, { type: 'back', camera: 'hq:9' }],
        [3_000, alarm(2, 9, 'critical')],
      ],
      'hq:1,hq:2,hq:9,hq:4',
    ],
    ['nothing turns while one is maximised', [[0, alarm(1, 9), { held: true }]], four.join()],
    [
      'but then',
      [
        [0, alarm(1, 9), { held: true }],
        [9_000, look],
      ],
      'hq:1,hq:2,hq:3,hq:9',
    ],
    [
      'nothing returns while one is maximised or moved',
      [
        [0, alarm(1, 9)],
        [30_000, look, { held: true }],
      ],
      'hq:1,hq:2,hq:3,hq:9',
    ],
    ['the tile in focus turns last', [[0, alarm(1, 9), { busy: 'hq:4' }]], 'hq:1,hq:2,hq:9,hq:4'],
    [
      'a place that somebody gave to another camera is lost, and another one turns',
      [
        [0, alarm(1, 9)],
        [5_000, look, { places: ['hq:1', 'hq:2', 'hq:3', 'hq:5'] }],
      ],
      'hq:1,hq:2,hq:3,hq:4',
    ],
    [
      'a camera that is put on the wall leaves the place that it had',
      [
        [0, alarm(1, 9)],
        [1, look, { places: ['hq:9', 'hq:2', 'hq:3', 'hq:4'] }],
      ],
      'hq:1,hq:2,hq:3,hq:4',
    ],
    [
      'information is no alarm',
      [[0, sampleAlarm(1, { camera: 9, kind: 'information' })]],
      four.join(),
    ],
    ['nor is a severity that was not chosen', [[0, alarm(1, 9, 'info')]], four.join()],
    [
      'nor is one that somebody dealt with',
      [[0, sampleAlarm(1, { camera: 9, open: false })]],
      four.join(),
    ],
    ['nor is one of nobody', [[0, sampleAlarm(1, { camera: 9, recorder: null })]], four.join()],
    [
      'an emergency recording is of all its cameras',
      [
        [0, sampleAlarm(1, { camera: 2, cameras: [2, 8, 9] })],
        [2_000, look],
      ],
      'hq:1,hq:2,hq:9,hq:8',
    ],
  ])('%s', (_name, steps, expected) => {
    expect(shown(run(steps))).toBe(expected);
  });

  it('uses an empty place and gives it back', () => {
    const places: readonly PlaceKey[] = ['hq:1', 'free-1', 'hq:3', 'hq:4'];
    const turned = run([[0, alarm(1, 9)]], { places });
    expect(shown(turned, places)).toBe('hq:1,hq:9,hq:3,hq:4');
    expect(
      shown(
        run(
          [
            [0, alarm(1, 9)],
            [30_000, look],
          ],
          { places },
        ),
        places,
      ),
    ).toBe('hq:1,-,hq:3,hq:4');
  });

  it('a graver alarm takes the only place after five seconds, and gives it back', () => {
    const one = { places: ['hq:1'] as const };
    const before: readonly Step[] = [
      [0, alarm(1, 9)],
      [3_000, alarm(2, 8, 'critical')],
    ];
    expect(shown(run(before, one), one.places)).toBe('hq:9');
    expect(shown(run([...before, [5_000, look]], one), one.places)).toBe('hq:8');
    const later = run([...before, [5_000, look], [8_000, { type: 'over', ids: [2] }]], one);
    expect(shown(later, one.places)).toBe('hq:9');
  });

  it('frames what is on the wall and does no more when only that is wanted', () => {
    const wall = run(
      [
        [0, alarm(1, 9)],
        [1, alarm(2, 3)],
      ],
      { rule: 'frame' },
    );
    expect(shown(wall)).toBe(four.join());
    expect(wall.tiles.map(({ camera }) => camera)).toEqual(['hq:3']);
  });

  it('forgets everything when it is switched off', () => {
    const wall = run([
      [0, alarm(1, 9)],
      [1, alarm(2, 3)],
      [2, look, { rule: 'off' }],
    ]);
    expect(isAlarmed(wall)).toBe(false);
    expect(shown(wall)).toBe(four.join());
  });

  it('keeps a bounded number of alarms and counts the rest', () => {
    const steps = Array.from({ length: 400 }, (_, index): Step => [index, alarm(index + 1, 9)]);
    const [tile] = run(steps).tiles;
    expect(tile?.alarms).toHaveLength(50);
    expect(tile?.more).toBe(350);
    const many = run(
      Array.from({ length: 60 }, (_, index): Step => [index, alarm(index + 1, 20 + index)]),
    );
    expect(many.waiting).toHaveLength(maxWaiting);
    expect(many.dropped).toBe(60 - 1 - maxWaiting);
  });

  it('is the same object when nothing changed', () => {
    const wall = run([[0, alarm(1, 9)]]);
    expect(stepAlarmWall(wall, look, usual, 100)).toBe(wall);
    expect(stepAlarmWall(calmWall, look, usual, 100)).toBe(calmWall);
  });
});
