import fc from 'fast-check';
import { maxCamerasPerUid, newSession, stepSession, uidOf } from './recorder-state.js';
import type { Session, SessionAction, SessionEvent, SessionState } from './recorder-state.js';
import type { SessionCause } from './session-cause.js';

const uid = '9223372036854775807';
const noAnswer: SessionCause = { kind: 'no-answer', detail: 'no answer' };
const invalid: SessionCause = { kind: 'uid-invalid', answer: '401' };
const busy: SessionCause = { kind: 'busy' };
const full: SessionCause = { kind: 'sessions-full', max: 16 };

const none: SessionState = { name: 'none', outage: undefined };
const login: SessionState = { name: 'login' };
const idle: SessionState = { name: 'idle', uid, prepared: false };
const prepared: SessionState = { name: 'idle', uid, prepared: true };
const live = (...cameras: number[]): SessionState => ({
  name: 'live',
  uid,
  cameras: new Set(cameras),
});
const playback: SessionState = { name: 'playback', uid, prepared: false };
const closed: SessionState = { name: 'closed' };
const waiting = (cause: SessionCause, retryAtMs: number): SessionState => ({
  name: 'none',
  outage: { cause, retryAtMs },
});
const sixteen = Array.from({ length: maxCamerasPerUid }, (_, index) => index + 1);

type Row = {
  readonly name: string;
  readonly from: SessionState;
  readonly before?: Partial<Session>;
  readonly event: SessionEvent;
  readonly to: SessionState;
  readonly actions?: readonly SessionAction[];
};

const refusal = (
  reason: 'camera-runs-already' | 'uid-is-full' | 'uid-plays-back' | 'uid-is-live' | 'no-uid',
) => [{ type: 'refuse', reason }] as const;

