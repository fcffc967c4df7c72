import { sizeOf } from './feed-message.js';
import type { FeedMessage } from './feed-message.js';

/** More since one key picture is not kept: a late viewer then waits for the next one. */
export type FeedMemoryLimits = { readonly bytes: number; readonly messages: number };

/** Four seconds of 4K, or a minute of a quiet camera with sound. */
export const defaultFeedMemoryLimits: FeedMemoryLimits = {
  bytes: 8 * 1024 * 1024,
  messages: 4_096,
};

/** What a late viewer of a feed needs: the newest head, and everything since the newest key picture. */
export class FeedMemory {
  readonly #limits: FeedMemoryLimits;
  #head: FeedMessage[] = [];
  #since: FeedMessage[] = [];
  #bytes = 0;

  constructor(limits: FeedMemoryLimits = defaultFeedMemoryLimits) {
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
    this.#since.push(message);
    this.#bytes += sizeOf(message);
    if (this.#bytes > this.#limits.bytes || this.#since.length > this.#limits.messages) {
      this.#forget();
    }
  }

  #forget(): void {
    this.#since = [];
    this.#bytes = 0;
  }
}
