import type { PlaybackLeaseListener } from '../playback/recorder-playback.js';
import type { Clock, Timer } from '../net/clock.js';
import type { Outage, SessionState } from './recorder-state.js';
import { SessionFailure } from './session-failure.js';
import type { SessionCause } from './session-cause.js';
import { UidSession } from './uid-session.js';
import type { UidCommands } from './uid-session.js';

/** How long a UID is kept for the next playback: people go from one camera to the next. */
const spareMs = 60_000;

/** A UID in the hands of one playback. */
export type HeldUid = {
  readonly uid: string;
  /** Aborted when the UID is lost or released, with a {@link SessionFailure}. */
  readonly signal: AbortSignal;
  /** A command with the UID was answered. */
  used(): void;
  /** A command was not answered: the UID is looked after soon. */
  doubt(): void;
  /** An answer showed that the UID is of no use any more. */
  lost(cause: SessionCause): void;
  /**
   * Lets go of the UID. `stop` ends the playback at the recorder; it is aborted when the next playback takes the UID,
   * whose first command does as well. Resolves when `stop` is through. Idempotent.
   */
  release(stop: (signal: AbortSignal) => Promise<void>): Promise<void>;
};

/** Options of {@link PlaybackSlot}. */
export type PlaybackSlotOptions = {
  readonly clock: Clock;
  /** 0 up to 1. */
  readonly random: () => number;
  readonly commands: UidCommands;
  /** Whether a login may be attempted now. */
  readonly mayLogin: (slot: PlaybackSlot) => boolean;
  /** Its UID or its holder came or went. */
  readonly onChange: () => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

type Hold = { readonly listener: PlaybackLeaseListener; readonly abort: AbortController };

/** One UID for playback, or the place of one, and who has it. */
export class PlaybackSlot {
  readonly #options: PlaybackSlotOptions;
  readonly #session: UidSession;
  #hold: Hold | undefined;
  /** Of the STOP that waits for its turn. */
  #stop: AbortController | undefined;
  /** When it is given up unless somebody needs it. */
  #end: Timer | undefined;

  constructor(options: PlaybackSlotOptions) {
    this.#options = options;
    this.#session = new UidSession({
      ...options,
      mayLogin: () => options.mayLogin(this),
      // It was granted as soon as it was there.
      onUid: () => undefined,
      act: (action) => {
        if (action.type === 'tell-lost') {
          this.tellLost(action.cause);
        }
      },
    });
  }

  get uid(): string | undefined {
    return this.#session.uid;
  }

  get isHeld(): boolean {
    return this.#hold !== undefined;
  }

  /** It has a UID, and nobody uses it. */
  get isSpare(): boolean {
    return this.uid !== undefined && !this.isHeld;
  }

  /** The STOP of its last playback is under way: until it is through, the recorder may still play back on this UID. */
  get isStopping(): boolean {
    return this.#stop !== undefined;
  }

  get isSigningIn(): boolean {
    return this.#session.session.state.name === 'login';
  }

  /** Why there is no UID, when that is known. */
  get outage(): Outage | undefined {
    return outageOf(this.#session.session.state);
  }

  /** Signs in unless that is done, under way, or not to be tried yet. */
  need(): void {
    this.#session.need();
  }

  /** Forgets failures, so that the next `need` acts at once. */
  reset(): void {
    this.#session.reset();
  }

  /** Gives the UID to a playback. To be called only when it is spare. */
  grant(uid: string, listener: PlaybackLeaseListener): HeldUid {
    const session = this.#session;
    const hold = { listener, abort: new AbortController() };
    this.keep();
    this.#stop?.abort();
    this.#stop = undefined;
    this.#hold = hold;
    session.step({ type: 'playback-wanted' });
    return {
      uid,
      signal: hold.abort.signal,
      used: () => {
        if (session.uid === uid) {
          session.used();
        }
      },
      doubt: () => session.doubt(),
      lost: (cause) => session.lost(uid, cause),
      release: (stop) => this.#release(hold, stop),
    };
  }

  /** The holder has to find another UID. */
  tellLost(cause: SessionCause): void {
    const hold = this.#hold;
    this.#hold = undefined;
    this.#stop?.abort();
    if (hold !== undefined) {
      hold.abort.abort(new SessionFailure(cause));
      hold.listener.lost(cause);
    }
  }

  /** Nobody needs it: it is given up after a while. What is remembered of failures lasts as long as they matter. */
  endSoon(end: () => void): void {
    const { clock } = this.#options;
    const afterMs = Math.max(spareMs, (this.outage?.retryAtMs ?? 0) - clock.nowMs());
    this.#end ??= clock.after(afterMs, end);
  }

  /** Somebody needs it after all. */
  keep(): void {
    this.#end?.cancel();
    this.#end = undefined;
  }

  /** Gives the UID back; nobody is told. Idempotent. */
  async close(): Promise<void> {
    this.keep();
    this.#stop?.abort();
    await this.#session.close();
  }

  async #release(hold: Hold, send: (signal: AbortSignal) => Promise<void>): Promise<void> {
    if (this.#hold !== hold) {
      return;
    }
    const stop = new AbortController();
    this.#hold = undefined;
    this.#stop = stop;
    hold.abort.abort(new SessionFailure({ kind: 'unexpected', detail: 'the playback has ended' }));
    this.#session.step({ type: 'playback-over' });
    try {
      if (!stop.signal.aborted) {
        await send(stop.signal);
      }
    } finally {
      if (this.#stop === stop) {
        this.#stop = undefined;
        this.#options.onChange();
      }
    }
  }
}

function outageOf(state: SessionState): Outage | undefined {
  if (state.name === 'auth-failed') {
    return { cause: { kind: 'credentials' }, retryAtMs: state.retryAtMs };
  }
  return state.name === 'none' ? state.outage : undefined;
}
