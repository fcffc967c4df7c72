import type { Clock } from '../net/clock.js';
import { ManualClock } from '../net/testing/manual-clock.js';
import { NvrSession } from './nvr-session.js';
import type { SessionCommands } from './nvr-session.js';
import { SessionFailure } from './session-failure.js';
import type { SessionCause } from './session-cause.js';

/** Commands that note what was sent; a login gives the next UID or fails with the next cause. */
class NotedCommands implements SessionCommands {
  readonly sent: string[] = [];
  readonly failures: SessionCause[] = [];
  #uid = 100;

  login(): Promise<string> {
    this.sent.push('login');
    const cause = this.failures.shift();
    if (cause !== undefined) {
      return Promise.reject(new SessionFailure(cause));
    }
    this.#uid += 1;
    return Promise.resolve(String(this.#uid));
  }

  setUpLive(uid: string): Promise<void> {
    this.sent.push(`set up ${uid}`);
    return Promise.resolve();
  }

  keepAlive(uid: string): Promise<void> {
    this.sent.push(`keep alive ${uid}`);
    return Promise.resolve();
  }

  logout(uid: string): Promise<void> {
    this.sent.push(`logout ${uid}`);
    return Promise.resolve();
  }
}

describe('NvrSession', () => {
  const bugs: unknown[] = [];
  let commands: NotedCommands;
  let clock: ManualClock;

  const open = (change: { clock?: Clock; mayLogin?: () => boolean } = {}): NvrSession =>
    new NvrSession({
      clock: change.clock ?? clock,
      random: () => 0,
      commands,
      onChange: () => undefined,
      mayLogin: change.mayLogin ?? (() => true),
      onBug: (error) => bugs.push(error),
    });

  beforeEach(() => {
    commands = new NotedCommands();
    clock = new ManualClock();
  });

  afterEach(() => {
    expect(bugs.splice(0)).toEqual([]);
  });

  it('tries again also when the timer fires a little before its time, as setTimeout may', async () => {
    const early: Clock = {
      nowMs: () => clock.nowMs(),
      wallMs: () => clock.wallMs(),
      after: (delayMs, callback) => clock.after(Math.max(0, delayMs - 0.5), callback),
    };
    commands.failures.push({ kind: 'busy' }, { kind: 'no-answer', detail: 'no answer' });
    const session = open({ clock: early });
    session.need();
    await clock.advance(60_000);
    expect(commands.sent.filter((command) => command === 'login')).toHaveLength(3);
    expect(session.session.state.name).toBe('live');
    await session.close();
  });

  it('tries again when a login that was not allowed becomes allowed', async () => {
    let allowed = true;
    commands.failures.push({ kind: 'busy' });
    const session = open({ mayLogin: () => allowed });
    session.need();
    allowed = false;
    await clock.advance(60_000);
    expect(commands.sent).toEqual(['login']);
    allowed = true;
    await clock.advance(10_000);
    expect(session.session.state.name).toBe('live');
    await session.close();
  });

  it.each<[string, SessionCause, boolean]>([
    ['503', { kind: 'busy' }, true],
    ['an answer of no use', { kind: 'unexpected', detail: 'odd' }, true],
    ['401, because the recorder has taken it', { kind: 'uid-invalid', answer: '401' }, false],
  ])('a UID that is given up after %s', async (_name, cause, isGivenBack) => {
    const session = open();
    const lost: SessionCause[] = [];
    const leasing = session.lease(
      1,
      { lost: (why) => lost.push(why) },
      new AbortController().signal,
    );
    await clock.advance(0);
    const lease = await leasing;
    expect(lease.isShared).toBe(false);
    lease.reportLost(cause);
    await clock.advance(0);
    expect(lost).toEqual([cause]);
    expect(commands.sent.includes('logout 101')).toBe(isGivenBack);
    await session.close();
  });

  it('says whether others stream on the same UID', async () => {
    const session = open();
    const { signal } = new AbortController();
    const leasing = [1, 2].map((camera) =>
      session.lease(camera, { lost: () => undefined }, signal),
    );
    await clock.advance(0);
    const [first, second] = await Promise.all(leasing);
    expect(first?.isShared).toBe(true);
    second?.release();
    expect(first?.isShared).toBe(false);
    await session.close();
  });
});
