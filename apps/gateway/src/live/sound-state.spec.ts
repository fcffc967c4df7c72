import fc from 'fast-check';
import { newSound } from './sound-model.js';
import type { Sound, SoundAction, SoundEvent, SoundState } from './sound-model.js';
import { noSoundWords, stepSound } from './sound-state.js';

const wanted: Partial<Sound> = { isWanted: true, arePictures: true };
const state = (name: 'off' | 'waiting' | 'starting' | 'wait-sound' | 'running'): SoundState => ({
  name,
});
const pause = (reason: string, waitMs: number): SoundState & { readonly name: 'pause' } => ({
  name: 'pause',
  reason,
  waitMs,
});
const none = { name: 'none', reason: noSoundWords } as const;
const stopping = (next: Extract<SoundState, { name: 'stopping' }>['next']): SoundState => ({
  name: 'stopping',
  next,
});
const start: SoundAction = { type: 'start' };
const stop: SoundAction = { type: 'stop' };
const drop: SoundAction = { type: 'drop' };
const noteNone: SoundAction = { type: 'note-none' };

type Row = {
  readonly name: string;
  readonly from: SoundState;
  readonly before?: Partial<Sound>;
  readonly event: SoundEvent;
  readonly to: SoundState;
  readonly actions?: readonly SoundAction[];
  readonly timerMs?: number | null;
};

