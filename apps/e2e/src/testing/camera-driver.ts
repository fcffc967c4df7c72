import {
  type ClientToServerEvents,
  type PtzMove,
  type PtzState,
  ptzPaths,
  ptzStateSchema,
  type Role,
  type ServerToClientEvents,
} from '@casement/contract';
import { io, type Socket } from 'socket.io-client';
import { apiToken } from './api-token.js';
import type { Demo } from './demo.js';

/** A page repeats what is held so often. */
const repeatMs = 400;

/** What came back. */
export type Asked = {
  readonly status: number;
  readonly headers: Headers;
  readonly bytes: Buffer;
  /** Of JSON. */
  readonly body: unknown;
};

/** Somebody with a token who steers cameras, by requests and by a socket. */
export class CameraDriver {
  readonly #url: string;
  readonly #secret: string;
  #socket: Socket<ServerToClientEvents, ClientToServerEvents> | undefined;
  #beat: NodeJS.Timeout | undefined;
  /** When something was last said over the socket, milliseconds since 1970. */
  lastSaidMs = 0;
  /** What the socket was told, in order. */
  readonly states: PtzState[] = [];
  /** What the socket's moves were refused with. */
  readonly refusals: string[] = [];

  private constructor(url: string, secret: string) {
    this.#url = url;
    this.#secret = secret;
  }

  static async admit(demo: Demo, name: string, role: Role): Promise<CameraDriver> {
    return new CameraDriver(demo.url, await apiToken(demo, name, role));
  }

  /** Another window of the same person. */
  otherWindow(): CameraDriver {
    return new CameraDriver(this.#url, this.#secret);
  }

  /** One request; whatever comes back. */
  async ask(method: string, path: string, body?: unknown): Promise<Asked> {
    const answer = await fetch(new URL(path, this.#url), {
      method,
      headers: {
        authorization: `Bearer ${this.#secret}`,
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
    const bytes = Buffer.from(await answer.arrayBuffer());
    const isJson = answer.headers.get('content-type')?.includes('json') ?? false;
    return {
      status: answer.status,
      headers: answer.headers,
      bytes,
      body: isJson ? (JSON.parse(bytes.toString()) as unknown) : undefined,
    };
  }

  async state(camera: number, recorder = 'demo'): Promise<PtzState> {
    const { body } = await this.ask('GET', ptzPaths.ptz(recorder, camera));
    return ptzStateSchema.parse(body);
  }

  move(camera: number, move: Partial<PtzMove>, recorder = 'demo'): Promise<Asked> {
    return this.ask('POST', ptzPaths.ptz(recorder, camera), move);
  }

  /** Opens a socket, as a page does. */
  async connect(): Promise<void> {
    this.#socket = io(this.#url, {
      extraHeaders: { authorization: `Bearer ${this.#secret}` },
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
    });
    this.#socket.on('ptz-state', (state) => this.states.push(state));
    const socket = this.#socket;
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
  }

  /** One move over the socket; resolves to why not, or null. */
  say(camera: number, move: Partial<PtzMove>): Promise<string | null> {
    if (this.#socket === undefined) {
      throw new Error('connect first');
    }
    this.lastSaidMs = Date.now();
    const whole = { recorder: 'demo', camera, pan: 0, tilt: 0, zoom: 0, ...move };
    return this.#socket.emitWithAck('ptz:move', whole);
  }

  /** Holds the stick: said now, and again as a page does, until it is released, forgotten or cut. */
  hold(camera: number, move: Partial<PtzMove>): void {
    const say = (): void => {
      this.say(camera, move).then(
        (refusal) => refusal !== null && this.refusals.push(refusal),
        () => undefined,
      );
    };
    this.forget();
    say();
    this.#beat = setInterval(say, repeatMs);
  }

  /** Lets go, and says so. */
  async release(camera: number): Promise<void> {
    this.forget();
    await this.say(camera, {});
  }

  /** Says nothing any more; the connection stays. */
  forget(): void {
    clearInterval(this.#beat);
  }

  /** The connection breaks without a word. */
  cut(): void {
    this.forget();
    this.#socket?.io.engine.close();
  }
}
