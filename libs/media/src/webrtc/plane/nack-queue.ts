import { RetransmissionBudget, maxRetransmissionsPerWindow } from './retransmission-budget.js';
import type { SentHistory } from './sent-history.js';

/** A repetition may still be on its way: who asks again sooner has not waited for it. */
const minRepeatMs = 20;

/** Longer round trips than this do not make a viewer wait longer. */
const maxRepeatMs = 500;

/**
 * Packets that one browser asked for and that are to be sent again. As long as the budget allows for 100 ms;
 * what is asked for beyond is refused, and the browser asks again or gives up.
 */
export class NackQueue {
  static readonly bytes = maxRetransmissionsPerWindow * 8;
  readonly budget = new RetransmissionBudget();
  /** SRTP indexes, a circular queue. */
  readonly #indexes = new Float64Array(maxRetransmissionsPerWindow);
  #first = 0;
  #count = 0;
  #asked = 0;
  #askedAgain = 0;

  /** Packets in the queue. */
  get length(): number {
    return this.#count;
  }

  /** Packets asked for, and asked for again after they were repeated, since this was read last. */
  takeEvidence(): { readonly asked: number; readonly askedAgain: number } {
    const evidence = { asked: this.#asked, askedAgain: this.#askedAgain };
    this.#asked = 0;
    this.#askedAgain = 0;
    return evidence;
  }

  /**
   * The browser asks for a packet.
   *
   * @returns `queued`; `duplicate` when it was repeated a moment ago, which needs no answer; `refused` when it
   *   is gone or beyond the budget.
   */
  ask(
    history: SentHistory,
    sequenceNumber: number,
    nowMs: number,
    roundTripMs: number,
  ): 'queued' | 'duplicate' | 'refused' {
    const index = history.find(sequenceNumber);
    if (index < 0) {
      this.#asked += 1;
      return 'refused';
    }
    const sinceMs = history.sinceRepeatMs(index, nowMs);
    if (sinceMs < Math.min(maxRepeatMs, Math.max(minRepeatMs, roundTripMs / 2))) {
      return 'duplicate';
    }
    if (Number.isFinite(sinceMs)) {
      this.#askedAgain += 1;
    } else {
      this.#asked += 1;
    }
    if (this.#count === this.#indexes.length || !this.budget.spend(nowMs)) {
      return 'refused';
    }
    history.repeated(index, nowMs);
    this.#indexes[(this.#first + this.#count) % this.#indexes.length] = index;
    this.#count += 1;
    return 'queued';
  }

  /** The SRTP index of the packet `at` places behind the first one. */
  peek(at: number): number {
    return this.#indexes[(this.#first + at) % this.#indexes.length] ?? 0;
  }

  /** Takes the first `count` packets out. */
  drop(count: number): void {
    this.#first = (this.#first + count) % this.#indexes.length;
    this.#count -= count;
  }

  /** Takes the packet `at` places behind the first one out. */
  remove(at: number): void {
    const size = this.#indexes.length;
    for (let place = at; place < this.#count - 1; place += 1) {
      this.#indexes[(this.#first + place) % size] = this.peek(place + 1);
    }
    this.#count -= 1;
  }

  clear(): void {
    this.#count = 0;
  }
}