/** Decision E.1, line by line. */
const rows: readonly Row[] = [
  {
    name: 'NONE, need: sign in',
    from: none,
    event: { type: 'need', nowMs: 0 },
    to: login,
    actions: [{ type: 'login' }],
  },
  {
    name: 'LOGIN, 200 and a UID',
    from: login,
    before: { failures: 3 },
    event: { type: 'logged-in', uid },
    to: idle,
  },
  {
    name: 'NV08 LOGIN, 401 after digest: no retry before 5 minutes',
    from: login,
    event: { type: 'credentials-refused', nowMs: 1_000 },
    to: { name: 'auth-failed', retryAtMs: 301_000 },
    actions: [{ type: 'retry-at', atMs: 301_000 }],
  },
  {
    name: 'AUTH_FAILED, need before its time',
    from: { name: 'auth-failed', retryAtMs: 301_000 },
    event: { type: 'need', nowMs: 300_999 },
    to: { name: 'auth-failed', retryAtMs: 301_000 },
  },
  {
    name: 'AUTH_FAILED, need after its time',
    from: { name: 'auth-failed', retryAtMs: 301_000 },
    event: { type: 'need', nowMs: 301_000 },
    to: login,
    actions: [{ type: 'login' }],
  },
  {
    name: 'AUTH_FAILED, reset by a person',
    from: { name: 'auth-failed', retryAtMs: 301_000 },
    event: { type: 'reset' },
    to: none,
  },
  {
    name: 'LOGIN, network: back off 5 s',
    from: login,
    event: { type: 'login-failed', cause: noAnswer, nowMs: 0, random: 0 },
    to: waiting(noAnswer, 5_000),
    actions: [{ type: 'retry-at', atMs: 5_000 }],
  },
  {
    name: 'LOGIN, 503 for the third time: back off 20 s',
    from: login,
    before: { failures: 2 },
    event: { type: 'login-failed', cause: busy, nowMs: 0, random: 0 },
    to: waiting(busy, 20_000),
    actions: [{ type: 'retry-at', atMs: 20_000 }],
  },
  {
    name: 'LOGIN, all UIDs in use: try again in a minute',
    from: login,
    event: { type: 'login-failed', cause: full, nowMs: 0, random: 0.5 },
    to: waiting(full, 66_000),
    actions: [{ type: 'retry-at', atMs: 66_000 }],
  },
  {
    name: 'NONE while backing off',
    from: waiting(noAnswer, 5_000),
    event: { type: 'need', nowMs: 4_999 },
    to: waiting(noAnswer, 5_000),
  },
  {
    name: 'NONE after backing off',
    from: waiting(noAnswer, 5_000),
    event: { type: 'need', nowMs: 5_000 },
    to: login,
    actions: [{ type: 'login' }],
  },
  {
    name: 'NONE while backing off, reset',
    from: waiting(noAnswer, 5_000),
    event: { type: 'reset' },
    to: none,
  },
  {
    name: 'IDLE, live wanted: SCREEN once',
    from: idle,
    event: { type: 'live-wanted' },
    to: live(),
    actions: [{ type: 'set-up-live', uid }],
  },
  {
    name: 'IDLE, live wanted again: no SCREEN',
    from: prepared,
    event: { type: 'live-wanted' },
    to: live(),
  },
  {
    name: 'IDLE, playback wanted',
    from: idle,
    event: { type: 'playback-wanted' },
    to: playback,
    actions: [{ type: 'set-up-playback', uid }],
  },
  {
    name: 'IDLE, start without live',
    from: idle,
    event: { type: 'start', camera: 1 },
    to: idle,
    actions: refusal('no-uid'),
  },
  { name: 'IDLE, stop', from: idle, event: { type: 'stop', camera: 1 }, to: idle },
  {
    name: 'LIVE(0), START',
    from: live(),
    event: { type: 'start', camera: 7 },
    to: live(7),
    actions: [{ type: 'push-start', uid, camera: 7 }],
  },
  {
    name: 'NV35 LIVE, START of a camera that runs',
    from: live(7),
    event: { type: 'start', camera: 7 },
    to: live(7),
    actions: refusal('camera-runs-already'),
  },
  {
    name: 'LIVE(16), START of a 17th',
    from: live(...sixteen),
    event: { type: 'start', camera: 17 },
    to: live(...sixteen),
    actions: refusal('uid-is-full'),
  },
  {
    name: 'LIVE(2), STOP',
    from: live(1, 2),
    event: { type: 'stop', camera: 2 },
    to: live(1),
    actions: [{ type: 'push-stop', uid, camera: 2 }],
  },
  {
    name: 'LIVE(1), STOP: IDLE and prepared',
    from: live(1),
    event: { type: 'stop', camera: 1 },
    to: prepared,
    actions: [{ type: 'push-stop', uid, camera: 1 }],
  },
  {
    name: 'LIVE, STOP of a camera that does not run',
    from: live(1),
    event: { type: 'stop', camera: 2 },
    to: live(1),
  },
  { name: 'LIVE, live wanted', from: live(1), event: { type: 'live-wanted' }, to: live(1) },
  {
    name: 'LIVE(n>0), playback wanted: another UID',
    from: live(1),
    event: { type: 'playback-wanted' },
    to: live(1),
    actions: refusal('uid-is-live'),
  },
  {
    name: 'LIVE(0), playback wanted',
    from: live(),
    event: { type: 'playback-wanted' },
    to: { name: 'playback', uid, prepared: true },
    actions: [{ type: 'set-up-playback', uid }],
  },
  {
    name: 'NV34 PLAYBACK, START',
    from: playback,
    event: { type: 'start', camera: 1 },
    to: playback,
    actions: refusal('uid-plays-back'),
  },
  {
    name: 'PLAYBACK, live wanted: STOP, then SCREEN when never sent',
    from: playback,
    event: { type: 'live-wanted' },
    to: live(),
    actions: [
      { type: 'stop-playback', uid },
      { type: 'set-up-live', uid },
    ],
  },
  {
    name: 'PLAYBACK, live wanted on a prepared UID',
    from: { name: 'playback', uid, prepared: true },
    event: { type: 'live-wanted' },
    to: live(),
    actions: [{ type: 'stop-playback', uid }],
  },
  {
    name: 'PLAYBACK, other cameras: MASK again',
    from: playback,
    event: { type: 'playback-wanted' },
    to: playback,
    actions: [{ type: 'set-up-playback', uid }],
  },
  {
    name: 'PLAYBACK, over: STOP, and the UID is free',
    from: playback,
    event: { type: 'playback-over' },
    to: idle,
    actions: [{ type: 'stop-playback', uid }],
  },
  {
    name: 'PLAYBACK, over: what was prepared stays prepared',
    from: { name: 'playback', uid, prepared: true },
    event: { type: 'playback-over' },
    to: prepared,
    actions: [{ type: 'stop-playback', uid }],
  },
  { name: 'IDLE, playback over', from: idle, event: { type: 'playback-over' }, to: idle },
  { name: 'LIVE, playback over', from: live(1), event: { type: 'playback-over' }, to: live(1) },
  { name: 'NONE, playback over', from: none, event: { type: 'playback-over' }, to: none },
  {
    name: 'PLAYBACK, stop of a live stream',
    from: playback,
    event: { type: 'stop', camera: 1 },
    to: playback,
  },
  {
    name: 'NV33 any, 30 s without a command',
    from: live(1),
    event: { type: 'silent' },
    to: live(1),
    actions: [{ type: 'keep-alive', uid }],
  },
  { name: 'NONE, 30 s without a command', from: none, event: { type: 'silent' }, to: none },
  {
    name: 'NV36 any, 401: sign in again at once',
    from: live(1, 2),
    event: { type: 'lost', cause: invalid, nowMs: 100, random: 0 },
    to: waiting(invalid, 100),
    actions: [
      { type: 'tell-lost', uid, cause: invalid },
      { type: 'retry-at', atMs: 100 },
    ],
  },
  {
    name: 'any, 401 twice within 60 s: keep away for 60 s',
    from: live(1),
    before: { lostAtMs: [40_001] },
    event: { type: 'lost', cause: invalid, nowMs: 100_000, random: 0 },
    to: waiting({ kind: 'evicted' }, 160_000),
    actions: [
      { type: 'tell-lost', uid, cause: { kind: 'evicted' } },
      { type: 'retry-at', atMs: 160_000 },
    ],
  },
  {
    name: 'any, 401 twice, but more than 60 s apart',
    from: live(1),
    before: { lostAtMs: [40_000] },
    event: { type: 'lost', cause: invalid, nowMs: 100_000, random: 0 },
    to: waiting(invalid, 100_000),
    actions: [
      { type: 'tell-lost', uid, cause: invalid },
      { type: 'retry-at', atMs: 100_000 },
    ],
  },
  {
    name: 'NV38 any, 503: UID dropped, 5 s',
    from: live(1),
    event: { type: 'lost', cause: busy, nowMs: 0, random: 0 },
    to: waiting(busy, 5_000),
    actions: [
      { type: 'tell-lost', uid, cause: busy },
      { type: 'retry-at', atMs: 5_000 },
    ],
  },
  {
    name: 'any, no answer for the second time: 5 s',
    from: idle,
    before: { lostAtMs: [0] },
    event: { type: 'lost', cause: noAnswer, nowMs: 10_000, random: 0 },
    to: waiting(noAnswer, 15_000),
    actions: [
      { type: 'tell-lost', uid, cause: noAnswer },
      { type: 'retry-at', atMs: 15_000 },
    ],
  },
  {
    name: 'NONE, lost',
    from: none,
    event: { type: 'lost', cause: invalid, nowMs: 0, random: 0 },
    to: none,
  },
  {
    name: 'any, shutdown: STOP all, log out',
    from: live(1, 2),
    event: { type: 'shutdown' },
    to: closed,
    actions: [
      { type: 'push-stop', uid, camera: 1 },
      { type: 'push-stop', uid, camera: 2 },
      { type: 'logout', uid },
    ],
  },
  { name: 'NONE, shutdown', from: none, event: { type: 'shutdown' }, to: closed },
  { name: 'LOGIN, shutdown', from: login, event: { type: 'shutdown' }, to: closed },
  {
    name: 'closed, a login that was under way',
    from: closed,
    event: { type: 'logged-in', uid },
    to: closed,
  },
  { name: 'closed, need', from: closed, event: { type: 'need', nowMs: 0 }, to: closed },
  { name: 'IDLE, reset changes nothing', from: idle, event: { type: 'reset' }, to: idle },
  {
    name: 'LOGIN, START',
    from: login,
    event: { type: 'start', camera: 1 },
    to: login,
    actions: refusal('no-uid'),
  },
  { name: 'NONE, STOP', from: none, event: { type: 'stop', camera: 1 }, to: none },
];

