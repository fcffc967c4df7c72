import type { StreamNote } from '@casement/contract';
import type { PutOut } from '../audience.js';
import { sizeOf } from './feed-message.js';
import type { FeedMessage } from './feed-message.js';

/** What a viewer needs of its WebSocket (`ws`). */
export type ViewerSocket = {
  /** Bytes that were sent, but not taken by the network yet. */
  readonly bufferedAmount: number;
  send(data: string | Buffer, options: { binary: boolean }): void;
  ping(): void;
  close(code: number, reason: string): void;
  terminate(): void;
};

/** When a client is too slow, and when it is gone. */
export type StreamViewerLimits = {
  /** What may wait for the network. */
  readonly waitingBytes: number;
  /** How long the oldest of it may have waited. */
  readonly waitingMs: number;
  /** Silence after which a client is gone; it is asked more often than that. */
  readonly silentMs: number;
};

export const defaultStreamViewerLimits: StreamViewerLimits = {
  waitingBytes: 4 * 1024 * 1024,
  waitingMs: 1_500,
  silentMs: 15_000,
};

/** Figures of one viewer. */
export type StreamViewerFigures = {
  readonly bytes: number;
  readonly messages: number;
  /** Messages that it was too slow for. */
  readonly dropped: number;
};

/** Why a stream ended, as close code (RFC 6455 section 7.4) for programs. */
export const streamCloseCodes = {
  shutdown: 1001,
  chatty: 1008,
  signedOut: 4401,
  notAllowed: 4403,
  gone: 4404,
  notAcceptable: 4406,
} as const;

/** With which of them somebody is put out. */
export const putOutCodes: Readonly<Record<PutOut, number>> = {
  'signed-out': streamCloseCodes.signedOut,
  'not-allowed': streamCloseCodes.notAllowed,
  shutdown: streamCloseCodes.shutdown,
};

/** A close frame has no room for more (RFC 6455 section 5.5). */
const maxReasonBytes = 123;

/** What is remembered of what waits; a client with more waiting messages is behind. */
const maxWaiting = 1_024;

/**
 * One client of a feed. What it gets are the feed's own buffers; when it is too slow, it gets nothing until it has
 * read enough and a key picture comes. So a client that never reads costs a bounded amount of memory, and never
 * delays the others.
 */
export class StreamViewer {
  readonly #socket: ViewerSocket;
  readonly #nowMs: () => number;
  readonly #limits: StreamViewerLimits;
  /** Of each message that waits: where it ends in the bytes sent, and when it was sent. */
  #waiting: { readonly end: number; readonly atMs: number }[] = [];
  #bytes = 0;
  #messages = 0;
  #dropped = 0;
  /** `awaiting`: a key picture, to begin with. `dropping`: the same, because it was too slow. */
  #state: 'awaiting' | 'flowing' | 'dropping' = 'awaiting';
  #hasGap = false;
  /** The head changed while nothing was sent. */
  #owesHead = false;
  #heardMs: number;

  constructor(
    socket: ViewerSocket,
    nowMs: () => number,
    limits: StreamViewerLimits = defaultStreamViewerLimits,
  ) {
    this.#socket = socket;
    this.#nowMs = nowMs;
    this.#limits = limits;
    this.#heardMs = nowMs();
  }

  get figures(): StreamViewerFigures {
    return { bytes: this.#bytes, messages: this.#messages, dropped: this.#dropped };
  }

  /** Begins with what came before: a head, and what came since a key picture. */
  join(head: readonly FeedMessage[], since: readonly FeedMessage[]): void {
    head.forEach((message) => this.#send(message));
    const bytes = since.reduce((sum, message) => sum + sizeOf(message), 0);
    if (since.length > maxWaiting || bytes > this.#limits.waitingBytes) {
      // One picture that stands still, and then live: the rest would wait longer than the next key picture does.
      since.slice(0, 1).forEach((message) => this.#send(message));
      this.#state = 'dropping';
      return;
    }
    since.forEach((message) => this.#send(message));
    this.#state = since.length === 0 ? 'awaiting' : 'flowing';
  }

  /** One more message of the feed, whose head of now is given along. */
  take(message: FeedMessage, head: readonly FeedMessage[]): void {
    if (message.kind === 'head') {
      this.#takeHead(message);
    } else if (this.#isBehind()) {
      this.#state = 'dropping';
      this.#drop();
    } else if (this.#state === 'flowing' || message.kind === 'key-picture') {
      this.#state = 'flowing';
      if (this.#owesHead) {
        this.#owesHead = false;
        head.forEach((each) => this.#send(each));
      }
      this.#send(message);
    } else if (this.#state === 'dropping') {
      this.#drop();
    }
  }

  /** Tells why nothing comes, or with null that it comes again. */
  note(reason: string | null): void {
    const note: StreamNote = { format: 'note', reason };
    if (!this.#isBehind()) {
      this.#socket.send(JSON.stringify(note), { binary: false });
    }
  }

  /** Anything came from the client. */
  heard(): void {
    this.#heardMs = this.#nowMs();
  }

  /** To be called every few seconds: asks whether the client is there, and ends it when it has not said so for long. */
  check(): 'there' | 'gone' {
    if (this.#nowMs() - this.#heardMs >= this.#limits.silentMs) {
      this.#socket.terminate();
      return 'gone';
    }
    this.#socket.ping();
    return 'there';
  }

  /** Answers a ping, unless the client asks without reading the answers. */
  get mayAnswer(): boolean {
    return !this.#isBehind();
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, clipReason(reason));
  }

  #takeHead(message: FeedMessage): void {
    if (this.#state === 'dropping' || this.#owesHead) {
      this.#owesHead = true;
      return;
    }
    this.#send(message);
    if (message.continues !== true) {
      this.#state = 'awaiting';
    }
  }

  #drop(): void {
    this.#dropped += 1;
    this.#hasGap = true;
  }

  #send(message: FeedMessage): void {
    const data =
      this.#hasGap && message.kind === 'key-picture' && message.afterGap !== undefined
        ? message.afterGap()
        : message.data;
    if (message.kind === 'key-picture') {
      this.#hasGap = false;
    }
    const isBinary = typeof data !== 'string';
    this.#bytes += sizeOf(message);
    this.#messages += 1;
    this.#socket.send(data, { binary: isBinary });
    // What the network took at once does not wait: nothing is remembered of a client that keeps up.
    if (this.#socket.bufferedAmount > 0 && this.#waiting.length <= maxWaiting) {
      this.#waiting.push({ end: this.#bytes, atMs: this.#nowMs() });
    }
  }

  /** Whether so much waits, or so long, that more would only come late. */
  #isBehind(): boolean {
    const { bufferedAmount } = this.#socket;
    if (bufferedAmount === 0) {
      this.#waiting.length = 0;
      return false;
    }
    // The frames' own headers are counted by the socket and not here: a little later than exactly.
    const gone = this.#bytes - bufferedAmount;
    const first = this.#waiting.findIndex(({ end }) => end > gone);
    this.#waiting.splice(0, first === -1 ? this.#waiting.length : first);
    const oldest = this.#waiting[0];
    return (
      bufferedAmount > this.#limits.waitingBytes ||
      this.#waiting.length > maxWaiting ||
      (oldest !== undefined && this.#nowMs() - oldest.atMs > this.#limits.waitingMs)
    );
  }
}

/** As much of it as a close frame takes, cut between characters: a piece of one would be no UTF-8. */
function clipReason(reason: string): string {
  const bytes = Buffer.from(reason).subarray(0, maxReasonBytes);
  return new TextDecoder().decode(bytes, { stream: true });
}
