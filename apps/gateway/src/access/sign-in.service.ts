import type { Login, Me, PasswordChange } from '@casement/contract';
import { Inject, Injectable } from '@nestjs/common';
import { Counter, type Registry } from 'prom-client';
import { Database } from '../database/database.js';
import { roleOf, UserEntity } from '../database/entities/user.entity.js';
import { problems } from '../errors/problems.js';
import { METRICS_REGISTRY } from '../health/metrics-registry.js';
import { AuditLog } from './audit-log.js';
import { LoginThrottle } from './login-throttle.js';
import { PasswordHasher } from './password-hasher.js';
import type { Principal } from './principal.js';
import { type NewSession, SessionStore } from './session-store.js';
import { WALL_CLOCK, type WallClock } from './wall-clock.js';

/** What is told of somebody who is signed in. */
export const meOf = ({ username, role, via, mustChangePassword }: Principal): Me => ({
  username,
  role,
  via,
  mustChangePassword,
});

/** Signing in and out, and changing one's password. */
@Injectable()
export class SignInService {
  readonly #throttle: LoginThrottle;
  readonly #signIns: Counter<'outcome'>;

  constructor(
    private readonly database: Database,
    private readonly sessions: SessionStore,
    private readonly hasher: PasswordHasher,
    private readonly audit: AuditLog,
    @Inject(WALL_CLOCK) now: WallClock,
    @Inject(METRICS_REGISTRY) registry: Registry,
  ) {
    this.#throttle = new LoginThrottle(now);
    this.#signIns = new Counter({
      name: 'casement_sign_ins_total',
      help: 'Attempts to sign in with a password, by outcome (done, refused, throttled).',
      labelNames: ['outcome'],
      registers: [registry],
    });
  }

  /**
   * Signs in with a password.
   *
   * @throws {ProblemError} 401 when it is wrong, 429 when there were too many attempts
   */
  async signIn(
    { username, password }: Login,
    address: string,
  ): Promise<{ readonly me: Me; readonly session: NewSession }> {
    this.#beginAttempt(address, username);
    // PostgreSQL cannot even be asked for a text with a NUL.
    const user = username.includes('\0')
      ? null
      : await this.database.work().findOne(UserEntity, { username });
    const right = await this.hasher.verify(user?.passwordHash, password);
    if (user === null || user.disabled || !right) {
      this.#signIns.inc({ outcome: 'refused' });
      // A name that is no user's may be a password in the wrong field.
      await this.#record(user?.username ?? '(unknown)', address, 'sign-in', 'refused');
      throw problems.unauthenticated('The user name or the password is wrong.');
    }
    this.#throttle.succeeded(address, username);
    this.#signIns.inc({ outcome: 'done' });
    const session = await this.sessions.create(user.id, address);
    await this.#record(user.username, address, 'sign-in', 'done');
    const { mustChangePassword } = user;
    return {
      me: { username: user.username, role: roleOf(user), via: 'session', mustChangePassword },
      session,
    };
  }

  /** Ends the session of the request; nothing happens to tokens and anonymous visitors. */
  async signOut(principal: Principal | undefined, address: string): Promise<void> {
    if (principal?.via === 'session' && principal.credentialId !== null) {
      await this.sessions.end(principal.credentialId);
      await this.#record(principal.username, address, 'sign-out', 'done');
    }
  }

  /**
   * Changes one's own password and ends one's other sessions.
   *
   * @throws {ProblemError} 403 without a session or with a wrong current password, 422 when nothing would
   *   change, 429 when there were too many attempts
   */
  async changePassword(
    principal: Principal,
    { currentPassword, newPassword }: PasswordChange,
    address: string,
  ): Promise<void> {
    if (principal.via !== 'session') {
      throw problems.forbidden('Only somebody who signed in with a password can change it.');
    }
    const { username } = principal;
    this.#beginAttempt(address, username);
    const work = this.database.work();
    const user = await work.findOneOrFail(UserEntity, { username });
    if (!(await this.hasher.verify(user.passwordHash, currentPassword))) {
      await this.#record(username, address, 'password-change', 'refused');
      throw problems.forbidden('The current password is wrong.');
    }
    this.#throttle.succeeded(address, username);
    if (newPassword === currentPassword) {
      throw problems.unprocessable('The new password is the current one, expected another.');
    }
    user.passwordHash = await this.hasher.hash(newPassword);
    user.mustChangePassword = false;
    await work.flush();
    await this.sessions.endOthers(username, principal.credentialId);
    await this.#record(username, address, 'password-change', 'done');
  }

  #beginAttempt(address: string, username: string): void {
    const waitMs = this.#throttle.begin(address, username);
    if (waitMs > 0) {
      this.#signIns.inc({ outcome: 'throttled' });
      const waitS = Math.ceil(waitMs / 1_000);
      throw problems.tooManyRequests(
        `Too many wrong passwords for this user from this address; try again in ${waitS} s.`,
        waitS,
      );
    }
  }

  #record(
    username: string,
    address: string,
    action: string,
    outcome: 'done' | 'refused',
  ): Promise<void> {
    const via = outcome === 'done' ? 'session' : null;
    return this.audit.record({ username, via, address, action, outcome });
  }
}
