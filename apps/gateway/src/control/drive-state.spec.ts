import type { PtzMove } from '@casement/contract';
import fc from 'fast-check';
import type { Driver } from './driver.js';
import {
  deadManMs,
  doubtMs,
  dueCommand,
  type DriveEvent,
  type DriveState,
  holderBefore,
  isStop,
  leaseMs,
  nextTickMs,
  phaseOf,
  repeatMs,
  selfStopMs,
  standing,
  stepDrive,
  stopAgainMs,
  undriven,
} from './drive-state.js';

const ann: Driver = { id: 'session:ann', username: 'ann', role: 'operator' };
const bob: Driver = { id: 'session:bob', username: 'bob', role: 'operator' };
const right: PtzMove = { pan: 0.5, tilt: 0, zoom: 0 };
const left: PtzMove = { pan: -0.5, tilt: 0, zoom: 0 };

type Timed = readonly [atMs: number, event: DriveEvent];

const moved = (driver: Driver, move: PtzMove, socket: string | undefined = 'tab'): DriveEvent => ({
  type: 'move',
  driver,
  socket,
  move,
});
const sending: DriveEvent = { type: 'sending' };
const done: DriveEvent = { type: 'answered', answer: 'done' };

const after = (...events: readonly Timed[]): DriveState =>
  events.reduce((state, [atMs, event]) => stepDrive(state, event, atMs), undriven);

/** Ann holds to the right since 0, and the recorder has answered. */
const held: readonly Timed[] = [
  [0, moved(ann, right)],
  [10, sending],
  [30, done],
];

