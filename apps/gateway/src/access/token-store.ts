import { randomUUID } from 'node:crypto';
import type { Token, TokenInput } from '@casement/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Database } from '../database/database.js';
import { type ApiToken, ApiTokenEntity } from '../database/entities/api-token.entity.js';
import { roleOf } from '../database/entities/user.entity.js';
import { problems } from '../errors/problems.js';
import { CredentialCache, type LookedUp } from './credential-cache.js';
import { type Principal, principalOf } from './principal.js';
import { hashOfToken, newSecretToken } from './secret-token.js';
import { SessionEvents } from './session-events.js';
import { WALL_CLOCK, type WallClock } from './wall-clock.js';

/** How the secret of an API token begins, so that it is recognised where it was lost. */
export const TOKEN_PREFIX = 'csm_';
const TOKEN = /^csm_[A-Za-z0-9_-]{43}$/;
/** Uses are written down so often at most. */
const TOUCH_MS = 60_000;
/** More programs than anybody has. */
export const MAX_TOKENS = 200;

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const tokenOf = (row: ApiToken): Token => ({
  id: row.id,
  name: row.name,
  role: roleOf(row),
  createdAt: row.createdAt.toISOString(),
  lastUsedAt: row.lastUsedAt?.toISOString() ?? null,
});

/** The tokens of programs, in the database. */
@Injectable()
export class TokenStore {
  constructor(
    private readonly database: Database,
    private readonly events: SessionEvents,
    private readonly cache: CredentialCache,
    @Inject(WALL_CLOCK) private readonly now: WallClock,
  ) {}

  /** All tokens, oldest first, without their secrets. */
  async all(): Promise<Token[]> {
    const rows = await this.database
      .work()
      .find(ApiTokenEntity, {}, { orderBy: { createdAt: 'asc', id: 'asc' } });
    return rows.map(tokenOf);
  }

  /**
   * Makes a token; its secret is known only now.
   *
   * @throws {ProblemError} 409 when there are too many
   */
  async create({ name, role }: TokenInput, createdBy: string): Promise<Token & { secret: string }> {
    const work = this.database.work();
    if ((await work.count(ApiTokenEntity)) >= MAX_TOKENS) {
      throw problems.conflict(
        'too-many-tokens',
        `There are ${MAX_TOKENS} tokens already; delete those that are not used.`,
      );
    }
    const secret = `${TOKEN_PREFIX}${newSecretToken()}`;
    const row = work.create(ApiTokenEntity, {
      id: randomUUID(),
      name,
      role,
      hash: hashOfToken(secret),
      createdBy,
      createdAt: new Date(this.now()),
      lastUsedAt: null,
    });
    await work.flush();
    return { ...tokenOf(row), secret };
  }

  /**
   * Deletes a token.
   *
   * @throws {ProblemError} 404
   */
  async delete(id: string): Promise<void> {
    const work = this.database.work();
    const row = UUID.test(id) ? await work.findOne(ApiTokenEntity, { id }) : null;
    if (row === null) {
      throw problems.notFound('There is no such token.');
    }
    await work.nativeDelete(ApiTokenEntity, { id });
    this.events.revoke([row.hash]);
  }

  /** Whose secret this is, or undefined. Counts as a use of the token. */
  async find(secret: string): Promise<Principal | undefined> {
    return TOKEN.test(secret) ? this.findByHash(hashOfToken(secret)) : undefined;
  }

  /** As {@link find}, by the hash of the secret. */
  async findByHash(hash: string): Promise<Principal | undefined> {
    return this.cache.find(hash, () => this.#lookUp(hash));
  }

  async #lookUp(hash: string): Promise<LookedUp | undefined> {
    const now = this.now();
    const work = this.database.work();
    const row = await work.findOne(ApiTokenEntity, { hash });
    if (row === null) {
      return undefined;
    }
    if (now - (row.lastUsedAt?.getTime() ?? 0) >= TOUCH_MS) {
      // As for sessions: what cannot be written down is no reason to refuse.
      await work
        .nativeUpdate(ApiTokenEntity, { id: row.id }, { lastUsedAt: new Date(now) })
        .catch(() => 0);
    }
    const principal = principalOf({
      username: row.name,
      role: roleOf(row),
      via: 'token',
      credentialId: hash,
      mustChangePassword: false,
    });
    return { principal, endsMs: Number.POSITIVE_INFINITY };
  }
}
