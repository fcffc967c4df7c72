import {
  type PlaybackClockMessage,
  playbackClockMessageSchema,
  playbackNoteSchema,
} from '@casement/contract';
import { retryDelayMs } from '../../api/retry-delay.js';
import type { StreamConnection } from '../../player/stream-socket.js';
import { GopMessageError, parsePlaybackMessage, type PlaybackMessage } from './gop-message.js';

export type PlaybackSocketOptions = {
  readonly url: string;
  readonly connect: (url: string) => StreamConnection;
  readonly setTimeout: (callback: () => void, delayMs: number) => number;
  readonly clearTimeout: (timer: number) => void;
  readonly random: () => number;
  readonly onClock: (clock: PlaybackClockMessage) => void;
  readonly onMessage: (message: PlaybackMessage) => void;
  /** Why nothing comes, in words; null when it comes again. */
  readonly onNote: (words: string | null) => void;
  /** Told once: this camera cannot be had this way. */
  readonly onRefused: (words: string) => void;
  /** Told once: there is nothing to be had any more. */
  readonly onEnded: (words: string) => void;
};

/** Closing codes of the gateway's streams. */
const closeCodes = { signedOut: 4401, notAllowed: 4403, gone: 4404, notAcceptable: 4406 } as const;

/** While the clock runs the gateway tells it every second; a line that is silent for this long is dead, in milliseconds. */
const silentMs = 6_000;

/** The WebSocket of one camera of a playback; connects again, ever more slowly, until it is refused or closed. */
export class PlaybackSocket {
  readonly #options: PlaybackSocketOptions;
  #connection: StreamConnection | undefined;
  #timer: number | undefined;
  #failures = 0;
  #strange = 0;
  #refusal: string | undefined;
  #closed = false;

  constructor(options: PlaybackSocketOptions) {
    this.#options = options;
    this.#connect();
  }

  /** Messages that could not be read. */
  get strange(): number {
    return this.#strange;
  }

  /** Idempotent. */
  close(): void {
    if (!this.#closed) {
      this.#closed = true;
      this.#stopTimer();
      this.#connection?.close();
    }
  }

  #connect(): void {
    const connection = this.#options.connect(this.#options.url);
    this.#connection = connection;
    this.#refusal = undefined;
    let opened = false;
    connection.binaryType = 'arraybuffer';
    connection.onopen = () => {
      opened = true;
    };
    connection.onmessage = ({ data }: MessageEvent<unknown>) => {
      if (this.#isAlive(connection)) {
        this.#onMessage(data);
      }
    };
    connection.onclose = ({ code, reason }) => {
      if (this.#isAlive(connection)) {
        this.#onClose(code, reason, opened);
      }
    };
  }

  #isAlive(connection: StreamConnection): boolean {
    return !this.#closed && this.#connection === connection;
  }

  #onMessage(data: unknown): void {
    if (!(data instanceof ArrayBuffer)) {
      this.#onText(String(data));
      return;
    }
    try {
      this.#options.onMessage(parsePlaybackMessage(data));
    } catch (error) {
      if (!(error instanceof GopMessageError)) {
        throw error;
      }
      this.#strange += 1;
      this.#options.onNote(`The gateway sent something unexpected (${error.message})`);
    }
  }

  #onText(text: string): void {
    const json = parseJson(text);
    const clock = playbackClockMessageSchema.safeParse(json);
    if (clock.success) {
      this.#failures = 0;
      this.#watch(clock.data.running);
      this.#options.onNote(null);
      this.#options.onClock(clock.data);
      return;
    }
    const note = playbackNoteSchema.safeParse(json);
    if (note.success) {
      this.#refusal = note.data.reason;
      this.#options.onNote(note.data.reason);
      return;
    }
    this.#strange += 1;
    this.#options.onNote('The gateway sent something unexpected: reload the page');
  }

  #watch(running: boolean): void {
    this.#stopTimer();
    if (running) {
      this.#timer = this.#options.setTimeout(() => {
        const connection = this.#connection;
        this.#connection = undefined;
        connection?.close();
        this.#again('The gateway has gone silent');
      }, silentMs);
    }
  }

  #onClose(code: number, reason: string, opened: boolean): void {
    this.#connection = undefined;
    const words = reason === '' ? this.#refusal : reason;
    switch (code) {
      case closeCodes.signedOut:
        this.#end(words ?? 'The session has ended');
        break;
      case closeCodes.notAllowed:
        this.#end(words ?? 'You may not see this camera any more');
        break;
      case closeCodes.gone:
        this.#end(words ?? 'The playback has ended');
        break;
      case closeCodes.notAcceptable:
        this.close();
        this.#options.onRefused(words ?? 'The gateway cannot send this camera picture by picture');
        break;
      default:
        this.#again(
          opened
            ? 'The connection to the gateway broke'
            : 'The WebSocket does not get through the network',
        );
    }
  }

  #again(words: string): void {
    this.#stopTimer();
    this.#options.onNote(words);
    const delayMs = retryDelayMs(this.#failures, this.#options.random());
    this.#failures += 1;
    this.#timer = this.#options.setTimeout(() => this.#connect(), delayMs);
  }

  #end(words: string): void {
    this.close();
    this.#options.onEnded(words);
  }

  #stopTimer(): void {
    if (this.#timer !== undefined) {
      this.#options.clearTimeout(this.#timer);
      this.#timer = undefined;
    }
  }
}

/** The address of the stream of one camera of a playback. */
export function playbackStreamUrl(streamUrl: string, listening: boolean): string {
  const address = new URL(streamUrl);
  address.protocol = address.protocol === 'https:' ? 'wss:' : 'ws:';
  address.searchParams.set('audio', listening ? '1' : '0');
  return address.href;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
