import type { Clock } from '../clock.js';
import { randomHex } from '../random.js';
import type { Random } from '../random.js';

/** More challenges than a recorder's 16 users can have open; older ones are forgotten and become stale. */
const maxNonces = 512;

/** What is known about a nonce that a client uses: good, or a reason to send it a new one. */
export type NonceVerdict = 'fresh' | 'unknown' | 'expired' | 'replayed';

/** The digest nonces a recorder has given out (RFC 7616 section 3.3 and 3.4). Pure. */
export class NonceTable {
  readonly #lifeMs: number;
  readonly #clock: Clock;
  readonly #random: Random;
  readonly #nonces = new Map<string, { readonly issuedMs: number; highestCount: number }>();

  constructor({ lifeMs, clock, random }: { lifeMs: number; clock: Clock; random: Random }) {
    this.#lifeMs = lifeMs;
    this.#clock = clock;
    this.#random = random;
  }

  /** How many nonces are remembered. */
  get size(): number {
    return this.#nonces.size;
  }

  /** A new nonce of 32 hexadecimal digits. */
  issue(): string {
    const [oldest] = this.#nonces.keys();
    if (oldest !== undefined && this.#nonces.size >= maxNonces) {
      this.#nonces.delete(oldest);
    }
    const nonce = randomHex(this.#random, 32);
    this.#nonces.set(nonce, { issuedMs: this.#clock.nowMs(), highestCount: 0 });
    return nonce;
  }

  /**
   * Uses a nonce with a correct response. `count` is the client's `nc`, which must grow with each use;
   * without qop (RFC 2069) there is none, and the nonce is good until it expires.
   */
  use(nonce: string, count: number | undefined): NonceVerdict {
    const entry = this.#nonces.get(nonce);
    if (entry === undefined) {
      return 'unknown';
    }
    if (this.#clock.nowMs() - entry.issuedMs > this.#lifeMs) {
      this.#nonces.delete(nonce);
      return 'expired';
    }
    if (count !== undefined && count <= entry.highestCount) {
      return 'replayed';
    }
    entry.highestCount = count ?? 0;
    return 'fresh';
  }

  /** A reboot: every nonce given out becomes stale. */
  clear(): void {
    this.#nonces.clear();
  }
}