describe('stepDrive', () => {
  it.each<
    readonly [string, readonly Timed[], number, ReturnType<typeof phaseOf>, PtzMove | undefined]
  >([
    ['nobody', [], 0, 'idle', undefined],
    ['a move is due at once', [[0, moved(ann, right)]], 0, 'moving', right],
    ['not twice', held, 40, 'moving', undefined],
    [
      'while one is under way, nothing',
      [
        [0, moved(ann, right)],
        [10, sending],
      ],
      20,
      'moving',
      undefined,
    ],
    ['the newest wins', [...held, [50, moved(ann, left)]], 50, 'moving', left],
    ['repeated while held', [...held, [400, moved(ann, right)]], 10 + repeatMs, 'moving', right],
    [
      'not repeated while it is not known whether he is there',
      [...held, [300, moved(ann, right)]],
      Math.max(10 + repeatMs, 300 + doubtMs),
      'moving',
      undefined,
    ],
    [
      'repeated when he is heard again',
      [...held, [300, moved(ann, right)], [10 + repeatMs + 5, moved(ann, right)]],
      10 + repeatMs + 5,
      'moving',
      right,
    ],
    ['released', [...held, [50, moved(ann, standing)]], 50, 'stopping', standing],
    [
      'released before it was sent',
      [
        [0, moved(ann, right)],
        [5, moved(ann, standing)],
      ],
      5,
      'driven',
      undefined,
    ],
    [
      'stopped',
      [...held, [50, moved(ann, standing)], [60, sending], [70, done]],
      80,
      'driven',
      undefined,
    ],
    [
      'nothing more heard',
      [...held, [deadManMs, { type: 'tick' }]],
      deadManMs,
      'stopping',
      standing,
    ],
    [
      'the socket is gone',
      [...held, [50, { type: 'gone', socket: 'tab' }]],
      50,
      'stopping',
      standing,
    ],
    [
      'another socket is gone',
      [...held, [50, { type: 'gone', socket: 'other' }]],
      50,
      'moving',
      undefined,
    ],
    [
      'taken',
      [...held, [50, { type: 'take', driver: bob, socket: 's' }]],
      50,
      'stopping',
      standing,
    ],
    [
      'taken by himself',
      [...held, [50, { type: 'take', driver: ann, socket: 's' }]],
      50,
      'moving',
      undefined,
    ],
    [
      'a preset follows',
      [...held, [50, { type: 'use', driver: ann, socket: 's', stands: true }]],
      50,
      'stopping',
      standing,
    ],
    [
      'focus meanwhile',
      [...held, [50, { type: 'use', driver: ann, socket: 's', stands: false }]],
      50,
      'moving',
      undefined,
    ],
    ['closed', [...held, [50, { type: 'close' }]], 50, 'stopping', standing],
    ['another one wants it', [...held, [50, moved(bob, left)]], 50, 'moving', undefined],
    ['another one stops it', [...held, [50, moved(bob, standing)]], 50, 'moving', undefined],
    [
      'refused',
      [
        [0, moved(ann, right)],
        [10, sending],
        [30, { type: 'answered', answer: 'refused' }],
      ],
      30,
      'stopping',
      standing,
    ],
    [
      'lost',
      [
        [0, moved(ann, right)],
        [10, sending],
        [30, { type: 'answered', answer: 'lost' }],
      ],
      30,
      'moving',
      right,
    ],
    [
      'no answer',
      [
        [0, moved(ann, right)],
        [10, sending],
        [30, { type: 'answered', answer: 'failed' }],
      ],
      30,
      'moving',
      undefined,
    ],
    ['nothing can be sent', [...held, [50, { type: 'unsent' }]], 50, 'driven', undefined],
  ])('%s', (_name, events, atMs, phase, due) => {
    const state = after(...events);
    expect(phaseOf(state)).toBe(phase);
    expect(dueCommand(state, atMs)).toEqual(due);
  });

  it('a stop that failed is sent again, until the camera has stopped by itself', () => {
    const failed = after(
      ...held,
      [50, moved(ann, standing)],
      [60, sending],
      [70, { type: 'answered', answer: 'failed' }],
    );
    expect(dueCommand(failed, 70)).toBeUndefined();
    expect(dueCommand(failed, 70 + stopAgainMs)).toEqual(standing);
    const over = stepDrive(failed, { type: 'tick' }, 50 + selfStopMs);
    expect(dueCommand(over, 50 + selfStopMs)).toBeUndefined();
  });

  it('the lease ends five seconds after the last command, and others may drive', () => {
    const state = after(...held, [50, moved(ann, standing)], [60, sending], [70, done]);
    expect(holderBefore(state, bob, 50 + leaseMs - 1)?.driver).toEqual(ann);
    expect(holderBefore(state, ann, 60)).toBeUndefined();
    expect(holderBefore(state, bob, 50 + leaseMs)).toBeUndefined();
    expect(nextTickMs(state, 70)).toBe(50 + leaseMs);
    expect(phaseOf(stepDrive(state, { type: 'tick' }, 50 + leaseMs))).toBe('idle');
  });

  it('who takes over has a lease of his own', () => {
    const state = after(...held, [50, { type: 'take', driver: bob, socket: 's' }]);
    expect(state.lease).toEqual({ driver: bob, socket: 's', sinceMs: 50, usedMs: 50 });
    expect(holderBefore(state, ann, 60)?.driver).toEqual(bob);
  });

  const drivers = fc.constantFrom(ann, bob);
  const sockets = fc.constantFrom('a', 'b', undefined);
  const moves = fc.constantFrom(standing, right, left, { pan: 0, tilt: 0, zoom: 1 });
  const events: fc.Arbitrary<DriveEvent> = fc.oneof(
    fc.record({
      type: fc.constant('move' as const),
      driver: drivers,
      socket: sockets,
      move: moves,
    }),
    fc.record({
      type: fc.constant('use' as const),
      driver: drivers,
      socket: sockets,
      stands: fc.boolean(),
    }),
    fc.record({ type: fc.constant('take' as const), driver: drivers, socket: sockets }),
    fc.record({ type: fc.constant('gone' as const), socket: fc.constantFrom('a', 'b') }),
    fc.constantFrom<DriveEvent>({ type: 'tick' }, done, { type: 'close' }),
    fc.constantFrom('refused' as const, 'failed' as const, 'lost' as const).map((answer) => ({
      type: 'answered' as const,
      answer,
    })),
  );

  it('whatever happened, the last thing a camera is told is to stop, and then nobody drives', () => {
    const script = fc.array(fc.tuple(fc.integer({ min: 0, max: 1_500 }), events), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(script, (steps) => {
        let state = undriven;
        let nowMs = 0;
        let last: PtzMove | undefined;
        const step = (event: DriveEvent): void => {
          state = stepDrive(state, event, nowMs);
          if (dueCommand(state, nowMs)) {
            state = stepDrive(state, sending, nowMs);
            last = state.sending;
          }
        };
        for (const [pauseMs, event] of steps) {
          nowMs += pauseMs;
          step(event);
        }
        if (state.sending) {
          step({ type: 'answered', answer: 'failed' });
        }
        // From here on the recorder answers and nobody does anything.
        for (let turn = 0; turn < 20; turn += 1) {
          if (state.sending) {
            step(done);
          }
          const nextMs = nextTickMs(state, nowMs);
          nowMs = Math.max(nowMs, nextMs ?? nowMs);
          step({ type: 'tick' });
        }
        expect(state).toEqual(undriven);
        expect(last === undefined || isStop(last)).toBe(true);
      }),
    );
  });

  it('however it is held, whoever falls silent has his stop sent in time: nothing keeps its turn from it', () => {
    fc.assert(
      fc.property(fc.array(fc.integer({ min: 1, max: 650 }), { maxLength: 30 }), (pauses) => {
        let nowMs = 0;
        let state = stepDrive(undriven, moved(ann, right), nowMs);
        const sent: { atMs: number; move: PtzMove | undefined }[] = [];
        const pump = (): void => {
          if (dueCommand(state, nowMs)) {
            state = stepDrive(state, sending, nowMs);
            sent.push({ atMs: nowMs, move: state.sending });
            state = stepDrive(state, done, nowMs);
          }
        };
        const wait = (untilMs: number): void => {
          for (let nextMs = nextTickMs(state, nowMs); ; nextMs = nextTickMs(state, nowMs)) {
            if (nextMs === undefined || nextMs > untilMs) {
              break;
            }
            // Time goes on: what is due is sent, what is not is not asked about again and again.
            expect(nextMs).toBeGreaterThan(nowMs);
            nowMs = nextMs;
            state = stepDrive(state, { type: 'tick' }, nowMs);
            pump();
          }
          nowMs = untilMs;
        };
        pump();
        for (const pauseMs of pauses) {
          wait(nowMs + pauseMs);
          state = stepDrive(state, moved(ann, right), nowMs);
          pump();
        }
        const silentMs = nowMs;
        wait(nowMs + 10_000);
        expect(sent.at(-1)).toEqual({ atMs: silentMs + deadManMs, move: standing });
        const before = sent.at(-2)!.atMs;
        expect(before).toBeLessThan(silentMs + doubtMs);
        // Nor does the camera stop by itself meanwhile.
        const gaps = sent.slice(1).map(({ atMs }, index) => atMs - sent[index]!.atMs);
        expect(Math.max(...gaps)).toBeLessThan(2_000);
        expect(sent.filter(({ move }) => move && isStop(move))).toHaveLength(1);
      }),
    );
  });

  it('a wish never outlives the dead man, and a timer is always set for what has an end', () => {
    const script = fc.array(fc.tuple(fc.integer({ min: 0, max: 3_000 }), events), {
      maxLength: 40,
    });
    fc.assert(
      fc.property(script, (steps) => {
        let state = undriven;
        let nowMs = 0;
        for (const [pauseMs, event] of steps) {
          nowMs += pauseMs;
          state = stepDrive(state, event, nowMs);
          expect(state.wish === undefined || nowMs - state.wish.saidMs < deadManMs).toBe(true);
          const hasEnd = state.wish ?? state.lease ?? (state.sending ? undefined : state.order);
          expect(hasEnd === undefined).toBe(nextTickMs(state, nowMs) === undefined);
        }
      }),
    );
  });
});
