import { ManualClock, settle } from '../net/testing/manual-clock.js';
import type { Urgency } from './command-queue.js';
import { PlaybackClosedError, PlaybackSessionPool } from './playback-session-pool.js';
import type { HeldUid } from './playback-slot.js';
import { SessionFailure } from './session-failure.js';
import type { SessionCause } from './session-cause.js';
import type { UidCommands } from './uid-session.js';

/** Commands that note what was sent; a login gives the next UID or fails with the next cause. */
class NotedCommands implements UidCommands {
  readonly sent: string[] = [];
  readonly failures: SessionCause[] = [];
  readonly keepAliveFailures: SessionCause[] = [];
  /** Logins are answered only when this is settled. */
  gate: Promise<void> = Promise.resolve();
  #uid = 100;

  async login(): Promise<string> {
    this.sent.push('login');
    await this.gate;
    const cause = this.failures.shift();
    if (cause !== undefined) {
      throw new SessionFailure(cause);
    }
    this.#uid += 1;
    return String(this.#uid);
  }

  keepAlive(uid: string): Promise<void> {
    this.sent.push(`keep alive ${uid}`);
    const cause = this.keepAliveFailures.shift();
    return cause === undefined ? Promise.resolve() : Promise.reject(new SessionFailure(cause));
  }

  logout(uid: string): Promise<void> {
    this.sent.push(`logout ${uid}`);
    return Promise.resolve();
  }
}

/** What a test holds up and lets through. */
function gate(): { readonly opened: Promise<void>; readonly open: () => void } {
  let open = (): void => undefined;
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open: () => open() };
}