const rows: readonly Row[] = [
  {
    name: 'B12 somebody listens before pictures come: wait for them',
    from: state('off'),
    before: { arePictures: false },
    event: { type: 'listen', none: undefined },
    to: state('waiting'),
    timerMs: null,
  },
  {
    name: 'B12 pictures come: START',
    from: state('waiting'),
    before: { arePictures: false },
    event: { type: 'pictures-came' },
    to: state('starting'),
    actions: [start],
    timerMs: null,
  },
  {
    name: 'the settings forbid what was to be started: none, and nothing is noted',
    from: state('starting'),
    event: { type: 'forbidden', reason: 'switched off' },
    to: { name: 'none', reason: 'switched off' },
    actions: [{ type: 'drop' }],
    timerMs: null,
  },
  {
    name: 'the settings forbid what runs already: it goes on until it is stopped',
    from: state('running'),
    event: { type: 'forbidden', reason: 'switched off' },
    to: state('running'),
  },
  {
    name: 'somebody listens while pictures come: START',
    from: state('off'),
    event: { type: 'listen', none: undefined },
    to: state('starting'),
    actions: [start],
    timerMs: null,
  },
  {
    name: 'somebody listens to a camera without sound: nothing is asked',
    from: state('off'),
    event: { type: 'listen', none: noSoundWords },
    to: none,
    timerMs: null,
  },
  {
    name: 'somebody listens newly, much later: asked again',
    from: none,
    event: { type: 'listen', none: undefined },
    to: state('starting'),
    actions: [start],
    timerMs: null,
  },
  {
    name: 'the recorder agrees: 8 s',
    from: state('starting'),
    event: { type: 'accepted' },
    to: state('wait-sound'),
    timerMs: 8_000,
  },
  {
    name: '204: no sound, and no STOP for what does not run',
    from: state('starting'),
    event: { type: 'refused' },
    to: none,
    actions: [drop, noteNone],
    timerMs: null,
  },
  {
    name: 'nothing for 8 s: STOP, no sound',
    from: state('wait-sound'),
    event: { type: 'timeout' },
    to: stopping(none),
    actions: [stop, noteNone],
    timerMs: null,
  },
  {
    name: 'nothing for 8 s from a camera that was heard before: later again',
    from: state('wait-sound'),
    before: { hadSound: true },
    event: { type: 'timeout' },
    to: stopping(pause(noSoundWords, 20_000)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'sound comes',
    from: state('wait-sound'),
    event: { type: 'sound' },
    to: state('running'),
    timerMs: null,
  },
  {
    name: 'sound comes before the answer',
    from: state('starting'),
    event: { type: 'sound' },
    to: state('running'),
    timerMs: null,
  },
  {
    name: 'START fails: STOP, 2 s',
    from: state('starting'),
    event: { type: 'failed', reason: 'status 500' },
    to: stopping(pause('status 500', 2_000)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'START fails for the fourth time, and there never was sound: left alone',
    from: state('starting'),
    before: { failures: 3 },
    event: { type: 'failed', reason: 'status 500' },
    to: stopping({ name: 'none', reason: 'status 500' }),
    actions: [stop, noteNone],
    timerMs: null,
  },
  {
    name: 'the stream ends: STOP, 2 s',
    from: state('running'),
    before: { hadSound: true },
    event: { type: 'interrupted', reason: 'cut' },
    to: stopping(pause('cut', 2_000)),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'STOP done: the pause begins',
    from: stopping(pause('cut', 2_000)),
    event: { type: 'stopped' },
    to: pause('cut', 2_000),
    timerMs: 2_000,
  },
  {
    name: 'the pause is over: START',
    from: pause('cut', 2_000),
    event: { type: 'timeout' },
    to: state('starting'),
    actions: [start],
    timerMs: null,
  },
  {
    name: 'the pause is over, but pictures are gone: wait for them',
    from: pause('cut', 2_000),
    before: { arePictures: false },
    event: { type: 'timeout' },
    to: state('waiting'),
    timerMs: null,
  },
  {
    name: 'B12 pictures are about to be stopped: sound first',
    from: state('running'),
    event: { type: 'pictures-end' },
    to: stopping('again'),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'STOP done while pictures restart: wait for them',
    from: stopping('again'),
    before: { arePictures: false },
    event: { type: 'stopped' },
    to: state('waiting'),
    timerMs: null,
  },
  {
    name: 'nobody listens any more: STOP',
    from: state('running'),
    event: { type: 'unlisten' },
    to: stopping('off'),
    actions: [stop],
    timerMs: null,
  },
  {
    name: 'STOP under way, somebody listens again',
    from: stopping('off'),
    event: { type: 'listen', none: undefined },
    to: stopping('again'),
    timerMs: null,
  },
  {
    name: 'the UID is lost: nothing to stop, wait for pictures',
    from: state('running'),
    event: { type: 'dropped' },
    to: state('waiting'),
    actions: [drop],
    timerMs: null,
  },
  {
    name: 'the UID is lost while STOP is under way and nobody listens',
    from: stopping('off'),
    before: { isWanted: false },
    event: { type: 'dropped' },
    to: state('off'),
    actions: [drop],
    timerMs: null,
  },
  { name: 'OFF, pictures', from: state('off'), event: { type: 'pictures-came' }, to: state('off') },
  {
    name: 'RUN, a late answer',
    from: state('running'),
    event: { type: 'refused' },
    to: state('running'),
  },
];

describe('stepSound', () => {
  it.each(rows)('$name', ({ from, before, event, to, actions = [], timerMs }) => {
    const step = stepSound({ ...newSound, ...wanted, ...before, state: from }, event);
    expect(step.sound.state).toEqual(to);
    expect(step.actions).toEqual(actions);
    expect(step.timerMs).toBe(timerMs);
  });

  const event = fc.oneof<fc.Arbitrary<SoundEvent>[]>(
    fc.record({
      type: fc.constantFrom(
        'unlisten',
        'pictures-came',
        'pictures-end',
        'dropped',
        'accepted',
        'refused',
        'sound',
        'stopped',
        'timeout',
      ),
    }),
    fc.record({
      type: fc.constantFrom('failed', 'interrupted', 'forbidden'),
      reason: fc.constant('x'),
    }),
    fc.record({ type: fc.constant('listen'), none: fc.constantFrom(undefined, 'none') }),
  );

  it('never starts without pictures or twice, never stops what does not run, and ends when nobody listens', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 80 }), (events) => {
        let sound: Sound = newSound;
        let isUp = false;
        let timer: number | null = null;
        for (const each of events) {
          const step = stepSound(sound, each);
          sound = step.sound;
          timer = step.timerMs === undefined ? timer : step.timerMs;
          for (const action of step.actions) {
            switch (action.type) {
              case 'start':
                expect([isUp, sound.arePictures]).toEqual([false, true]);
                isUp = true;
                break;
              case 'stop':
                expect(isUp).toBe(true);
                isUp = false;
                break;
              case 'drop':
                isUp = false;
                break;
              case 'note-none':
                break;
            }
          }
          const needsTimer = ['wait-sound', 'pause'].includes(sound.state.name);
          expect(timer !== null || !needsTimer).toBe(true);
          if (!sound.isWanted) {
            expect(['off', 'stopping', 'none']).toContain(sound.state.name);
          }
        }
        const silent = stepSound(sound, { type: 'unlisten' });
        expect(stepSound(silent.sound, { type: 'stopped' }).sound.state).toEqual({ name: 'off' });
      }),
    );
  });
});
