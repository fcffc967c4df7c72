import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { SessionEntity } from '../database/entities/session.entity.js';
import { roleOf, UserEntity } from '../database/entities/user.entity.js';
import { CredentialCache, type LookedUp } from './credential-cache.js';
import { type Principal, principalOf } from './principal.js';
import { hashOfToken, newSecretToken } from './secret-token.js';
import { SessionEvents } from './session-events.js';
import { WALL_CLOCK, type WallClock } from './wall-clock.js';

/** A session ends when it was not used for so long. */
export const IDLE_MS = 12 * 60 * 60_000;
/** A session ends then, however much it is used. */
export const LIFETIME_MS = 30 * 24 * 60 * 60_000;
/** Uses are written down so often at most: not every request is a write. */
export const TOUCH_MS = 5 * 60_000;
/** More sign-ins of one user than any household of browsers has; the oldest makes room. */
export const MAX_SESSIONS_PER_USER = 100;

/** A session just begun; `token` is the value of the cookie and is stored nowhere. */
export type NewSession = { readonly token: string; readonly expiresAt: Date };

/** The sign-ins of browsers, in the database. */
@Injectable()
export class SessionStore {
  constructor(
    private readonly database: Database,
    private readonly events: SessionEvents,
    private readonly cache: CredentialCache,
    @Inject(WALL_CLOCK) private readonly now: WallClock,
  ) {}

  /** Begins a session of a user. */
  async create(userId: string, address: string): Promise<NewSession> {
    const now = this.now();
    const token = newSecretToken();
    const expiresAt = new Date(now + LIFETIME_MS);
    const work = this.database.work();
    work.create(SessionEntity, {
      id: hashOfToken(token),
      user: work.getReference(UserEntity, userId),
      createdAt: new Date(now),
      lastSeenAt: new Date(now),
      expiresAt,
      address: address.slice(0, 64),
    });
    await work.flush();
    await this.#endOldest(userId);
    return { token, expiresAt };
  }

  /** Whose session this is, or undefined when it is none or has ended. */
  async find(token: string): Promise<Principal | undefined> {
    return this.findById(hashOfToken(token));
  }

  /** As {@link find}, by the hash of the token. Counts as a use of the session. */
  async findById(id: string): Promise<Principal | undefined> {
    return this.cache.find(id, () => this.#lookUp(id));
  }

  async #lookUp(id: string): Promise<LookedUp | undefined> {
    const now = this.now();
    const work = this.database.work();
    const session = await work.findOne(SessionEntity, { id }, { populate: ['user'] });
    const ended =
      session === null ||
      session.user.disabled ||
      session.expiresAt.getTime() <= now ||
      session.lastSeenAt.getTime() + IDLE_MS <= now;
    if (ended) {
      return undefined;
    }
    if (now - session.lastSeenAt.getTime() >= TOUCH_MS) {
      // A full disk keeps nobody from working who has signed in; the session only ends earlier.
      await work.nativeUpdate(SessionEntity, { id }, { lastSeenAt: new Date(now) }).catch(() => 0);
    }
    const { username, mustChangePassword } = session.user;
    const principal = principalOf({
      username,
      role: roleOf(session.user),
      via: 'session',
      credentialId: id,
      mustChangePassword,
    });
    return { principal, endsMs: session.expiresAt.getTime() };
  }

  /** Ends a session; those who keep something open for it are told. */
  async end(id: string): Promise<void> {
    await this.#end([id]);
  }

  /** Ends all sessions of a user but one, after something about him has changed. */
  async endOthers(username: string, keep: string | null): Promise<void> {
    this.cache.forgetUser(username);
    const sessions = await this.database
      .work()
      .find(SessionEntity, { user: { username } }, { fields: ['id'] });
    await this.#end(sessions.map(({ id }) => id).filter((id) => id !== keep));
  }

  /** Ends the sessions whose time is over. */
  async sweep(): Promise<void> {
    const now = this.now();
    const sessions = await this.database.work().find(
      SessionEntity,
      {
        $or: [
          { expiresAt: { $lte: new Date(now) } },
          { lastSeenAt: { $lte: new Date(now - IDLE_MS) } },
        ],
      },
      { fields: ['id'] },
    );
    await this.#end(sessions.map(({ id }) => id));
  }

  async #endOldest(userId: string): Promise<void> {
    const surplus = await this.database.work().find(
      SessionEntity,
      { user: userId },
      {
        fields: ['id'],
        orderBy: { lastSeenAt: 'desc' },
        offset: MAX_SESSIONS_PER_USER,
        limit: MAX_SESSIONS_PER_USER,
      },
    );
    await this.#end(surplus.map(({ id }) => id));
  }

  async #end(ids: readonly string[]): Promise<void> {
    if (ids.length > 0) {
      await this.database.work().nativeDelete(SessionEntity, { id: { $in: [...ids] } });
      this.events.revoke(ids);
    }
  }
}
