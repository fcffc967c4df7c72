import { isIPv6 } from 'node:net';
import type { WallClock } from './wall-clock.js';

/** Wrong passwords that cost nothing: everybody mistypes. */
export const FREE_ATTEMPTS = 5;
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 15 * 60_000;
/** An hour without an attempt, and all is forgiven. */
const FORGET_MS = 60 * 60_000;
/** About 2 MB when full; the attempts that are longest ago are forgotten first. */
export const MAX_THROTTLE_ENTRIES = 10_000;

type Entry = { attempts: number; blockedUntilMs: number; lastMs: number };

/** Whoever has an IPv6 address usually has all 2^64 of its network. */
const networkOf = (address: string): string => {
  if (!isIPv6(address)) {
    return address;
  }
  const [left = '', right] = address.split('::');
  const head = left === '' ? [] : left.split(':');
  const tail = right === undefined || right === '' ? [] : right.split(':');
  const zeros = right === undefined ? 0 : Math.max(0, 8 - head.length - tail.length);
  return [...head, ...Array.from({ length: zeros }, () => '0'), ...tail].slice(0, 4).join(':');
};

/**
 * Slows down the guessing of passwords, by address and user: after some attempts the wait doubles with
 * each further one. Attempts count when they begin, so that many at once are no way around it.
 */
export class LoginThrottle {
  readonly #entries = new Map<string, Entry>();

  constructor(
    private readonly now: WallClock,
    private readonly maxEntries = MAX_THROTTLE_ENTRIES,
  ) {}

  /** How many addresses and users are remembered. */
  get size(): number {
    return this.#entries.size;
  }

  /**
   * Begins an attempt.
   *
   * @returns 0, or how many milliseconds there are still to wait; such an attempt is not made and does not count
   */
  begin(address: string, username: string): number {
    const now = this.now();
    const key = this.#key(address, username);
    const known = this.#entries.get(key);
    const entry =
      known !== undefined && now - known.lastMs < FORGET_MS
        ? known
        : { attempts: 0, blockedUntilMs: 0, lastMs: now };
    // The order of the map is the order of use, which makes the first entry the one to forget.
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    this.#forgetOldest();
    if (entry.blockedUntilMs > now) {
      return entry.blockedUntilMs - now;
    }
    entry.attempts += 1;
    entry.lastMs = now;
    const beyond = entry.attempts - FREE_ATTEMPTS;
    entry.blockedUntilMs =
      beyond < 0 ? 0 : now + Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** Math.min(beyond, 20));
    return 0;
  }

  /** The attempt was right: nothing is left of those before. */
  succeeded(address: string, username: string): void {
    this.#entries.delete(this.#key(address, username));
  }

  #key(address: string, username: string): string {
    return `${networkOf(address)} ${username.toLowerCase().slice(0, 64)}`;
  }

  #forgetOldest(): void {
    for (const key of this.#entries.keys()) {
      if (this.#entries.size <= this.maxEntries) {
        return;
      }
      this.#entries.delete(key);
    }
  }
}
