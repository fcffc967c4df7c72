import type { Socket } from 'node:net';
import { AlarmFramer } from '@casement/protocol';
import type { AlarmMessage } from '@casement/protocol';
import type { Clock, Timer } from '../../net/clock.js';

/**
 * How long a message that may still grow waits for more. Whoever writes its areas one by one waits for our TCP's
 * acknowledgement in between (Nagle's algorithm), which Linux delays by up to 40 ms.
 */
export const flushMs = 50;
/** Whoever sends slowly is granted this many times the longest pause that it made in this message. */
const patience = 4;

/** What a connection tells whoever accepted it. */
export type AlarmConnectionListener = {
  /** So many bytes came; before what is made of them. */
  bytes(count: number): void;
  message(message: AlarmMessage): void;
  /** Something that cannot be an alarm, in words; the connection is cut. */
  overflow(words: string): void;
  /** Once; nothing follows. */
  closed(end: AlarmConnectionEnd): void;
};

/** How a connection ended. */
export type AlarmConnectionEnd = {
  /** Beginnings of messages that never became one. */
  readonly truncated: number;
  /** By us, because of what it sent (A28). */
  readonly isCut: boolean;
};

/**
 * One TCP connection of a sender: bytes in, messages out, never a byte back (A1). It is born paused.
 */
export class AlarmConnection {
  readonly source: string;
  readonly #socket: Socket;
  readonly #clock: Clock;
  readonly #framer: AlarmFramer;
  #flushTimer: Timer | undefined;
  #lastMs: number;
  #longestPauseMs = 0;
  #isPaused = true;
  #isFinished = false;
  #isCut = false;

  constructor(socket: Socket, source: string, clock: Clock, listener: AlarmConnectionListener) {
    this.source = source;
    this.#socket = socket;
    this.#clock = clock;
    this.#lastMs = clock.nowMs();
    this.#framer = new AlarmFramer(
      {
        message: (message) => {
          this.#longestPauseMs = 0;
          listener.message(message);
        },
        overflow: (words) => listener.overflow(words),
      },
      { now: () => clock.wallMs() },
    );
    socket.on('data', (bytes: Uint8Array) => {
      listener.bytes(bytes.length);
      this.#take(bytes);
    });
    socket.on('end', () => this.#finish());
    // Broken off is as good as ended: what is complete counts.
    socket.on('error', () => undefined);
    socket.on('close', () => {
      this.#finish();
      listener.closed({ truncated: this.#framer.truncated, isCut: this.#isCut });
    });
  }

  /** Since when nothing has come, on the monotonic clock; `undefined` while it is us who do not read. */
  get silentSinceMs(): number | undefined {
    return this.#isPaused ? undefined : this.#lastMs;
  }

  /** Nothing of a message is here. */
  get isEmpty(): boolean {
    return this.#framer.buffered === 0;
  }

  /** Reads no further, so that the sender has to wait. */
  pause(): void {
    this.#isPaused = true;
    this.#flushTimer?.cancel();
    this.#socket.pause();
  }

  resume(): void {
    this.#isPaused = false;
    this.#lastMs = this.#clock.nowMs();
    this.#awaitSilence();
    this.#socket.resume();
  }

  /** Hands over what is complete and ends the connection. */
  close(): void {
    this.#finish();
    this.#socket.destroy();
  }

  #take(bytes: Uint8Array): void {
    if (this.#isFinished) {
      return;
    }
    const nowMs = this.#clock.nowMs();
    if (this.#framer.buffered > 0) {
      this.#longestPauseMs = Math.max(this.#longestPauseMs, nowMs - this.#lastMs);
    }
    this.#lastMs = nowMs;
    this.#flushTimer?.cancel();
    if (this.#framer.push(bytes) === 'drop') {
      this.#isCut = true;
      this.close();
    } else {
      this.#awaitSilence();
    }
  }

  /** What we have not read yet may belong to the message: no silence is known while it is us who do not read. */
  #awaitSilence(): void {
    if (this.#framer.buffered > 0 && !this.#isPaused && !this.#isFinished) {
      const silenceMs = Math.max(flushMs, this.#longestPauseMs * patience);
      this.#flushTimer = this.#clock.after(silenceMs, () => this.#framer.flush());
    }
  }

  #finish(): void {
    if (!this.#isFinished) {
      this.#isFinished = true;
      this.#flushTimer?.cancel();
      this.#framer.end();
    }
  }
}
