import { createDialler } from '../net/dial.js';
import { systemClock } from '../net/clock.js';
import { ManualClock } from '../net/testing/manual-clock.js';
import { FakeRecorder } from './testing/fake-recorder.js';
import { NvrRecorder } from './nvr-recorder.js';
import type { NvrRecorderOptions } from './nvr-recorder.js';
import type { SessionCause } from './session-cause.js';
import type { UidLease } from './uid-lease.js';
import { until } from './testing/until.js';

describe('NvrRecorder', () => {
  let fake: FakeRecorder;
  let clock: ManualClock;
  const recorders: NvrRecorder[] = [];
  const bugs: unknown[] = [];

  beforeEach(async () => {
    fake = await FakeRecorder.start();
    clock = new ManualClock();
  });

  afterEach(async () => {
    await Promise.all(recorders.splice(0).map((recorder) => recorder.close()));
    await fake.dispose();
    expect(bugs.splice(0)).toEqual([]);
  });

  function open(change: Partial<NvrRecorderOptions> = {}): NvrRecorder {
    const recorder = new NvrRecorder({
      config: fake.config(),
      clock,
      random: () => 0,
      dispatcher: createDialler({ connectTimeoutMs: 1_000 }),
      onChange: () => undefined,
      onBug: (error) => bugs.push(error),
      ...change,
    });
    recorders.push(recorder);
    recorder.start();
    return recorder;
  }

  async function isOnline(recorder: NvrRecorder): Promise<void> {
    await until(
      () => recorder.status.state === 'online',
      () => recorder.status.reason,
    );
  }

  /** Moves the clock on until a condition holds: timers fire, sockets answer in between. */
  async function advanceUntil(condition: () => boolean, stepMs = 500): Promise<void> {
    await until(
      condition,
      () => 'in time',
      async () => {
        await clock.advance(stepMs);
      },
    );
  }

  async function lease(
    recorder: NvrRecorder,
    camera: number,
  ): Promise<UidLease & { lost: SessionCause[] }> {
    const lost: SessionCause[] = [];
    const taken = await recorder.lease(
      camera,
      { lost: (cause) => lost.push(cause) },
      new AbortController().signal,
    );
    return { ...taken, lost };
  }

  it('signs in once, prepares the UID for live pictures and lists the cameras', async () => {
    const recorder = open();
    expect(recorder.status).toEqual({
      state: 'connecting',
      reason: 'signing in to the recorder',
      retryAtMs: null,
    });
    await isOnline(recorder);
    await advanceUntil(() => recorder.view.sessions.used === 1);
    expect(recorder.view).toMatchObject({
      id: 'hq',
      state: 'online',
      reason: null,
      sessions: { used: 1, limit: 16 },
      retryAt: null,
    });
    await until(() => fake.count('setupLive') === 1);
    expect(fake.count('login')).toBe(1);
    expect(recorder.cameras.map(({ name, connection }) => [name, connection])).toEqual(
      [1, 2, 3, 4].map((number) => [`Camera ${number}`, 'ok']),
    );
  });

  it('NV08: is refused with a wrong password, and does not offer it again for 5 minutes', async () => {
    fake.acceptedPassword = 'another';
    const recorder = open();
    await until(() => recorder.status.state === 'refused');
    expect(recorder.status.reason).toBe('refused: user name or password is wrong');
    expect(fake.count('login')).toBe(1);
    await clock.advance(299_000);
    expect(fake.count('login')).toBe(1);
    fake.acceptedPassword = 'secret';
    await clock.advance(1_000);
    await isOnline(recorder);
  });

  it('NV08: tries at once when a person asks for it', async () => {
    fake.acceptedPassword = 'another';
    const recorder = open();
    await until(() => recorder.status.state === 'refused');
    fake.acceptedPassword = 'secret';
    recorder.retryNow();
    await isOnline(recorder);
  });

  it('takes no session when all are in use, and says so', async () => {
    fake.othersUids = 16;
    const recorder = open();
    await until(() => recorder.status.state === 'refused');
    expect(recorder.status.reason).toBe('recorder refused: all 16 sessions in use');
    expect(fake.count('login')).toBe(0);
    expect(recorder.view.retryAt).not.toBeNull();
    fake.othersUids = 15;
    await clock.advance(60_000);
    await isOnline(recorder);
  });

  it('B62: works with firmware that has no camera list', async () => {
    fake.hasCameraList = false;
    const recorder = open();
    await isOnline(recorder);
    expect(recorder.cameras).toHaveLength(16);
    expect(recorder.view.sessions).toEqual({ used: null, limit: null });
  });

  it('gives sixteen cameras one UID and the seventeenth another', async () => {
    const recorder = open();
    const leases = await Promise.all(
      Array.from({ length: 17 }, (_, index) => lease(recorder, index + 1)),
    );
    const uids = leases.map(({ uid }) => uid);
    expect(new Set(uids.slice(0, 16)).size).toBe(1);
    expect(new Set(uids).size).toBe(2);
    expect(recorder.sessionsHeld).toBe(2);
    expect(fake.count('login')).toBe(2);
  });

  it('gives a further UID back when nobody needs it any more', async () => {
    const recorder = open();
    const leases = await Promise.all(
      Array.from({ length: 17 }, (_, index) => lease(recorder, index + 1)),
    );
    leases.forEach((each) => each.release());
    await clock.advance(59_000);
    expect(recorder.sessionsHeld).toBe(2);
    await clock.advance(2_000);
    await until(() => fake.count('logout') === 1 && fake.uids.size === 1);
    expect(recorder.sessionsHeld).toBe(1);
    expect(recorder.status.state).toBe('online');
  });

  it('stays under its limit of sessions: further cameras wait, with a reason', async () => {
    const recorder = open({ config: fake.config({ uidLimit: 1 }) });
    await Promise.all(Array.from({ length: 16 }, (_, index) => lease(recorder, index + 1)));
    const waiting = new AbortController();
    const never = recorder
      .lease(17, { lost: () => undefined }, waiting.signal)
      .catch((error: unknown) => error);
    await until(() => recorder.status.state === 'degraded');
    expect(recorder.status.reason).toBe(
      'some cameras wait for a further session: the configured limit of 1 sessions is reached',
    );
    expect(fake.count('login')).toBe(1);
    waiting.abort(new Error('left'));
    expect(await never).toEqual(new Error('left'));
  });

  it('NV33: keeps the UID alive after 30 s of silence', async () => {
    const recorder = open();
    await isOnline(recorder);
    await until(() => fake.count('setupLive') === 1);
    await clock.advance(0);
    await clock.advance(29_000);
    expect(fake.count('keepAlive')).toBe(0);
    await advanceUntil(() => fake.count('keepAlive') === 1);
    const held = await lease(recorder, 1);
    await clock.advance(20_000);
    held.used();
    await clock.advance(20_000);
    expect(fake.count('keepAlive')).toBe(1);
    await advanceUntil(() => fake.count('keepAlive') === 2);
    held.release();
  });

  it('NV36: an invalid UID is replaced at once, and its holders are told', async () => {
    const recorder = open();
    const held = await lease(recorder, 1);
    fake.evict();
    held.reportLost({ kind: 'uid-invalid', answer: 'html' });
    expect(held.lost).toEqual([{ kind: 'uid-invalid', answer: 'html' }]);
    await clock.advance(0);
    const next = await lease(recorder, 1);
    expect(next.uid).not.toBe(held.uid);
    expect(recorder.counters).toMatchObject({ logins: 2, sessionsLost: 1 });
    held.release();
    held.used();
    expect(recorder.sessionsHeld).toBe(1);
  });

  it('says that somebody else took the session when it is lost twice within a minute', async () => {
    const recorder = open();
    for (let time = 0; time < 2; time += 1) {
      const held = await lease(recorder, 1);
      fake.evict();
      held.reportLost({ kind: 'uid-invalid', answer: '401' });
      await clock.advance(0);
    }
    expect(recorder.status).toMatchObject({
      state: 'degraded',
      reason:
        'reconnecting in 60 s: somebody else took the session: it was lost twice within a minute',
    });
    await clock.advance(59_000);
    expect(fake.count('login')).toBe(2);
    await clock.advance(1_000);
    await isOnline(recorder);
    expect(recorder.counters.evictions).toBe(2);
  });

  it('finds a UID that died by the keep-alive', async () => {
    const recorder = open();
    await isOnline(recorder);
    await until(() => fake.count('setupLive') === 1);
    fake.evict();
    await advanceUntil(() => fake.count('login') === 2, 5_000);
    await isOnline(recorder);
  });

  it('NV38: 503 drops the UID and backs off 5 s', async () => {
    const recorder = open();
    const held = await lease(recorder, 1);
    held.reportLost({ kind: 'busy' });
    expect(recorder.status).toMatchObject({
      state: 'degraded',
      reason: 'reconnecting in 5 s: the recorder is too busy (503)',
    });
    await clock.advance(4_999);
    expect(fake.count('login')).toBe(1);
    await clock.advance(1);
    await isOnline(recorder);
  });

  it('backs off 5, 10, 20 s while there is no answer, comes back by itself and gives the old UID back', async () => {
    const recorder = open();
    const held = await lease(recorder, 1);
    await fake.close();
    held.reportLost({ kind: 'no-answer', detail: 'it closed the connection' });
    const retries: (number | null)[] = [];
    for (const waitMs of [0, 5_000, 10_000]) {
      await clock.advance(waitMs);
      await until(() => recorder.status.state === 'offline');
      expect(recorder.status.reason).toMatch(/^reconnecting in \d+ s: it refuses connections/);
      retries.push((recorder.status.retryAtMs ?? 0) - clock.nowMs());
    }
    expect(retries).toEqual([5_000, 10_000, 20_000]);
    await fake.listen(Number(fake.url.port));
    await clock.advance(20_000);
    await isOnline(recorder);
    await until(() => fake.count('logout') === 1);
  });

  it.each([
    [
      '200 without a UID',
      { status: 200, contentType: 'text/html', body: '<html>' },
      'without giving a session',
    ],
    ['503', { status: 503 }, 'the recorder is too busy (503)'],
    ['404', { status: 404 }, 'the recorder answered the login with status 404'],
    ['204', { status: 204 }, 'without giving a session'],
  ])('says what was wrong when the login is answered with %s', async (_name, answer, words) => {
    fake.answer = ({ command }) => (command === 'login' ? answer : undefined);
    const recorder = open();
    await until(() => recorder.status.state === 'degraded');
    expect(recorder.status.reason).toContain(words);
    expect(recorder.status.reason).toMatch(/^reconnecting in 5 s: /);
    fake.answer = () => undefined;
    await clock.advance(5_000);
    await isOnline(recorder);
  });

  it('counts a recorder that accepts and says nothing as one without an answer', async () => {
    fake.answer = () => 'reset';
    const recorder = open();
    await until(() => recorder.status.state === 'offline');
    expect(recorder.status.reason).toBe('reconnecting in 5 s: it closed the connection');
  });

  it('renews a nonce that has expired without asking anybody', async () => {
    const recorder = open();
    const held = await lease(recorder, 1);
    fake.renewNonce();
    fake.evict();
    held.reportLost({ kind: 'uid-invalid', answer: '401' });
    await clock.advance(0);
    await isOnline(recorder);
    expect(recorder.counters.logins).toBe(2);
  });

  it('keeps 3 s between control commands', async () => {
    const recorder = open({
      clock: systemClock,
      config: fake.config({ pacing: { controlMs: 80, ptzMs: 0 } }),
    });
    const held = await lease(recorder, 1);
    const send = () =>
      recorder.send({
        command: 'setupLive',
        path: `/cgi-bin/hdrctl.cgi?UID=${held.uid}&SCREEN=16X&PC=AS60`,
        pacing: 'control',
      });
    await Promise.all([send(), send(), send()]);
    const times = fake.seen
      .filter(({ request }) => request.command === 'setupLive' || request.command === 'login')
      .map(({ atMs }) => atMs);
    expect(times.length).toBe(5);
    times.slice(1).forEach((at, index) => {
      expect(at - (times[index] ?? 0)).toBeGreaterThanOrEqual(79);
    });
  });

  it('gives its UIDs back when it is closed, and does not wait for a recorder that is gone', async () => {
    const recorder = open();
    await isOnline(recorder);
    await recorder.close();
    expect(fake.uids.size).toBe(0);
    expect(recorder.status.state).toBe('offline');
    const other = open({ clock: systemClock });
    await isOnline(other);
    fake.answer = () => 'hang';
    await other.close();
    await other.close();
  });

  it('gives a UID back that arrives while it is being closed', async () => {
    const recorder = open();
    let isAsked = false;
    fake.answer = ({ command }) => {
      isAsked ||= command === 'cameraConnections';
      return undefined;
    };
    await until(() => isAsked);
    await recorder.close();
    expect(recorder.status.state).toBe('offline');
    expect(fake.uids.size).toBeLessThanOrEqual(1);
  });
});
