import {
  type NewPlayback,
  type Playback,
  type PlaybackCommand,
  type Recordings,
  playbackPaths,
  playbackSchema,
  recordingsSchema,
} from '@casement/contract';
import { PlaybackWatch } from './playback-watch.js';

/** Who asks: the value of a cookie, or nobody. */
type Cookie = string | undefined;

/** Playback as a program uses it: HTTP, and a WebSocket per camera. */
export class PlaybackClient {
  readonly #url: string;
  readonly #cookie: Cookie;

  constructor(url: string, cookie: Cookie) {
    this.#url = url;
    this.#cookie = cookie;
  }

  /** One request; only its status and body, whatever they are. */
  async ask(
    method: string,
    path: string,
    body?: unknown,
  ): Promise<{ readonly status: number; readonly body: unknown; readonly bytes: Buffer }> {
    const answer = await fetch(new URL(path, this.#url), {
      method,
      headers: {
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
        ...(this.#cookie === undefined ? {} : { cookie: this.#cookie }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: answer.status,
      body: isJson ? (JSON.parse(bytes.toString()) as unknown) : undefined,
      bytes,
    };
  }

  /** A new playback, paused. @throws Error unless it was made */
  async create(input: NewPlayback): Promise<Playback> {
    return playbackSchema.parse(await this.#expect(201, 'POST', playbackPaths.playbacks, input));
  }

  /** @throws Error unless the command was taken */
  async command(id: string, command: PlaybackCommand): Promise<Playback> {
    return playbackSchema.parse(
      await this.#expect(200, 'POST', playbackPaths.commands(id), command),
    );
  }

  /** @throws Error unless it is there */
  async show(id: string): Promise<Playback> {
    return playbackSchema.parse(await this.#expect(200, 'GET', playbackPaths.playback(id)));
  }

  async end(id: string): Promise<void> {
    await this.#expect(204, 'DELETE', playbackPaths.playback(id));
  }

  /** What is known of a span of a camera. */
  async recordings(
    recorder: string,
    camera: number,
    fromMs: number,
    toMs: number,
  ): Promise<Recordings> {
    const query = new URLSearchParams({ from: isoOf(fromMs), to: isoOf(toMs) }).toString();
    const path = `${playbackPaths.recordings(recorder, camera)}?${query}`;
    return recordingsSchema.parse(await this.#expect(200, 'GET', path));
  }

  /** Looks at one camera; resolves when the connection stands. */
  watch(id: string, camera: number, options: { audio?: boolean } = {}): Promise<PlaybackWatch> {
    const path = `${playbackPaths.stream(id, camera)}?audio=${options.audio === true ? 1 : 0}`;
    return PlaybackWatch.open(new URL(path, this.#url).href.replace(/^http/, 'ws'), this.#cookie);
  }

  async #expect(status: number, method: string, path: string, body?: unknown): Promise<unknown> {
    const answer = await this.ask(method, path, body);
    if (answer.status !== status) {
      throw new Error(
        `${method} ${path} was answered with ${answer.status}, expected ${status}: ${answer.bytes.toString()}`,
      );
    }
    return answer.body;
  }
}

/** A time as the contract writes it. */
export const isoOf = (ms: number): string => new Date(ms).toISOString();
