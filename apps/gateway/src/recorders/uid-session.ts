import type { Clock, Timer } from '../net/clock.js';
import { newSession, stepSession, uidOf } from './recorder-state.js';
import type { Session, SessionAction, SessionEvent } from './recorder-state.js';
import type { SessionCause } from './session-cause.js';
import { causeOfError } from './session-failure.js';

/** UIDs die after 90 s without a command (NVR 1.3). */
const keepAliveMs = 30_000;
/** A retry that the gateway's own limit forbids is put off by this much. */
const blockedRetryMs = 5_000;
/** A second try before a lost answer counts as a lost recorder. */
const keepAliveRetryMs = 2_000;
/** UIDs that are given back when the recorder answers again; it forgets them by itself after 90 s. */
const maxStaleUids = 4;

/** The commands that every UID needs. All but `logout` throw SessionFailure or DialError. */
export type UidCommands = {
  /** Asks for a UID, in its turn. @returns the UID */
  login(signal: AbortSignal): Promise<string>;
  keepAlive(uid: string): Promise<void>;
  /** Best effort; never throws. */
  logout(uid: string): Promise<void>;
};

/** Options of {@link UidSession}. */
export type UidSessionOptions = {
  readonly clock: Clock;
  /** 0 up to 1. */
  readonly random: () => number;
  readonly commands: UidCommands;
  /** The state changed. */
  readonly onChange: () => void;
  /** Whether a login may be attempted now; asked again with every `need`. */
  readonly mayLogin: () => boolean;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
  /** A login brought a UID. */
  readonly onUid: (uid: string) => void;
  /** What is to be done that depends on what the UID is used for. */
  readonly act: (action: SessionAction) => void;
};

/**
 * One UID: carries out what {@link stepSession} decides about having one, keeps it alive, notices its loss and
 * waits before the next attempt. What runs on it is the owner's business.
 */
export class UidSession {
  readonly #options: UidSessionOptions;
  readonly #abort = new AbortController();
  #session: Session = newSession;
  #retry: Timer | undefined;
  #silence: Timer | undefined;
  #failedKeepAlives = 0;
  /** UIDs that were given up without an answer; the recorder may still count them for 90 s. */
  #staleUids: string[] = [];

  constructor(options: UidSessionOptions) {
    this.#options = options;
  }

  get session(): Session {
    return this.#session;
  }

