import { randomBytes } from 'node:crypto';
import { Injectable } from '@nestjs/common';
import { hash, verify } from '@node-rs/argon2';
import { problems } from '../errors/problems.js';

/** Argon2id as OWASP recommends it: 19 MiB, 2 passes, 1 lane (about 20 ms). */
const COST = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;
/** Each computation holds 19 MiB and a thread: so many at once, so many waiting, and no more. */
const MAX_AT_ONCE = 2;
export const MAX_WAITING = 64;

/** Makes and checks the stored form of passwords. */
@Injectable()
export class PasswordHasher {
  readonly #waiting: (() => void)[] = [];
  #running = 0;
  #decoy: Promise<string> | undefined;

  /** The stored form of a password (Argon2id, PHC). */
  hash(password: string): Promise<string> {
    return this.#limited(() => hash(password.normalize('NFKC'), COST));
  }

  /**
   * Whether a password is the right one.
   *
   * @param stored undefined when there is no such user; then it takes the same time and is false
   * @throws {ProblemError} 503 when too many are waiting already
   */
  async verify(stored: string | undefined, password: string): Promise<boolean> {
    this.#decoy ??= hash(randomBytes(16).toString('hex'), COST);
    const against = stored ?? (await this.#decoy);
    const right = await this.#limited(() => verify(against, password.normalize('NFKC')));
    return right && stored !== undefined;
  }

  async #limited<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running >= MAX_AT_ONCE) {
      if (this.#waiting.length >= MAX_WAITING) {
        throw problems.serviceUnavailable('Too many sign-ins at once.', 1);
      }
      // The one that ends hands its place over, so #running stays as it is.
      await new Promise<void>((resolve) => this.#waiting.push(resolve));
    } else {
      this.#running += 1;
    }
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      if (next === undefined) {
        this.#running -= 1;
      } else {
        next();
      }
    }
  }
}
