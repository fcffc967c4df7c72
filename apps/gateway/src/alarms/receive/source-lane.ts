import type { Clock, Timer } from '../../net/clock.js';
import type { AlarmArrival } from '../alarm-model.js';
import type { AlarmConnection } from './alarm-connection.js';
import { TokenBucket } from './token-bucket.js';

/**
 * A source that has more than that waiting is not read until half of it is handed over. Large, because most devices open a
 * connection for every alarm: whoever is not read piles up connections, and those beyond the limit are refused.
 */
const pauseAt = { messages: 8_192, bytes: 1024 * 1024 };
/**
 * One read gives up to 64 KiB, which are 3,276 of the smallest messages; a source that has to wait is not read any more.
 * So that much is never reached.
 */
const maxWaiting = 12_288;
/** What waits is handed over in turns: of a high rate several at a time. */
const turnMs = 10;

/** Bytes of messages that wait, of all sources together. */
export class WaitingBytes {
  readonly #limit: number;
  #used = 0;

  constructor(limit: number) {
    this.#limit = limit;
  }

  get used(): number {
    return this.#used;
  }

  /** False when they do not fit any more. */
  take(bytes: number): boolean {
    if (this.#used + bytes > this.#limit) {
      return false;
    }
    this.#used += bytes;
    return true;
  }

  give(bytes: number): void {
    this.#used -= bytes;
  }
}

/** Options of {@link SourceLane}. */
export type SourceLaneOptions = {
  readonly clock: Clock;
  /** Messages per second; so many at once after a silence. */
  readonly ratePerSource: number;
  readonly waitingBytes: WaitingBytes;
  readonly deliver: (arrival: AlarmArrival) => void;
  readonly delayed: () => void;
  readonly dropped: () => void;
};

/**
 * What one source sends, over all of its connections, at no more than its rate: what comes quicker waits here, and then in
 * the sender's own buffers, because it is not read any more.
 */
export class SourceLane {
  readonly connections = new Set<AlarmConnection>();
  readonly #options: SourceLaneOptions;
  readonly #bucket: TokenBucket;
  readonly #waiting: AlarmArrival[] = [];
  #waitingBytes = 0;
  #timer: Timer | undefined;
  #isPaused = false;

  constructor(options: SourceLaneOptions) {
    const { clock, ratePerSource } = options;
    this.#options = options;
    this.#bucket = new TokenBucket({
      perSecond: ratePerSource,
      burst: ratePerSource,
      nowMs: clock.nowMs(),
    });
  }

  /** Nothing of it has to be remembered. */
  get isForgettable(): boolean {
    const nowMs = this.#options.clock.nowMs();
    return this.connections.size === 0 && this.#waiting.length === 0 && this.#bucket.isFull(nowMs);
  }

  add(connection: AlarmConnection): void {
    this.connections.add(connection);
    if (!this.#isPaused) {
      connection.resume();
    }
  }

  /** Hands an arrival over, now or in its turn. */
  offer(arrival: AlarmArrival): void {
    const { clock, deliver, delayed, dropped, waitingBytes } = this.#options;
    if (this.#waiting.length === 0 && this.#bucket.take(clock.nowMs())) {
      deliver(arrival);
      return;
    }
    const { length } = arrival.message.bytes;
    if (this.#waiting.length >= maxWaiting || !waitingBytes.take(length)) {
      dropped();
      return;
    }
    this.#waiting.push(arrival);
    this.#waitingBytes += length;
    delayed();
    if (!this.#isPaused && this.#isBeyond(1)) {
      this.#isPaused = true;
      this.connections.forEach((connection) => connection.pause());
    }
    this.#wake();
  }

  /** Hands over everything that waits: there is no later. */
  close(): void {
    this.#timer?.cancel();
    while (this.#waiting.length > 0) {
      this.#deliverNext();
    }
  }

  #wake(): void {
    const { clock } = this.#options;
    this.#timer ??= clock.after(Math.max(turnMs, this.#bucket.waitMs(clock.nowMs())), () => {
      this.#timer = undefined;
      this.#drain();
    });
  }

  #drain(): void {
    while (this.#waiting.length > 0 && this.#bucket.take(this.#options.clock.nowMs())) {
      this.#deliverNext();
    }
    if (this.#isPaused && !this.#isBeyond(0.5)) {
      this.#isPaused = false;
      this.connections.forEach((connection) => connection.resume());
    }
    if (this.#waiting.length > 0) {
      this.#wake();
    }
  }

  /** Whether this share of what may wait does wait. */
  #isBeyond(share: number): boolean {
    return (
      this.#waiting.length >= pauseAt.messages * share ||
      this.#waitingBytes >= pauseAt.bytes * share
    );
  }

  #deliverNext(): void {
    const arrival = this.#waiting.shift();
    if (arrival !== undefined) {
      const { length } = arrival.message.bytes;
      this.#waitingBytes -= length;
      this.#options.waitingBytes.give(length);
      this.#options.deliver(arrival);
    }
  }
}
