import { Inject, Injectable } from '@nestjs/common';
import type { Principal } from './principal.js';
import { SessionEvents } from './session-events.js';
import { WALL_CLOCK, type WallClock } from './wall-clock.js';

/** So long a credential is not looked up again. What another process changes in the database is seen after this time. */
export const CACHED_MS = 2_000;
/** More browsers and programs than ask within two seconds; the one looked up longest ago makes room. */
export const MAX_CACHED = 1_000;

type Found = { readonly principal: Principal; readonly atMs: number; readonly endsMs: number };

/** Whose credential it is, and until when at most. */
export type LookedUp = { readonly principal: Principal; readonly endsMs: number };

/**
 * Who was asking a moment ago, by session or token: a page that plays sends many requests a second, and each would be a
 * question to the database. What ends is forgotten at once, also while it is being looked up.
 */
@Injectable()
export class CredentialCache {
  readonly #found = new Map<string, Found>();
  /** Grows whenever something is forgotten: what was looked up before may be wrong. */
  #generation = 0;

  constructor(
    events: SessionEvents,
    @Inject(WALL_CLOCK) private readonly now: WallClock,
  ) {
    events.onRevoked(({ credentialId }) => this.forget(credentialId));
  }

  /** How many are remembered. */
  get size(): number {
    return this.#found.size;
  }

  /** Whose credential this is, remembered or looked up; nobody's is looked up every time. */
  async find(
    credentialId: string,
    lookUp: () => Promise<LookedUp | undefined>,
  ): Promise<Principal | undefined> {
    const known = this.#recall(credentialId);
    if (known !== undefined) {
      return known;
    }
    const generation = this.#generation;
    const atMs = this.now();
    const found = await lookUp();
    if (found !== undefined && generation === this.#generation) {
      this.#remember(credentialId, { ...found, atMs });
    }
    return found?.principal;
  }

  /** The credential has ended. */
  forget(credentialId: string): void {
    this.#generation += 1;
    this.#found.delete(credentialId);
  }

  /** Something about this user has changed. */
  forgetUser(username: string): void {
    this.#generation += 1;
    for (const [credentialId, { principal }] of this.#found) {
      if (principal.username === username) {
        this.#found.delete(credentialId);
      }
    }
  }

  #recall(credentialId: string): Principal | undefined {
    const found = this.#found.get(credentialId);
    const ageMs = this.now() - (found?.atMs ?? 0);
    // A clock that was set back makes everything old.
    const isFresh = ageMs >= 0 && ageMs < CACHED_MS && this.now() < (found?.endsMs ?? 0);
    if (!isFresh) {
      this.#found.delete(credentialId);
    }
    return isFresh ? found?.principal : undefined;
  }

  #remember(credentialId: string, found: Found): void {
    this.#found.delete(credentialId);
    this.#found.set(credentialId, found);
    const [oldest] = this.#found.keys();
    if (this.#found.size > MAX_CACHED && oldest !== undefined) {
      this.#found.delete(oldest);
    }
  }
}
