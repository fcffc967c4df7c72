import type { Clock } from '../clock.js';
import { randomInteger } from '../random.js';
import type { Random } from '../random.js';

/** How a recorder counts its user identifiers (1.3 of the NVR specification). */
export type UidTableOptions = {
  /** Identifiers that may be valid at the same time, 16 on every documented model. */
  readonly max: number;
  /** Milliseconds without a command after which one dies, 90,000 on every documented model. */
  readonly lifeMs: number;
  /** Digits of an identifier, 1..19; "varies depending on the product model" (6.1.1). */
  readonly digits: number;
  readonly clock: Clock;
  readonly random: Random;
};

/** Whoever logged in. */
export type UidOwner = {
  readonly username: string;
  /** Higher wins: at the limit the identifier with the lowest priority dies first. */
  readonly priority: number;
};

/** One valid identifier. */
export type UidEntry = {
  /** Decimal digits; never a number, because 19 digits do not fit one (B1). */
  readonly uid: string;
  readonly owner: UidOwner;
  readonly issuedMs: number;
  readonly renewedMs: number;
};

/** A new identifier and, when the table was full, the one that died for it. */
export type UidIssue = { readonly entry: UidEntry; readonly evicted: UidEntry | undefined };

/**
 * The user identifiers of a recorder: at most `max`, each for `lifeMs` since the last command, and a
 * login beyond the limit ends the one with the lowest priority, among equals the one issued first
 * (1.3, E.1). Pure: time and randomness are passed in, and what dies is returned to the caller.
 */
export class UidTable {
  readonly #options: UidTableOptions;
  /** In the order of issue. */
  readonly #entries = new Map<string, UidEntry>();

  /** @throws {RangeError} when the limits make no sense. */
  constructor(options: UidTableOptions) {
    const { max, lifeMs, digits } = options;
    if (!Number.isInteger(digits) || digits < 1 || digits > 19) {
      throw new RangeError(`a UID of ${digits} digits; expected 1 to 19`);
    }
    if (!Number.isInteger(max) || max < 1 || max >= 10 ** digits / 2) {
      throw new RangeError(
        `${max} UIDs of ${digits} digits; expected at least 1 and room to choose`,
      );
    }
    if (!(lifeMs > 0)) {
      throw new RangeError(`a UID life of ${lifeMs} ms; expected more than 0`);
    }
    this.#options = options;
  }

  /** Identifiers issued and not yet removed; call {@link sweep} first for those still alive. */
  get size(): number {
    return this.#entries.size;
  }

  /** All identifiers, the first issued first. */
  entries(): readonly UidEntry[] {
    return [...this.#entries.values()];
  }

  /** Issues an identifier to somebody who logged in. Call {@link sweep} first. */
  issue(owner: UidOwner): UidIssue {
    const evicted = this.#entries.size >= this.#options.max ? this.#removeWeakest() : undefined;
    const now = this.#options.clock.nowMs();
    const entry = { uid: this.#freshUid(), owner, issuedMs: now, renewedMs: now };
    this.#entries.set(entry.uid, entry);
    return { entry, evicted };
  }

  /** Counts a command with this identifier; `undefined` when it is unknown or has expired. */
  renew(uid: string): UidEntry | undefined {
    const entry = this.#entries.get(uid);
    if (entry === undefined || this.#isExpired(entry)) {
      return undefined;
    }
    const renewed = { ...entry, renewedMs: this.#options.clock.nowMs() };
    this.#entries.set(uid, renewed);
    return renewed;
  }

  /** Ends one identifier (logout, or an eviction on demand). */
  remove(uid: string): UidEntry | undefined {
    const entry = this.#entries.get(uid);
    this.#entries.delete(uid);
    return entry;
  }

  /** Ends the identifier that a login beyond the limit would end. */
  evict(): UidEntry | undefined {
    return this.#entries.size === 0 ? undefined : this.#removeWeakest();
  }

  /** Removes and returns what has expired. */
  sweep(): readonly UidEntry[] {
    const expired = this.entries().filter((entry) => this.#isExpired(entry));
    for (const { uid } of expired) {
      this.#entries.delete(uid);
    }
    return expired;
  }

  /** Removes and returns everything: a reboot. */
  clear(): readonly UidEntry[] {
    const all = this.entries();
    this.#entries.clear();
    return all;
  }

  #isExpired(entry: UidEntry): boolean {
    return this.#options.clock.nowMs() - entry.renewedMs > this.#options.lifeMs;
  }

  #removeWeakest(): UidEntry | undefined {
    const weakest = this.entries().reduce<UidEntry | undefined>(
      (lowest, entry) =>
        lowest === undefined || entry.owner.priority < lowest.owner.priority ? entry : lowest,
      undefined,
    );
    return weakest && this.remove(weakest.uid);
  }

  #freshUid(): string {
    for (;;) {
      const uid = this.#randomUid();
      if (!this.#entries.has(uid)) {
        return uid;
      }
    }
  }

  /** The first digit is 1..8: no leading zero, and 19 digits still fit a signed 64-bit number. */
  #randomUid(): string {
    const { digits, random } = this.#options;
    const rest = Array.from({ length: digits - 1 }, () => randomInteger(random, 10));
    return `${1 + randomInteger(random, 8)}${rest.join('')}`;
  }
}
