import type { Clock, Timer } from '../net/clock.js';
import { maxCamerasPerUid, newSession, stepSession, uidOf } from './recorder-state.js';
import type { Session, SessionAction, SessionEvent } from './recorder-state.js';
import type { SessionCause } from './session-cause.js';
import { causeOfError } from './session-failure.js';
import type { LeaseListener, UidLease } from './uid-lease.js';

/** UIDs die after 90 s without a command (NVR 1.3). */
const keepAliveMs = 30_000;
/** A retry that the gateway's own limit forbids is put off by this much. */
const blockedRetryMs = 5_000;
/** A second try before a lost answer counts as a lost recorder. */
const keepAliveRetryMs = 2_000;

/** The commands a session needs. All throw SessionFailure or DialError. */
export type SessionCommands = {
  /** Asks for a UID, in its turn. @returns the UID */
  login(signal: AbortSignal): Promise<string>;
  setUpLive(uid: string, signal: AbortSignal): Promise<void>;
  keepAlive(uid: string): Promise<void>;
  /** Best effort; never throws. */
  logout(uid: string): Promise<void>;
};

/** Options of {@link NvrSession}. */
export type NvrSessionOptions = {
  readonly clock: Clock;
  /** 0 up to 1. */
  readonly random: () => number;
  readonly commands: SessionCommands;
  /** Something changed that others may see. */
  readonly onChange: () => void;
  /** Whether a login may be attempted now; asked again with every `need`. */
  readonly mayLogin: () => boolean;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

type Holder = {
  readonly camera: number;
  readonly listener: LeaseListener;
  readonly grant: (lease: UidLease) => void;
  granted: boolean;
};

/**
 * One UID and what runs on it: carries out what {@link stepSession} decides, keeps the UID alive and hands
 * out leases.
 */
export class NvrSession {
  readonly #options: NvrSessionOptions;
  readonly #holders = new Map<number, Holder>();
  readonly #abort = new AbortController();
  #session: Session = newSession;
  #isPrepared = false;
  #retry: Timer | undefined;
  #silence: Timer | undefined;
  #failedKeepAlives = 0;
  /** UIDs that were given up without an answer; the recorder may still count them for 90 s. */
  #staleUids: string[] = [];

  constructor(options: NvrSessionOptions) {
    this.#options = options;
  }

  get session(): Session {
    return this.#session;
  }

  /** Cameras that have a lease or wait for one. */
  get cameras(): number {
    return this.#holders.size;
  }

  /** Whether a further camera finds room here. */
  hasRoomFor(camera: number): boolean {
    return this.#holders.size < maxCamerasPerUid && !this.#holders.has(camera);
  }

  /** Signs in unless that is done, under way, or not to be tried yet. */
  need(): void {
    if (this.#options.mayLogin()) {
      this.#step({ type: 'need', nowMs: this.#options.clock.nowMs() });
    }
  }

  /** Forgets failures, so that the next `need` acts at once. */
  reset(): void {
    this.#retry?.cancel();
    this.#step({ type: 'reset' });
  }

  /**
   * Waits for a lease of a camera, as long as the signal allows. To be called only when there is room.
   *
   * @throws the signal's reason
   */
  async lease(camera: number, listener: LeaseListener, signal: AbortSignal): Promise<UidLease> {
    signal.throwIfAborted();
    return new Promise<UidLease>((resolve, reject) => {
      const leave = (): void => {
        this.#holders.delete(camera);
        reject(signal.reason instanceof Error ? signal.reason : new Error('aborted'));
        this.#options.onChange();
      };
      const grant = (lease: UidLease): void => {
        signal.removeEventListener('abort', leave);
        resolve(lease);
      };
      signal.addEventListener('abort', leave, { once: true });
      this.#holders.set(camera, { camera, listener, grant, granted: false });
      this.need();
      this.#grantAll();
      this.#options.onChange();
    });
  }

  /** Takes the UID out of use. Its holders are not told: they are gone, or go with the recorder. */
  async close(): Promise<void> {
    this.#retry?.cancel();
    this.#silence?.cancel();
    const uid = uidOf(this.#session);
    this.#session = stepSession(this.#session, { type: 'shutdown' }).session;
    this.#abort.abort(new Error('the session is being closed'));
    this.#holders.clear();
    const left = uid === undefined ? this.#staleUids : [uid, ...this.#staleUids];
    this.#staleUids = [];
    await Promise.all(left.map((each) => this.#options.commands.logout(each)));
  }

  #step(event: SessionEvent): void {
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

  #act(action: SessionAction): void {
    switch (action.type) {
      case 'login':
        this.#login().catch(this.#options.onBug);
        break;
      case 'set-up-live':
        this.#setUpLive(action.uid).catch(this.#options.onBug);
        break;
      case 'keep-alive':
        this.#keepAlive(action.uid).catch(this.#options.onBug);
        break;
      case 'tell-lost':
        this.#tellLost(action.cause);
        break;
      case 'retry-at':
        this.#retryAt(action.atMs);
        break;
      case 'push-start':
      case 'push-stop':
      case 'refuse':
        // Whoever holds the lease sends these commands, with its own transport.
        break;
      case 'set-up-playback':
      case 'stop-playback':
      case 'logout':
        // Live sessions never play back; logging out is part of `close`.
        break;
    }
  }

  async #login(): Promise<void> {
    const { commands, clock, random } = this.#options;
    try {
      const uid = await commands.login(this.#abort.signal);
      if (this.#abort.signal.aborted) {
        await commands.logout(uid);
        return;
      }
      this.#step({ type: 'logged-in', uid });
      this.#isPrepared = false;
      this.#step({ type: 'live-wanted' });
      this.#used();
      this.#forgetStaleUids();
    } catch (error) {
      if (this.#abort.signal.aborted) {
        return;
      }
      const cause = causeOfError(error);
      const nowMs = clock.nowMs();
      this.#step(
        cause.kind === 'credentials'
          ? { type: 'credentials-refused', nowMs }
          : { type: 'login-failed', cause, nowMs, random: random() },
      );
    }
  }

  async #setUpLive(uid: string): Promise<void> {
    const isCurrent = await this.#use(uid, () =>
      this.#options.commands.setUpLive(uid, this.#abort.signal),
    );
    if (isCurrent) {
      this.#isPrepared = true;
      this.#grantAll();
      this.#options.onChange();
    }
  }

  async #keepAlive(uid: string): Promise<void> {
    try {
      await this.#options.commands.keepAlive(uid);
      this.#failedKeepAlives = 0;
      this.#used();
    } catch (error) {
      const cause = causeOfError(error);
      this.#failedKeepAlives += 1;
      const isPassing = cause.kind !== 'uid-invalid' && this.#failedKeepAlives < 2;
      if (isPassing && uidOf(this.#session) === uid) {
        this.#watchSilence(keepAliveRetryMs);
      } else {
        this.#lost(uid, cause);
      }
    }
  }

  /** Sends a command with the UID; says whether it worked and the UID is still the one in use. */
  async #use(uid: string, send: () => Promise<void>): Promise<boolean> {
    try {
      await send();
      this.#used();
      return uidOf(this.#session) === uid;
    } catch (error) {
      if (!this.#abort.signal.aborted) {
        this.#lost(uid, causeOfError(error));
      }
      return false;
    }
  }

  #lost(uid: string, cause: SessionCause): void {
    if (uidOf(this.#session) !== uid) {
      return;
    }
    this.#giveBack(uid, cause);
    const { clock, random } = this.#options;
    this.#step({ type: 'lost', cause, nowMs: clock.nowMs(), random: random() });
  }

  /** A UID that the recorder still knows is released: it has sixteen for everybody. */
  #giveBack(uid: string, cause: SessionCause): void {
    switch (cause.kind) {
      case 'uid-invalid':
      case 'evicted':
        // The recorder has taken it already.
        break;
      case 'no-answer':
        this.#staleUids = [...this.#staleUids, uid].slice(-4);
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

  #tellLost(cause: SessionCause): void {
    this.#silence?.cancel();
    this.#isPrepared = false;
    this.#failedKeepAlives = 0;
    const told = [...this.#holders.values()].filter(({ granted }) => granted);
    for (const { camera } of told) {
      this.#holders.delete(camera);
    }
    for (const { listener } of told) {
      listener.lost(cause);
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
      this.#step({ type: 'need', nowMs: Math.max(clock.nowMs(), atMs) });
    } else {
      this.#retryAt(clock.nowMs() + blockedRetryMs);
    }
  }

  #used(): void {
    this.#watchSilence(keepAliveMs);
  }

  #watchSilence(afterMs: number): void {
    this.#silence?.cancel();
    this.#silence = this.#options.clock.after(afterMs, () => this.#step({ type: 'silent' }));
  }

  #grantAll(): void {
    const uid = uidOf(this.#session);
    if (uid === undefined || !this.#isPrepared) {
      return;
    }
    for (const holder of this.#holders.values()) {
      if (!holder.granted) {
        holder.granted = true;
        this.#step({ type: 'live-wanted' });
        this.#step({ type: 'start', camera: holder.camera });
        holder.grant(this.#leaseFor(uid, holder));
      }
    }
  }

  #leaseFor(uid: string, holder: Holder): UidLease {
    const { camera } = holder;
    const isHeld = (): boolean => this.#holders.get(camera) === holder;
    const others = (): Holder[] =>
      [...this.#holders.values()].filter((other) => other !== holder && other.granted);
    return {
      uid,
      camera,
      get isShared() {
        return others().length > 0;
      },
      used: () => {
        if (isHeld()) {
          this.#used();
        }
      },
      reportLost: (cause) => {
        if (isHeld()) {
          this.#lost(uid, cause);
        }
      },
      release: () => {
        if (isHeld()) {
          this.#holders.delete(camera);
          this.#step({ type: 'stop', camera });
          this.#options.onChange();
        }
      },
    };
  }
}
