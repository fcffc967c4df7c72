import type { Clock } from '../net/clock.js';
import { maxCamerasPerUid, uidOf } from './recorder-state.js';
import type { Session, SessionAction } from './recorder-state.js';
import type { SessionCause } from './session-cause.js';
import type { LeaseListener, UidLease } from './uid-lease.js';
import { UidSession } from './uid-session.js';
import type { UidCommands } from './uid-session.js';

/** The commands a session needs. All but `logout` throw SessionFailure or DialError. */
export type SessionCommands = UidCommands & {
  setUpLive(uid: string, signal: AbortSignal): Promise<void>;
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

/** One UID and the live streams that run on it: hands out leases, one for each camera. */
export class NvrSession {
  readonly #options: NvrSessionOptions;
  readonly #uid: UidSession;
  readonly #holders = new Map<number, Holder>();
  #isPrepared = false;

  constructor(options: NvrSessionOptions) {
    this.#options = options;
    this.#uid = new UidSession({
      ...options,
      act: (action) => this.#act(action),
      onUid: () => {
        this.#isPrepared = false;
        this.#uid.step({ type: 'live-wanted' });
      },
    });
  }

  get session(): Session {
    return this.#uid.session;
  }

  /** The UID, once it is prepared for live pictures. */
  get liveUid(): string | undefined {
    return this.#isPrepared ? uidOf(this.session) : undefined;
  }

  /** Whether the camera has a lease here: its pictures come, or came, with this UID. */
  runs(camera: number): boolean {
    return this.#holders.get(camera)?.granted === true;
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
    this.#uid.need();
  }

  /** Forgets failures, so that the next `need` acts at once. */
  reset(): void {
    this.#uid.reset();
  }

  /** Something with this UID was not answered as it should be: asks soon whether it still stands. */
  doubt(): void {
    this.#uid.doubt();
  }

  /** A command with this UID was answered: its 90 s begin anew. */
  used(uid: string): void {
    if (uidOf(this.session) === uid) {
      this.#uid.used();
    }
  }

  /**
   * An answer may mean that this UID is of no use any more: asks the recorder; all holders are told if it is so.
   *
   * @returns whether it stands; `undefined` when the recorder did not say
   */
  stands(uid: string): Promise<boolean | undefined> {
    return this.#uid.stands(uid);
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
    this.#holders.clear();
    await this.#uid.close();
  }

  #act(action: SessionAction): void {
    switch (action.type) {
      case 'set-up-live':
        this.#setUpLive(action.uid).catch(this.#options.onBug);
        break;
      case 'tell-lost':
        this.#tellLost(action.cause);
        break;
      case 'push-start':
      case 'push-stop':
      case 'refuse':
        // Whoever holds the lease sends these commands, with its own transport.
        break;
      case 'set-up-playback':
      case 'stop-playback':
      case 'login':
      case 'logout':
      case 'keep-alive':
      case 'retry-at':
        // Live sessions never play back; the rest is done by the UID's session itself.
        break;
    }
  }

  async #setUpLive(uid: string): Promise<void> {
    const isCurrent = await this.#uid.use(uid, () =>
      this.#options.commands.setUpLive(uid, this.#uid.signal),
    );
    if (isCurrent) {
      this.#isPrepared = true;
      this.#grantAll();
      this.#options.onChange();
    }
  }

  #tellLost(cause: SessionCause): void {
    this.#isPrepared = false;
    const told = [...this.#holders.values()].filter(({ granted }) => granted);
    for (const { camera } of told) {
      this.#holders.delete(camera);
    }
    for (const { listener } of told) {
      listener.lost(cause);
    }
  }

  #grantAll(): void {
    const uid = uidOf(this.session);
    if (uid === undefined || !this.#isPrepared) {
      return;
    }
    for (const holder of this.#holders.values()) {
      if (!holder.granted) {
        holder.granted = true;
        this.#uid.step({ type: 'live-wanted' });
        this.#uid.step({ type: 'start', camera: holder.camera });
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
          this.#uid.used();
        }
      },
      reportLost: (cause) => {
        if (isHeld()) {
          this.#uid.lost(uid, cause);
        }
      },
      release: () => {
        if (isHeld()) {
          this.#holders.delete(camera);
          this.#uid.step({ type: 'stop', camera });
          this.#options.onChange();
        }
      },
    };
  }
}
