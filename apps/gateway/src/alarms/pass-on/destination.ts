import type { AlarmDestination } from '@casement/contract';
import { type Clock, sleep } from '../../net/clock.js';
import type { AlarmFeed } from './alarm-feed.js';
import type { Courier } from './courier.js';
import type { DeliveryAccount, SkipReason } from './delivery-account.js';

/** The database could not be read: again after this long. */
const unreadableMs = 5_000;

/** The parts of a destination. */
export type DestinationParts = {
  readonly feed: AlarmFeed;
  readonly courier: Courier;
  readonly account: DeliveryAccount;
  readonly clock: Clock;
  /** Told of what is not expected of feed and courier, once until it is over. */
  readonly onBug: (error: unknown) => void;
};

/** One destination on its own: whatever happens to it, nobody else waits for it. */
export class Destination {
  readonly #parts: DestinationParts;
  readonly #ending = new AbortController();
  #running: Promise<void> | undefined;
  #isBugTold = false;

  constructor(parts: DestinationParts) {
    this.#parts = parts;
  }

  /** As it is now. */
  get report(): AlarmDestination {
    return this.#parts.account.report(this.#parts.feed);
  }

  /** How often each rule kept an alarm back. */
  get skips(): ReadonlyMap<SkipReason, number> {
    return this.#parts.account.skips;
  }

  /** Begins to pass on. */
  start(): void {
    this.#parts.courier.start?.();
    this.#running ??= this.#run();
  }

  /** Ends at once; what is under way is given up and comes again after the next start. */
  async close(): Promise<void> {
    this.#ending.abort(new Error('the gateway ends'));
    await this.#parts.feed.close();
    await this.#running;
    await this.#parts.courier.close();
    // Once more: the last alarm may have been passed meanwhile.
    await this.#parts.feed.close();
  }

  async #run(): Promise<void> {
    const { signal } = this.#ending;
    while (!signal.aborted) {
      try {
        await this.#round(signal);
      } catch (error) {
        await this.#pause(error, signal);
      }
    }
  }

  async #round(signal: AbortSignal): Promise<void> {
    const { account, courier, feed } = this.#parts;
    const batch = await feed.next();
    this.#isBugTold = false;
    if (batch.length > 0 && !signal.aborted) {
      account.sending();
      await courier.deliver(batch, { passed: (id) => feed.passed(id), signal });
      account.resting();
    }
  }

  async #pause(error: unknown, signal: AbortSignal): Promise<void> {
    const { clock, onBug } = this.#parts;
    if (!signal.aborted) {
      if (!this.#isBugTold) {
        this.#isBugTold = true;
        onBug(error);
      }
      await sleep(clock, unreadableMs, signal).catch(() => undefined);
    }
  }
}
