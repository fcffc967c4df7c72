import { DialError, fromDialFailure } from '../net/dial-error.js';
import type { TlsTrust } from '../net/dial.js';
import { StreamUnavailableError } from '../net/stream-requester.js';
import type { StreamHead, StreamRequest } from '../net/stream-requester.js';
import type { FromThread, ToThread } from './messages.js';

/** The head of an answer in a media thread; `request` names its body there. */
export type RemoteHead = StreamHead & { readonly request: number };

type RequestMessage = Extract<FromThread, { readonly request: number }>;
type HeadMessage = Extract<FromThread, { readonly type: 'stream-head' }>;

type Request = {
  readonly head: (head: HeadMessage | Error) => void;
  discarded: (() => void) | undefined;
};

/** The HTTP requests of a media thread, as the control thread sees them. */
export class RemoteStreams {
  readonly #post: (message: ToThread) => void;
  readonly #requests = new Map<number, Request>();
  #next = 0;
  /** Why there is no thread any more. */
  #lostBecause: string | undefined;

  constructor(post: (message: ToThread) => void) {
    this.#post = post;
  }

  /**
   * Sends a request from the thread.
   *
   * @throws {DialError} when no head came, and when the signal was aborted
   * @throws {StreamUnavailableError} when the thread has ended, or ends meanwhile
   */
  async request(
    camera: number,
    trust: TlsTrust | undefined,
    wanted: StreamRequest,
    signal: AbortSignal | undefined,
  ): Promise<RemoteHead> {
    if (signal?.aborted === true) {
      throw new DialError('aborted', 'given up');
    }
    if (this.#lostBecause !== undefined) {
      throw new StreamUnavailableError(this.#lostBecause);
    }
    this.#next += 1;
    const request = this.#next;
    const abort = (): void => this.#abort(request);
    signal?.addEventListener('abort', abort, { once: true });
    try {
      const { status, contentType, challenges } = await new Promise<HeadMessage>(
        (resolve, reject) => {
          const head: Request['head'] = (outcome) =>
            outcome instanceof Error ? reject(outcome) : resolve(outcome);
          this.#requests.set(request, { head, discarded: undefined });
          this.#post({ type: 'request-stream', request, camera, trust, wanted });
        },
      );
      return { request, status, contentType, challenges, discard: () => this.#discard(request) };
    } finally {
      signal?.removeEventListener('abort', abort);
    }
  }

  /** The body has an owner now. */
  taken(request: number): void {
    this.#requests.delete(request);
  }

  /** A message about a request. One that is over meanwhile is passed over. */
  handle(message: RequestMessage): void {
    const { request: id } = message;
    const request = this.#requests.get(id);
    switch (message.type) {
      case 'stream-head':
        request?.head(message);
        break;
      case 'stream-failed':
        this.#requests.delete(id);
        request?.head(fromDialFailure(message.failure));
        break;
      case 'stream-discarded':
        this.#requests.delete(id);
        request?.discarded?.();
        break;
    }
  }

  /** The thread is no more. */
  lost(reason: string): void {
    this.#lostBecause = reason;
    const requests = [...this.#requests.values()];
    this.#requests.clear();
    for (const { head, discarded } of requests) {
      discarded?.();
      head(new StreamUnavailableError(reason));
    }
  }

  #abort(id: number): void {
    const request = this.#requests.get(id);
    if (request) {
      this.#requests.delete(id);
      this.#post({ type: 'abort-stream', request: id });
      request.discarded?.();
      request.head(new DialError('aborted', 'given up'));
    }
  }

  async #discard(id: number): Promise<void> {
    const request = this.#requests.get(id);
    if (request) {
      await new Promise<void>((resolve) => {
        request.discarded = resolve;
        this.#post({ type: 'discard-stream', request: id });
      });
    }
  }
}
