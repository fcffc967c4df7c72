import type { FeedBudget } from './feed-budget.js';
import { sizeOf } from './feed-message.js';
import type { FeedMessage } from './feed-message.js';

/** More since one key picture is not kept: a late viewer then waits for the next one. */
export type FeedMemoryLimits = { readonly bytes: number; readonly messages: number };

/** Four seconds of 4K, or a minute of a quiet camera with sound. */
export const defaultFeedMemoryLimits: FeedMemoryLimits = {
  bytes: 8 * 1024 * 1024,
  messages: 4_096,
};

/**
 * What a late viewer of a feed needs: the newest head, and everything since the newest key picture. Where that is
 * more than this feed may keep, or all feeds together, a late viewer waits for the next key picture.
 */
export class FeedMemory {
  readonly #budget: FeedBudget;
  readonly #limits: FeedMemoryLimits;
  #head: FeedMessage[] = [];
  #since: FeedMessage[] = [];
  #bytes = 0;
  #isClosed = false;

  /** @param budget that the feeds of all cameras share */
  constructor(budget: FeedBudget, limits: FeedMemoryLimits = defaultFeedMemoryLimits) {
    this.#budget = budget;
    this.#limits = limits;
  }

  /** What describes the messages of now; empty before the first one. */
  get head(): readonly FeedMessage[] {
    return this.#head;
  }

  /** From the newest key picture on; empty when there was none, or too much since. */
  get sinceKeyPicture(): readonly FeedMessage[] {
    return this.#since;
  }

  /** A text message begins a head; an initialisation segment belongs to the text in front of it. */
  put(message: FeedMessage): void {
    if (this.#isClosed) {
      return;
    }
    if (message.kind === 'head') {
      this.#head = typeof message.data === 'string' ? [message] : [...this.#head, message];
      if (message.continues !== true) {
        this.#forget();
      }
      return;
    }
    if (message.kind === 'key-picture') {
      this.#forget();
    } else if (this.#since.length === 0) {
      return;
    }
    if (!this.#mayKeep(sizeOf(message))) {
      this.#forget();
      return;
    }
    this.#since.push(message);
    this.#bytes += sizeOf(message);
  }

  /** The feed is over: nothing is kept any more. Idempotent. */
  close(): void {
    this.#isClosed = true;
    this.#head = [];
    this.#forget();
  }

  #mayKeep(bytes: number): boolean {
    return (
      this.#bytes + bytes <= this.#limits.bytes &&
      this.#since.length < this.#limits.messages &&
      this.#budget.take(bytes)
    );
  }

  #forget(): void {
    this.#budget.release(this.#bytes);
    this.#since = [];
    this.#bytes = 0;
  }
}