describe('stepSession', () => {
  it.each(rows)('$name', ({ from, before, event, to, actions = [] }) => {
    const step = stepSession({ ...newSession, ...before, state: from }, event);
    expect(step.session.state).toEqual(to);
    expect(step.actions).toEqual(actions);
  });

  it('forgets failures with a success, and losses with time', () => {
    const failed = stepSession(
      { ...newSession, state: login, failures: 4 },
      { type: 'logged-in', uid },
    );
    expect(failed.session.failures).toBe(0);
    const late = stepSession(
      { ...newSession, state: idle, lostAtMs: [0, 1] },
      { type: 'lost', cause: invalid, nowMs: 70_000, random: 0 },
    );
    expect(late.session.lostAtMs).toEqual([70_000]);
  });

  const cause = fc.constantFrom<SessionCause>(noAnswer, invalid, busy, full);
  const camera = fc.integer({ min: 1, max: 20 });
  const event = fc.oneof<fc.Arbitrary<SessionEvent>[]>(
    fc.record({ type: fc.constant('need'), nowMs: fc.nat(1_000_000) }),
    fc.record({ type: fc.constant('logged-in'), uid: fc.stringMatching(/^\d{1,19}$/) }),
    fc.record({ type: fc.constant('credentials-refused'), nowMs: fc.nat(1_000_000) }),
    fc.record({
      type: fc.constant('login-failed'),
      cause,
      nowMs: fc.nat(1_000_000),
      random: fc.constant(0.5),
    }),
    fc.record({ type: fc.constantFrom('live-wanted', 'playback-wanted', 'silent', 'reset') }),
    fc.record({ type: fc.constant('start'), camera }),
    fc.record({ type: fc.constant('stop'), camera }),
    fc.record({
      type: fc.constant('lost'),
      cause,
      nowMs: fc.nat(1_000_000),
      random: fc.constant(0.5),
    }),
  );

  it('always has a way on, and its streams are those that were started and not stopped', () => {
    fc.assert(
      fc.property(fc.array(event, { maxLength: 60 }), (events) => {
        let session: Session = newSession;
        const running = new Set<number>();
        for (const each of events) {
          const step = stepSession(session, each);
          const before = uidOf(session);
          session = step.session;
          for (const action of step.actions) {
            if (action.type === 'push-start') {
              running.add(action.camera);
            } else if (action.type === 'push-stop') {
              running.delete(action.camera);
            } else if (action.type === 'tell-lost') {
              expect(action.uid).toBe(before);
              running.clear();
            }
          }
          const cameras = session.state.name === 'live' ? session.state.cameras : new Set();
          expect(new Set(cameras)).toEqual(running);
          expect(running.size).toBeLessThanOrEqual(maxCamerasPerUid);
          // Whatever happened, time and need lead back to a login or to a UID.
          const later = stepSession(session, { type: 'need', nowMs: Number.MAX_SAFE_INTEGER });
          expect(['login', 'idle', 'live', 'playback']).toContain(later.session.state.name);
          expect(session.lostAtMs.length).toBeLessThanOrEqual(events.length);
        }
        const end = stepSession(session, { type: 'shutdown' });
        expect(end.session.state).toEqual(closed);
        expect(end.actions.some(({ type }) => type === 'logout')).toBe(
          uidOf(session) !== undefined,
        );
      }),
    );
  });
});