  get uid(): string | undefined {
    return uidOf(this.#session);
  }

  /** Aborted when the session is closed. */
  get signal(): AbortSignal {
    return this.#abort.signal;
  }

  /** Signs in unless that is done, under way, or not to be tried yet. */
  need(): void {
    if (this.#options.mayLogin()) {
      this.step({ type: 'need', nowMs: this.#options.clock.nowMs() });
    }
  }

  /** Forgets failures, so that the next `need` acts at once. */
  reset(): void {
    this.#retry?.cancel();
    this.step({ type: 'reset' });
  }

  /** Tells the state machine what happened, and does what it says. */
  step(event: SessionEvent): void {
    const { session, actions } = stepSession(this.#session, event);
    const isChanged = session.state !== this.#session.state;
    this.#session = session;
    for (const action of actions) {
      this.#act(action);
    }
    if (isChanged) {
      this.#options.onChange();
    }
  }

  /** A command with the UID was answered: its 90 s begin anew. */
  used(): void {
    this.#watchSilence(keepAliveMs);
  }

  /** Something was not answered: the UID, or the recorder, may be gone. Asks soon, unless something is answered. */
  doubt(): void {
    if (this.uid !== undefined) {
      this.#watchSilence(keepAliveRetryMs);
    }
  }

  /**
   * Asks the recorder now whether it still knows the UID; if it does not, everybody is told as ever.
   *
   * @returns `undefined` when it did not say
   */
  async stands(uid: string): Promise<boolean | undefined> {
    if (this.uid !== uid) {
      return false;
    }
    try {
      await this.#options.commands.keepAlive(uid);
      this.used();
      return this.uid === uid;
    } catch (error) {
      const cause = causeOfError(error);
      if (cause.kind === 'uid-invalid') {
        this.lost(uid, cause);
        return false;
      }
      this.doubt();
      return this.uid === uid ? undefined : false;
    }
  }

  /** Sends a command with the UID; says whether it worked and the UID is still the one in use. */
  async use(uid: string, send: () => Promise<void>): Promise<boolean> {
    try {
      await send();
      this.used();
      return this.uid === uid;
    } catch (error) {
      if (!this.#abort.signal.aborted) {
        this.lost(uid, causeOfError(error));
      }
      return false;
    }
  }

  /** The UID turned out to be of no use. Does nothing when another one is in use by now. */
  lost(uid: string, cause: SessionCause): void {
    if (this.uid !== uid) {
      return;
    }
    this.#giveBack(uid, cause);
    const { clock, random } = this.#options;
    this.step({ type: 'lost', cause, nowMs: clock.nowMs(), random: random() });
  }

  /** Takes the UID out of use; nobody is told. Idempotent. */
  async close(): Promise<void> {
    this.#retry?.cancel();
    this.#silence?.cancel();
    const { uid } = this;
    this.#session = stepSession(this.#session, { type: 'shutdown' }).session;
    this.#abort.abort(new Error('the session is being closed'));
    const left = uid === undefined ? this.#staleUids : [uid, ...this.#staleUids];
    this.#staleUids = [];
    await Promise.all(left.map((each) => this.#options.commands.logout(each)));
  }

  #act(action: SessionAction): void {
    switch (action.type) {
      case 'login':
        this.#login().catch(this.#options.onBug);
        break;
      case 'keep-alive':
        this.#keepAlive(action.uid).catch(this.#options.onBug);
        break;
      case 'retry-at':
        this.#retryAt(action.atMs);
        break;
      case 'tell-lost':
        this.#silence?.cancel();
        this.#failedKeepAlives = 0;
        this.#options.act(action);
        break;
      case 'set-up-live':
      case 'set-up-playback':
      case 'stop-playback':
      case 'push-start':
      case 'push-stop':
      case 'refuse':
      case 'logout':
        this.#options.act(action);
        break;
    }
  }

  async #login(): Promise<void> {
    const { commands, clock, random, onUid } = this.#options;
    try {
      const uid = await commands.login(this.#abort.signal);
      if (this.#abort.signal.aborted) {
        await commands.logout(uid);
        return;
      }
      this.step({ type: 'logged-in', uid });
      onUid(uid);
      this.used();
      this.#forgetStaleUids();
    } catch (error) {
      if (this.#abort.signal.aborted) {
        return;
      }
      const cause = causeOfError(error);
      const nowMs = clock.nowMs();
      this.step(
        cause.kind === 'credentials'
          ? { type: 'credentials-refused', nowMs }
          : { type: 'login-failed', cause, nowMs, random: random() },
      );
    }
  }

  async #keepAlive(uid: string): Promise<void> {
    try {
      await this.#options.commands.keepAlive(uid);
      this.#failedKeepAlives = 0;
      this.used();
    } catch (error) {
      const cause = causeOfError(error);
      this.#failedKeepAlives += 1;
      const isPassing = cause.kind !== 'uid-invalid' && this.#failedKeepAlives < 2;
      if (isPassing && this.uid === uid) {
        this.#watchSilence(keepAliveRetryMs);
      } else {
        this.lost(uid, cause);
      }
    }
  }

  /** A UID that the recorder still knows is released: it has sixteen for everybody. */
  #giveBack(uid: string, cause: SessionCause): void {
    switch (cause.kind) {
      case 'uid-invalid':
      case 'evicted':
        // The recorder has taken it already.
        break;
      case 'no-answer':
        this.#staleUids = [...this.#staleUids, uid].slice(-maxStaleUids);
        break;
      case 'busy':
      case 'unexpected':
      case 'certificate':
      case 'credentials':
      case 'sessions-full':
      case 'own-limit':
        void this.#options.commands.logout(uid);
        break;
    }
  }

  /** The recorder is back: the UIDs it did not hear of again are given back. */
  #forgetStaleUids(): void {
    const stale = this.#staleUids;
    this.#staleUids = [];
    for (const uid of stale) {
      void this.#options.commands.logout(uid);
    }
  }

  #retryAt(atMs: number): void {
    const { clock } = this.#options;
    this.#retry?.cancel();
    this.#retry = clock.after(Math.max(0, atMs - clock.nowMs()), () => this.#retryDue(atMs));
  }

  /** A timer may fire a little early: what it was set for is due all the same. */
  #retryDue(atMs: number): void {
    const { clock, mayLogin } = this.#options;
    if (mayLogin()) {
      this.step({ type: 'need', nowMs: Math.max(clock.nowMs(), atMs) });
    } else {
      this.#retryAt(clock.nowMs() + blockedRetryMs);
    }
  }

  #watchSilence(afterMs: number): void {
    this.#silence?.cancel();
    this.#silence = this.#options.clock.after(afterMs, () => this.step({ type: 'silent' }));
  }
}
