import {
  type GopHeader,
  type PlaybackClockMessage,
  type SoundHeader,
  gopHeaderSchema,
  playbackClockMessageSchema,
  playbackMessageHeadBytes,
  playbackMessageKinds,
  playbackNoteSchema,
  soundHeaderSchema,
} from '@casement/contract';
import { WebSocket } from 'ws';
import { until } from './until.js';

/** A GOP as it came, with the bytes of its pictures. */
export type WatchedGop = GopHeader & { readonly data: readonly Buffer[] };

/** Some sound as it came. */
export type WatchedSound = SoundHeader & { readonly data: readonly Buffer[] };

const openMs = 10_000;

/** One camera of a playback as its WebSocket shows it; every message is checked against the contract. */
export class PlaybackWatch {
  readonly clocks: PlaybackClockMessage[] = [];
  readonly gops: WatchedGop[] = [];
  readonly sounds: WatchedSound[] = [];
  readonly notes: string[] = [];
  /** `clock`, `gop`, `sound` or `note`, in the order in which they came. */
  readonly order: string[] = [];
  /** Close code and reason. */
  closed: { readonly code: number; readonly reason: string } | undefined;
  readonly #socket: WebSocket;
  #broken: unknown;

  private constructor(socket: WebSocket) {
    this.#socket = socket;
    socket.on('message', (data: Buffer, isBinary) => {
      try {
        this.#take(data, isBinary);
      } catch (error) {
        this.#broken ??= error;
      }
    });
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: reason.toString() };
    });
    socket.on('error', () => undefined);
  }

  /** @throws Error with the status of the answer when the gateway refuses */
  static async open(url: string, cookie: string | undefined): Promise<PlaybackWatch> {
    const socket = new WebSocket(url, { headers: cookie === undefined ? {} : { cookie } });
    const watch = new PlaybackWatch(socket);
    await new Promise<void>((resolve, reject) => {
      const timer = setTimeout(() => reject(new Error('the WebSocket does not open')), openMs);
      socket.once('open', () => {
        clearTimeout(timer);
        resolve();
      });
      socket.once('unexpected-response', (request, response) => {
        clearTimeout(timer);
        request.destroy();
        reject(new Error(`the WebSocket was answered with ${response.statusCode ?? 0}`));
      });
    });
    return watch;
  }

  /** The newest `clock` message. */
  get clock(): PlaybackClockMessage | undefined {
    return this.clocks.at(-1);
  }

  /** The times of all pictures that came and are shown, each once, ascending. */
  get times(): number[] {
    const all = this.gops.flatMap(({ pictures }) =>
      pictures.filter(({ show }) => show).map(({ timeMs }) => timeMs),
    );
    return [...new Set(all)].sort((a, b) => a - b);
  }

  /** The GOP with the picture that is on screen at a time. */
  gopAt(atMs: number): WatchedGop | undefined {
    return this.gops.find(({ startMs, endMs }) => startMs <= atMs && atMs < endMs);
  }

  /** Waits until the condition holds; fails at once when a message was not as the contract says. */
  async until<T>(
    what: string,
    condition: (watch: this) => T | undefined | false,
    limitMs = 30_000,
  ): Promise<T> {
    return until(
      what,
      limitMs,
      () => {
        if (this.#broken) {
          throw new Error('a message is not as the contract says', { cause: this.#broken });
        }
        return condition(this);
      },
      () => ({
        clock: this.clock,
        closed: this.closed,
        gops: this.gops.slice(-4).map(({ startMs, endMs, generation }) => ({
          start: new Date(startMs).toISOString(),
          end: new Date(endMs).toISOString(),
          generation,
        })),
      }),
    );
  }

  /** What came so far is forgotten. */
  forget(): void {
    for (const list of [this.clocks, this.gops, this.sounds, this.notes, this.order]) {
      list.length = 0;
    }
  }

  close(): void {
    this.#socket.close();
  }

  #take(data: Buffer, isBinary: boolean): void {
    if (!isBinary) {
      this.#takeText(data.toString());
      return;
    }
    const headEnd = playbackMessageHeadBytes + data.readUInt32BE(4);
    const header: unknown = JSON.parse(data.toString('utf8', playbackMessageHeadBytes, headEnd));
    const rest = data.subarray(headEnd);
    if (data[0] === playbackMessageKinds.gop) {
      const gop = gopHeaderSchema.parse(header);
      this.gops.push({ ...gop, data: cut(rest, gop.pictures) });
      this.order.push('gop');
    } else {
      expectKind(data[0], playbackMessageKinds.sound);
      const sound = soundHeaderSchema.parse(header);
      this.sounds.push({ ...sound, data: cut(rest, sound.frames) });
      this.order.push('sound');
    }
  }

  #takeText(text: string): void {
    const message = JSON.parse(text) as { type?: unknown };
    if (message.type === 'note') {
      this.notes.push(playbackNoteSchema.parse(message).reason);
      this.order.push('note');
    } else {
      this.clocks.push(playbackClockMessageSchema.parse(message));
      this.order.push('clock');
    }
  }
}

/** @throws RangeError when the bytes are not exactly those of the pieces */
function cut(data: Buffer, pieces: readonly { readonly bytes: number }[]): Buffer[] {
  let at = 0;
  const parts = pieces.map(({ bytes }) => {
    const part = data.subarray(at, at + bytes);
    at += bytes;
    return part;
  });
  if (at !== data.length) {
    throw new RangeError(`${data.length} bytes of data; the header says ${at}`);
  }
  return parts;
}

function expectKind(found: number | undefined, expected: number): void {
  if (found !== expected) {
    throw new RangeError(`a message of kind ${found ?? 'nothing'}; expected ${expected}`);
  }
}
