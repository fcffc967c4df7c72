import type { AlarmDraft } from '../alarm-model.js';

/** A minute and a half of the greatest storm that is planned for, 1,000 alarms a second. */
const MAX_DRAFTS = 100_000;
/** With the greatest messages (4,096 bytes) that is 14,000 alarms, with ordinary ones of 100 bytes it is never reached. */
const MAX_BYTES = 64 * 1024 * 1024;
/** What a draft takes beside its texts and bytes, as measured on the heap. */
const DRAFT_BYTES = 600;

/** Limits of a {@link DraftQueue}. */
export type DraftLimits = { readonly maxDrafts?: number; readonly maxBytes?: number };

/** What waits to be stored, in the order in which it came: the oldest stay, what does not fit is refused. */
export class DraftQueue {
  readonly #maxDrafts: number;
  readonly #maxBytes: number;
  #drafts: AlarmDraft[] = [];
  /** Those before it are gone: taking them out one by one would move all others each time. */
  #head = 0;
  #bytes = 0;

  constructor({ maxDrafts = MAX_DRAFTS, maxBytes = MAX_BYTES }: DraftLimits = {}) {
    this.#maxDrafts = maxDrafts;
    this.#maxBytes = maxBytes;
  }

  get size(): number {
    return this.#drafts.length - this.#head;
  }

  /** Whether less than half of the room is used. */
  get isRoomy(): boolean {
    return this.size * 2 <= this.#maxDrafts && this.#bytes * 2 <= this.#maxBytes;
  }

  /** @returns whether there was room for it */
  push(draft: AlarmDraft): boolean {
    const bytes = sizeOf(draft);
    if (this.size >= this.#maxDrafts || this.#bytes + bytes > this.#maxBytes) {
      return false;
    }
    this.#drafts.push(draft);
    this.#bytes += bytes;
    return true;
  }

  /** The oldest, which stay in the queue. */
  first(count: number): readonly AlarmDraft[] {
    return this.#drafts.slice(this.#head, this.#head + count);
  }

  /** Takes the oldest out. */
  drop(count: number): void {
    for (const draft of this.first(count)) {
      this.#bytes -= sizeOf(draft);
      this.#head += 1;
    }
    if (this.#head * 2 >= this.#drafts.length) {
      this.#drafts = this.#drafts.slice(this.#head);
      this.#head = 0;
    }
  }
}

/** In memory, roughly: two bytes a character, and what its message holds. */
function sizeOf({ bytes, text, title, chain, defects }: AlarmDraft): number {
  const words = defects.reduce((sum, each) => sum + each.length, text.length + title.length);
  return DRAFT_BYTES + bytes.length + 2 * words + 150 * chain.length;
}