describe('PlaybackSessionPool', () => {
  const bugs: unknown[] = [];
  let commands: NotedCommands;
  let clock: ManualClock;
  let pool: PlaybackSessionPool;
  let blocked: string | undefined;

  beforeEach(() => {
    commands = new NotedCommands();
    clock = new ManualClock();
    blocked = undefined;
    pool = new PlaybackSessionPool({
      clock,
      random: () => 0,
      commands,
      whyNoLogin: () => blocked,
      onChange: () => undefined,
      onBug: (error) => bugs.push(error),
    });
  });

  afterEach(async () => {
    await pool.close();
    expect(clock.timers).toBe(0);
    expect(bugs.splice(0)).toEqual([]);
  });

  /** Asks for a UID and notes what is told meanwhile. */
  function ask(signal = new AbortController().signal, urgency: Urgency = 'soon') {
    const told: string[] = [];
    const asked = {
      told,
      lost: [] as SessionCause[],
      held: undefined as HeldUid | undefined,
      failure: undefined as unknown,
    };
    pool
      .lease(
        { waiting: (reason) => told.push(reason), lost: (cause) => asked.lost.push(cause) },
        signal,
        urgency,
      )
      .then((held) => (asked.held = held))
      .catch((error: unknown) => (asked.failure = error));
    return asked;
  }

  const noStop = (): Promise<void> => Promise.resolve();
  const logins = (): number => commands.sent.filter((command) => command === 'login').length;

  it('gives each playback a UID of its own, one login after the other', async () => {
    const [first, second, third] = [ask(), ask(), ask()];
    expect(logins()).toBe(1);
    expect(second.told).toEqual([
      'signing in to the recorder for playback; 1 waits before this one',
    ]);
    await clock.advance(0);
    expect([first, second, third].map(({ held }) => held?.uid)).toEqual(['101', '102', '103']);
    expect(pool).toMatchObject({ held: 3, playing: 3, waiting: 0 });
  });

  it('keeps a UID alive every 30 s of silence, whether it is held or kept', async () => {
    const asked = ask();
    await clock.advance(0);
    await clock.advance(20_000);
    asked.held?.used();
    await clock.advance(29_000);
    expect(commands.sent).toEqual(['login']);
    await clock.advance(1_000);
    expect(commands.sent).toEqual(['login', 'keep alive 101']);
    await asked.held?.release(noStop);
    await clock.advance(30_000);
    expect(commands.sent).toEqual(['login', 'keep alive 101', 'keep alive 101']);
  });

  it('keeps a released UID for 60 s, then logs out', async () => {
    const asked = ask();
    await clock.advance(0);
    const stops: string[] = [];
    await asked.held?.release(() => Promise.resolve(void stops.push('stop')));
    await asked.held?.release(() => Promise.resolve(void stops.push('again')));
    expect(stops).toEqual(['stop']);
    expect(asked.held?.signal.reason).toBeInstanceOf(SessionFailure);
    await clock.advance(59_000);
    expect(pool).toMatchObject({ held: 1, playing: 0 });
    await clock.advance(1_000);
    expect(commands.sent.at(-1)).toBe('logout 101');
    expect(pool.held).toBe(0);
    expect(asked.lost).toEqual([]);
  });

  it('gives a released UID to the next one, whose first command spares the STOP that waits', async () => {
    const first = ask();
    await clock.advance(0);
    const signals: AbortSignal[] = [];
    const released = first.held?.release(
      (signal) =>
        new Promise((resolve) => {
          signals.push(signal);
          signal.addEventListener('abort', () => resolve());
        }),
    );
    await settle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    const second = ask();
    await released;
    await settle();
    expect(second.held?.uid).toBe('101');
    expect(logins()).toBe(1);
    await clock.advance(120_000);
    expect(commands.sent).not.toContain('logout 101');
  });

  it('does not even begin a STOP when somebody waits for the UID', async () => {
    const first = ask();
    await clock.advance(0);
    commands.failures.push({ kind: 'sessions-full', max: 16 });
    const second = ask();
    await clock.advance(0);
    expect(second.told).toEqual([
      'signing in to the recorder for playback',
      'recorder refused: all 16 sessions in use',
    ]);
    const stops: string[] = [];
    await first.held?.release(() => Promise.resolve(void stops.push('stop')));
    await settle();
    expect(second.held?.uid).toBe('101');
    expect(stops).toEqual([]);
  });

  it('gives a UID that played back to a download only when its STOP is through', async () => {
    const first = ask();
    await clock.advance(0);
    commands.failures.push({ kind: 'sessions-full', max: 16 });
    const download = ask(undefined, 'later');
    await clock.advance(0);
    const stop = gate();
    const signals: AbortSignal[] = [];
    const released = first.held?.release((signal) => {
      signals.push(signal);
      return stop.opened;
    });
    await settle();
    expect(signals.map(({ aborted }) => aborted)).toEqual([false]);
    expect(download.held).toBeUndefined();
    stop.open();
    await released;
    await settle();
    expect(download.held?.uid).toBe('101');
    expect(logins()).toBe(2);
  });

  it('does not sign in for a download that only waits for a STOP', async () => {
    const first = ask();
    await clock.advance(0);
    const stop = gate();
    const released = first.held?.release(() => stop.opened);
    const download = ask(undefined, 'later');
    await settle();
    expect(download.held).toBeUndefined();
    stop.open();
    await released;
    await settle();
    expect(download.held?.uid).toBe('101');
    expect(logins()).toBe(1);
  });

  it('takes a UID of a full recorder within 10 s of its getting free', async () => {
    commands.failures.push({ kind: 'sessions-full', max: 16 }, { kind: 'own-limit', limit: 12 });
    const asked = ask();
    await clock.advance(9_000);
    expect(logins()).toBe(1);
    await clock.advance(1_000);
    expect(asked.told.at(-1)).toBe('the configured limit of 12 sessions is reached');
    await clock.advance(10_000);
    expect(asked.held?.uid).toBe('101');
  });

  it('does not try while there is no first session, and says why', async () => {
    blocked = 'it refuses connections on this port';
    const asked = ask();
    await clock.advance(300_000);
    expect(commands.sent).toEqual([]);
    expect(asked.told).toEqual(['it refuses connections on this port']);
    blocked = undefined;
    pool.poke();
    await clock.advance(0);
    expect(asked.held?.uid).toBe('101');
  });

  it('replaces a UID that the recorder has taken at once; the second within a minute waits a minute', async () => {
    const first = ask();
    await clock.advance(0);
    first.held?.lost({ kind: 'uid-invalid', answer: '401' });
    expect(first.lost).toEqual([{ kind: 'uid-invalid', answer: '401' }]);
    expect(first.held?.signal.aborted).toBe(true);
    const second = ask();
    await clock.advance(0);
    expect(second.held?.uid).toBe('102');
    second.held?.lost({ kind: 'uid-invalid', answer: 'html' });
    expect(second.lost).toEqual([{ kind: 'evicted' }]);
    const [third, fourth] = [ask(), ask()];
    await clock.advance(59_000);
    expect(logins()).toBe(2);
    expect(third.told.at(-1)).toBe(
      'somebody else took the session: it was lost twice within a minute',
    );
    await clock.advance(1_000);
    expect([third, fourth].map(({ held }) => held?.uid)).toEqual(['103', '104']);
    expect(commands.sent).not.toContain('logout 101');
  });

  it('remembers an eviction also when nobody asks for a while', async () => {
    for (const uid of ['101', '102']) {
      const asked = ask();
      await clock.advance(0);
      expect(asked.held?.uid).toBe(uid);
      asked.held?.lost({ kind: 'uid-invalid', answer: '401' });
    }
    await clock.advance(30_000);
    const late = ask();
    await clock.advance(29_000);
    expect(late.held).toBeUndefined();
    await clock.advance(1_000);
    expect(late.held?.uid).toBe('103');
  });

  it('503: gives the UID back and waits 5 s', async () => {
    const first = ask();
    await clock.advance(0);
    first.held?.lost({ kind: 'busy' });
    const second = ask();
    await clock.advance(4_999);
    expect(commands.sent).toEqual(['login', 'logout 101']);
    expect(second.told.at(-1)).toBe('the recorder is too busy (503)');
    await clock.advance(1);
    expect(second.held?.uid).toBe('102');
  });

  it('finds a UID that died, within seconds when there is a doubt', async () => {
    const asked = ask();
    await clock.advance(0);
    commands.keepAliveFailures.push({ kind: 'uid-invalid', answer: '401' });
    asked.held?.doubt();
    await clock.advance(2_000);
    expect(asked.lost).toEqual([{ kind: 'uid-invalid', answer: '401' }]);
  });

  it('a report about a UID of before does not end the one of now', async () => {
    const first = ask();
    await clock.advance(0);
    first.held?.lost({ kind: 'uid-invalid', answer: '401' });
    const second = ask();
    await clock.advance(0);
    first.held?.lost({ kind: 'busy' });
    first.held?.used();
    await first.held?.release(noStop);
    expect(second.lost).toEqual([]);
    expect(pool.playing).toBe(1);
  });

  it('who leaves while he waits costs nothing; the login under way is for the next', async () => {
    let open = (): void => undefined;
    commands.gate = new Promise((resolve) => (open = resolve));
    const leaving = new AbortController();
    const gone = ask(leaving.signal);
    leaving.abort(new Error('left'));
    await settle();
    expect(gone.failure).toEqual(new Error('left'));
    open();
    await settle();
    expect(pool).toMatchObject({ held: 1, waiting: 0 });
    const next = ask();
    await settle();
    expect(next.held?.uid).toBe('101');
    expect(ask(AbortSignal.abort(new Error('before'))).held).toBeUndefined();
  });

  it('gives up what nobody uses when somebody else needs a session', async () => {
    const [first, second] = [ask(), ask()];
    await clock.advance(0);
    expect(await pool.giveUpSpare()).toBe(false);
    await first.held?.release(noStop);
    expect(await pool.giveUpSpare()).toBe(true);
    expect(await pool.giveUpSpare()).toBe(false);
    expect(commands.sent.at(-1)).toBe('logout 101');
    expect(second.lost).toEqual([]);
  });

  it('tries again at once when a person asks for it', async () => {
    commands.failures.push({ kind: 'credentials' });
    const asked = ask();
    await clock.advance(60_000);
    expect(asked.told.at(-1)).toBe('refused: user name or password is wrong');
    pool.reset();
    await clock.advance(0);
    expect(asked.held?.uid).toBe('101');
  });

  it('closed: gives everything back and tells everybody', async () => {
    const playing = ask();
    await clock.advance(0);
    commands.failures.push({ kind: 'busy' });
    const waiting = ask();
    await clock.advance(0);
    await pool.close();
    await settle();
    expect(playing.lost).toEqual([{ kind: 'unexpected', detail: 'the recorder is being closed' }]);
    expect(waiting.failure).toBeInstanceOf(PlaybackClosedError);
    expect(commands.sent.at(-1)).toBe('logout 101');
    const late = ask();
    await settle();
    expect(late.failure).toBeInstanceOf(PlaybackClosedError);
  });
});
