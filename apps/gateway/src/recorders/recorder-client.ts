import { randomBytes } from 'node:crypto';
import type { Dispatcher } from 'undici';
import { DigestSession, ProtocolError, redactUrl } from '@casement/protocol';
import type { Credentials, DigestRequest, NvrCommand } from '@casement/protocol';
import { DialError, isConnectionLost, toDialError } from '../net/dial-error.js';
import { StreamUnavailableError } from '../net/stream-requester.js';
import type { StreamHead, StreamRequest, StreamRequester } from '../net/stream-requester.js';

/** A recorder's answer to a command. */
export type CommandReply = {
  readonly status: number;
  /** In small letters, without parameters; empty when the recorder sent none. */
  readonly contentType: string;
  readonly text: string;
};

/** Options of {@link RecorderClient}. */
export type RecorderClientOptions = {
  /** Scheme, host and port; the path is ignored. */
  readonly url: URL;
  readonly credentials: Credentials;
  readonly dispatcher: Dispatcher;
  /** How long a recorder may take to begin its answer. Default 12,000. */
  readonly headersTimeoutMs?: number | undefined;
};

/** Options of one request. */
export type RequestOptions = {
  readonly signal?: AbortSignal | undefined;
  /**
   * - `answer`: answer a digest challenge. The default.
   * - `never`: leave it; for questions that are asked before the password is known to be right, so that a
   *   wrong one is not offered more often than necessary.
   */
  readonly challenge?: 'answer' | 'never' | undefined;
};

/** Pages of recorders have a few KiB. */
const maxReplyBytes = 1024 * 1024;
/** Longer than the 10 s after which a stream that does not begin is tried again (E.2). */
const defaultHeadersTimeoutMs = 12_000;
/** How long a page may take as a whole. */
const replyTimeoutMs = 15_000;

/**
 * Speaks HTTP with one recorder: Digest with one nonce for as long as it is good, no Accept header (some
 * devices answer 400 to it, C16), time limits for the head of an answer and for pages, none for streams.
 * It decides nothing: whatever status comes is handed back.
 */
export class RecorderClient {
  readonly #options: RecorderClientOptions;
  readonly #digest: DigestSession;
  #requests = 0;

  constructor(options: RecorderClientOptions) {
    this.#options = options;
    this.#digest = new DigestSession({
      credentials: options.credentials,
      cnonce: () => randomBytes(16).toString('hex'),
    });
  }

  /** HTTP requests sent, those for a nonce included. */
  get requests(): number {
    return this.#requests;
  }

  /**
   * Sends a command and reads the page that answers it.
   *
   * @throws {DialError} when there is no answer
   */
  async command(command: NvrCommand, options: RequestOptions = {}): Promise<CommandReply> {
    const limit = AbortSignal.timeout(replyTimeoutMs);
    const signal = options.signal ? AbortSignal.any([options.signal, limit]) : limit;
    try {
      const head = await this.#exchange(command, { ...options, signal }, (request, within) =>
        this.#sendHere(request, within),
      );
      const text = await readText(head);
      const contentType = head.contentType.split(';')[0] ?? '';
      return { status: head.status, contentType: contentType.trim().toLowerCase(), text };
    } catch (error) {
      if (limit.aborted) {
        throw new DialError('no-answer', 'no answer', { cause: error });
      }
      throw toDialError(error);
    }
  }

  /**
   * Sends a command whose answer is a stream, through whoever is to have the body. The signal holds until the
   * head is there.
   *
   * @throws {DialError} when no head comes in time
   * @throws {StreamUnavailableError} when there is nobody who could have the body
   */
  async open<Head extends StreamHead>(
    command: NvrCommand,
    requester: StreamRequester<Head>,
    options: RequestOptions = {},
  ): Promise<Head> {
    try {
      return await this.#exchange(command, options, (request, signal) =>
        requester.request(request, signal),
      );
    } catch (error) {
      throw error instanceof StreamUnavailableError ? error : toDialError(error);
    }
  }

  async #exchange<Head extends StreamHead>(
    command: NvrCommand,
    { signal, challenge }: RequestOptions,
    send: Send<Head>,
  ): Promise<Head> {
    const exchange = this.#digest.request('GET', command.path);
    const isAllowed = challenge !== 'never';
    for (;;) {
      const authorization = isAllowed ? exchange.authorization() : undefined;
      const request = this.#request(command, authorization);
      const head = await this.#sendAgainWhenLost(() => send(request, signal), signal);
      if (head.status !== 401) {
        exchange.accepted();
        return head;
      }
      if (!isAllowed || !mayRetry(exchange, head)) {
        return head;
      }
      await head.discard();
    }
  }

  /** An idle connection may have been closed by the recorder in the very moment it was used again. */
  async #sendAgainWhenLost<Head>(
    send: () => Promise<Head>,
    signal: AbortSignal | undefined,
  ): Promise<Head> {
    this.#requests += 1;
    try {
      return await send();
    } catch (error) {
      if (!isConnectionLost(error) || signal?.aborted === true) {
        throw error;
      }
      this.#requests += 1;
      return send();
    }
  }

  #request({ path }: NvrCommand, authorization: string | undefined): StreamRequest {
    const { url, headersTimeoutMs = defaultHeadersTimeoutMs } = this.#options;
    return {
      origin: url.origin,
      path,
      headers: authorization === undefined ? {} : { authorization },
      headersTimeoutMs,
    };
  }

  async #sendHere(request: StreamRequest, signal: AbortSignal | undefined): Promise<PageHead> {
    const { statusCode, headers, body } = await this.#options.dispatcher.request({
      origin: request.origin,
      path: request.path,
      method: 'GET',
      headers: { ...request.headers },
      headersTimeout: request.headersTimeoutMs,
      bodyTimeout: 0,
      ...(signal === undefined ? {} : { signal }),
    });
    return {
      status: statusCode,
      contentType: valuesOf(headers['content-type'])[0] ?? '',
      challenges: valuesOf(headers['www-authenticate']),
      body,
      discard: () => body.dump(),
    };
  }
}

type Send<Head> = (request: StreamRequest, signal: AbortSignal | undefined) => Promise<Head>;

/** An answer that is read here. */
type PageHead = StreamHead & { readonly body: Dispatcher.ResponseData['body'] };

/** A challenge that cannot be answered (Basic only, none at all) counts as a refusal. */
function mayRetry(exchange: DigestRequest, { challenges }: StreamHead): boolean {
  try {
    return exchange.unauthorized([...challenges]) === 'retry';
  } catch (error) {
    if (error instanceof ProtocolError) {
      return false;
    }
    throw error;
  }
}

function valuesOf(header: string | string[] | undefined): string[] {
  return typeof header === 'string' ? [header] : (header ?? []);
}

async function readText({ body }: PageHead): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxReplyBytes) {
      body.destroy();
      throw new DialError('no-answer', `it sent a page of more than ${maxReplyBytes} bytes`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

/** A command as it may appear in a log. */
export function commandInWords(command: NvrCommand): string {
  return redactUrl(command.path);
}
