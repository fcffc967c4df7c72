import type { Dispatcher } from 'undici';
import { DialError, toDialFailure } from '../net/dial-error.js';
import { createDialler } from '../net/dial.js';
import type { TlsTrust } from '../net/dial.js';
import type { StreamRequest } from '../net/stream-requester.js';
import type { FromThread } from './messages.js';

/** The body of an answer and what it is. */
export type StreamBody = {
  readonly body: Dispatcher.ResponseData['body'];
  readonly contentType: string;
};

type Pending = {
  readonly abort: AbortController;
  /** Once the head is there. */
  head: StreamBody | undefined;
};

type Dialler = { readonly key: string; readonly dispatcher: Dispatcher };

/** Nobody reads pages of more than this only to use a connection again. */
const discardBytes = 64 * 1024;

/**
 * The HTTP requests of a media thread whose answers are streams. Each camera has connections of its own, so
 * that it can be let go of as a whole. What is sent is decided by the control thread: this class neither
 * reads nor remembers paths and headers, which hold secrets.
 */
export class ThreadStreams {
  readonly #post: (message: FromThread) => void;
  readonly #pending = new Map<number, Pending>();
  readonly #diallers = new Map<number, Dialler>();

  constructor(post: (message: FromThread) => void) {
    this.#post = post;
  }

  /** Sends a request; the head of its answer, or why there is none, is posted. */
  async request(
    id: number,
    camera: number,
    wanted: StreamRequest,
    trust: TlsTrust | undefined,
  ): Promise<void> {
    const pending: Pending = { abort: new AbortController(), head: undefined };
    this.#pending.set(id, pending);
    try {
      const { statusCode, headers, body } = await this.#dialler(camera, trust).request({
        origin: wanted.origin,
        path: wanted.path,
        method: 'GET',
        headers: { ...wanted.headers },
        headersTimeout: wanted.headersTimeoutMs,
        bodyTimeout: 0,
        signal: pending.abort.signal,
      });
      // Without a listener an aborted body would end the thread.
      body.on('error', () => undefined);
      const contentType = valuesOf(headers['content-type'])[0] ?? '';
      pending.head = { body, contentType };
      this.#post({
        type: 'stream-head',
        request: id,
        status: statusCode,
        contentType,
        challenges: valuesOf(headers['www-authenticate']),
      });
    } catch (error) {
      this.#pending.delete(id);
      this.#post({ type: 'stream-failed', request: id, failure: toDialFailure(error) });
    }
  }

  /** Hands over a body whose head was posted; `undefined` when it was aborted meanwhile. */
  take(id: number): StreamBody | undefined {
    const head = this.#pending.get(id)?.head;
    if (head) {
      this.#pending.delete(id);
    }
    return head;
  }

  /** Reads a short body to its end, so that its connection can be used again, and cuts a long one. */
  async discard(id: number): Promise<void> {
    const taken = this.take(id);
    if (taken) {
      await taken.body.dump({ limit: discardBytes }).catch(() => undefined);
    }
    this.#post({ type: 'stream-discarded', request: id });
  }

  /** Ends a request whatever its state. Idempotent. */
  abort(id: number): void {
    const pending = this.#pending.get(id);
    if (pending) {
      pending.abort.abort(new DialError('aborted', 'given up'));
      pending.head?.body.destroy();
      this.#pending.delete(id);
    }
  }

  /** Lets go of a camera's connections. */
  async closeCamera(camera: number): Promise<void> {
    const dialler = this.#diallers.get(camera);
    this.#diallers.delete(camera);
    await dialler?.dispatcher.destroy();
  }

  /** Ends everything. */
  async close(): Promise<void> {
    for (const id of [...this.#pending.keys()]) {
      this.abort(id);
    }
    await Promise.all([...this.#diallers.keys()].map((camera) => this.closeCamera(camera)));
  }

  /** With another trust the old connections must not be used any more. */
  #dialler(camera: number, trust: TlsTrust | undefined): Dispatcher {
    const key = JSON.stringify(trust ?? {});
    const existing = this.#diallers.get(camera);
    if (existing?.key === key) {
      return existing.dispatcher;
    }
    void existing?.dispatcher.destroy();
    const dispatcher = createDialler({ tls: trust });
    this.#diallers.set(camera, { key, dispatcher });
    return dispatcher;
  }
}

function valuesOf(header: string | string[] | undefined): string[] {
  return typeof header === 'string' ? [header] : (header ?? []);
}
