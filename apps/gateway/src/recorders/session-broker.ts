import type { Clock, Timer } from '../net/clock.js';
import { NvrSession } from './nvr-session.js';
import type { SessionCommands } from './nvr-session.js';
import { uidOf } from './recorder-state.js';
import type { LeaseListener, UidLease } from './uid-lease.js';

/** Options of {@link SessionBroker}. */
export type SessionBrokerOptions = {
  readonly clock: Clock;
  readonly random: () => number;
  readonly commands: SessionCommands;
  readonly onChange: () => void;
  /** Something threw that should not. */
  readonly onBug: (error: unknown) => void;
};

/** How long a further session outlives its last camera: viewers come back. */
const furtherSessionLingerMs = 60_000;

/**
 * Gives every camera a UID: the first sixteen share one, which is kept for as long as the recorder is
 * watched; further ones are had when they are needed and given back when they are not. While there is no
 * first session, no other is tried: a recorder that is gone or refuses would only be asked more often.
 */
export class SessionBroker {
  readonly #options: SessionBrokerOptions;
  readonly #first: NvrSession;
  readonly #further: NvrSession[] = [];
  readonly #lingering = new Map<NvrSession, Timer>();
  #isClosed = false;

  constructor(options: SessionBrokerOptions) {
    this.#options = options;
    this.#first = this.#newSession(() => true);
  }

  /** The session that tells how things stand with the recorder. */
  get first(): NvrSession {
    return this.#first;
  }

  /** Sessions beyond the first. */
  get further(): readonly NvrSession[] {
    return this.#further;
  }

  /** The session whose UID a camera is controlled with: that of its live pictures, else the first (NVR 4.1.1). */
  controls(camera: number): NvrSession {
    return this.#further.find((session) => session.runs(camera)) ?? this.#first;
  }

  /** UIDs held now. */
  get held(): number {
    return [this.#first, ...this.#further].filter(({ session }) => uidOf(session) !== undefined)
      .length;
  }

  /** Signs in. */
  start(): void {
    this.#first.need();
  }

  /** Forgets failures and tries again at once: a person asked for it. */
  reset(): void {
    for (const session of [this.#first, ...this.#further]) {
      session.reset();
      session.need();
    }
  }

  /**
   * Waits for a lease, as long as the signal allows: no attempt is ever given up by itself.
   *
   * @throws the signal's reason
   */
  async lease(camera: number, listener: LeaseListener, signal: AbortSignal): Promise<UidLease> {
    const session = this.#sessionFor(camera);
    this.#lingering.get(session)?.cancel();
    this.#lingering.delete(session);
    return session.lease(camera, listener, signal);
  }

  /** Idempotent; resolves when all UIDs are given back, or could not be. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#lingering.forEach((timer) => timer.cancel());
    await Promise.all([this.#first, ...this.#further].map((session) => session.close()));
  }

  #sessionFor(camera: number): NvrSession {
    const withRoom = [this.#first, ...this.#further].find((session) => session.hasRoomFor(camera));
    if (withRoom) {
      return withRoom;
    }
    const session = this.#newSession(() => uidOf(this.#first.session) !== undefined);
    this.#further.push(session);
    return session;
  }

  #newSession(mayLogin: () => boolean): NvrSession {
    return new NvrSession({ ...this.#options, mayLogin, onChange: () => this.#changed() });
  }

  #changed(): void {
    if (this.#isClosed) {
      return;
    }
    for (const session of this.#further) {
      this.#keepOrDrop(session);
    }
    this.#options.onChange();
  }

  #keepOrDrop(session: NvrSession): void {
    if (session.cameras > 0) {
      session.need();
    } else if (!this.#lingering.has(session)) {
      const timer = this.#options.clock.after(furtherSessionLingerMs, () => {
        this.#lingering.delete(session);
        if (session.cameras === 0) {
          this.#further.splice(this.#further.indexOf(session), 1);
          void session.close().then(() => this.#options.onChange());
        }
      });
      this.#lingering.set(session, timer);
    }
  }
}
