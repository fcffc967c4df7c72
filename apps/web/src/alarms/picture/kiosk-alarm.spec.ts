import type { AlarmSeverity } from '@casement/contract';
import fc from 'fast-check';
import { sampleAlarm } from '../../testing/sample-alarm.js';
import {
  calmKiosk,
  type KioskAlarm,
  type KioskEvent,
  kioskLeastMs,
  type KioskRule,
  stepKiosk,
} from './kiosk-alarm.js';

const usual: KioskRule = {
  on: true,
  holdMs: 20_000,
  severities: ['critical', 'warning'],
  cameras: null,
};

function alarm(id: number, camera: number, severity: AlarmSeverity = 'warning'): KioskEvent {
  return { type: 'alarm', alarm: sampleAlarm(id, { camera, severity }) };
}

type Step = readonly [atMs: number, event: KioskEvent];

function run(steps: readonly Step[], rule: Partial<KioskRule> = {}): KioskAlarm {
  return steps.reduce<KioskAlarm>(
    (kiosk, [atMs, event]) => stepKiosk(kiosk, event, { ...usual, ...rule }, atMs),
    calmKiosk,
  );
}

const look: KioskEvent = { type: 'look' };

describe('kiosk rule', () => {
  it.each<[string, readonly Step[], Partial<KioskRule>, string | null]>([
    ['an alarmed camera gets the screen at once', [[0, alarm(1, 3)]], {}, 'hq:3'],
    ['not when the rule is off', [[0, alarm(1, 3)]], { on: false }, null],
    ['not with a severity that was not chosen', [[0, alarm(1, 3, 'info')]], {}, null],
    ['not one that was not chosen', [[0, alarm(1, 3)]], { cameras: ['hq:4'] }, null],
    ['one that was chosen', [[0, alarm(1, 3)]], { cameras: ['hq:3'] }, 'hq:3'],
    [
      'it returns when the time is over',
      [
        [0, alarm(1, 3)],
        [20_000, look],
      ],
      {},
      null,
    ],
    [
      'later when the camera goes on',
      [
        [0, alarm(1, 3)],
        [19_000, alarm(2, 3)],
        [38_999, look],
      ],
      {},
      'hq:3',
    ],
    [
      'a newer one waits five seconds',
      [
        [0, alarm(1, 3)],
        [1, alarm(2, 4)],
        [4_999, look],
      ],
      {},
      'hq:3',
    ],
    [
      'and then has the screen',
      [
        [0, alarm(1, 3)],
        [1, alarm(2, 4)],
        [5_000, look],
      ],
      {},
      'hq:4',
    ],
    [
      'the newest of those that came meanwhile',
      [
        [0, alarm(1, 3)],
        [1, alarm(2, 4)],
        [2, alarm(3, 5)],
        [5_000, look],
      ],
      {},
      'hq:5',
    ],
    [
      'but the gravest',
      [
        [0, alarm(1, 3)],
        [1, alarm(2, 4, 'critical')],
        [2, alarm(3, 5)],
        [5_000, look],
      ],
      {},
      'hq:4',
    ],
    [
      'a lesser one waits until the graver is over',
      [
        [0, alarm(1, 3, 'critical')],
        [15_000, alarm(2, 4)],
        [19_999, look],
      ],
      {},
      'hq:3',
    ],
    [
      'and comes then',
      [
        [0, alarm(1, 3, 'critical')],
        [15_000, alarm(2, 4)],
        [20_000, look],
      ],
      {},
      'hq:4',
    ],
    [
      'a key ends it',
      [
        [0, alarm(1, 3)],
        [1, { type: 'end' }],
      ],
      {},
      null,
    ],
    [
      'for the same length of time',
      [
        [0, alarm(1, 3)],
        [1, { type: 'end' }],
        [9, alarm(2, 4)],
      ],
      {},
      null,
    ],
    [
      'and no longer',
      [
        [0, alarm(1, 3)],
        [1, { type: 'end' }],
        [20_001, alarm(2, 4)],
      ],
      {},
      'hq:4',
    ],
    [
      'a graver alarm comes all the same',
      [
        [0, alarm(1, 3)],
        [1, { type: 'end' }],
        [9, alarm(2, 4, 'critical')],
      ],
      {},
      'hq:4',
    ],
    [
      'acknowledging ends it',
      [
        [0, alarm(1, 3)],
        [1, { type: 'over', ids: [1] }],
      ],
      {},
      null,
    ],
    [
      'and the next one follows',
      [
        [0, alarm(1, 3)],
        [1, alarm(2, 4)],
        [2, { type: 'over', ids: [1] }],
      ],
      {},
      'hq:4',
    ],
    [
      'one that was acknowledged meanwhile never comes',
      [
        [0, alarm(1, 3)],
        [1, alarm(2, 4)],
        [2, { type: 'over', ids: [2] }],
        [5_000, look],
      ],
      {},
      'hq:3',
    ],
  ])('%s', (_name, steps, rule, camera) => {
    expect(run(steps, rule).showing?.camera ?? null).toBe(camera);
  });

  it('forgets what it shows when the rule is switched off', () => {
    const before = run([[0, alarm(1, 3)]]);
    expect(stepKiosk(before, look, { ...usual, on: false }, 1)).toBe(calmKiosk);
  });

  const anyEvent: fc.Arbitrary<(id: number) => KioskEvent> = fc.oneof(
    {
      weight: 5,
      arbitrary: fc
        .tuple(
          fc.integer({ min: 1, max: 6 }),
          fc.constantFrom<AlarmSeverity>('critical', 'warning'),
        )
        .map(
          ([camera, severity]) =>
            (id: number) =>
              alarm(id, camera, severity),
        ),
    },
    { weight: 2, arbitrary: fc.constant(() => look) },
    { weight: 1, arbitrary: fc.constant((): KioskEvent => ({ type: 'end' })) },
    {
      weight: 1,
      arbitrary: fc.nat(40).map((back) => (id: number): KioskEvent => ({
        type: 'over',
        ids: [Math.max(1, id - back)],
      })),
    },
  );

  it('whatever comes, a camera has the screen for five seconds at least, and none when all is over', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(4_000), anyEvent), { maxLength: 80 }), (steps) => {
        let kiosk = calmKiosk;
        let atMs = 0;
        steps.forEach(([afterMs, make], index) => {
          atMs += afterMs;
          const before = kiosk;
          const event = make(index + 1);
          kiosk = stepKiosk(kiosk, event, usual, atMs);
          const changed = before.showing && kiosk.showing?.camera !== before.showing.camera;
          if (changed && (event.type === 'alarm' || event.type === 'look')) {
            expect(atMs - before.showing.sinceMs).toBeGreaterThanOrEqual(kioskLeastMs);
          }
        });
        expect(stepKiosk(kiosk, look, usual, atMs + usual.holdMs).showing).toBeNull();
      }),
    );
  });
});
