import { randomBytes } from 'node:crypto';
import type { Readable } from 'node:stream';
import type { Dispatcher } from 'undici';
import { DigestSession, ProtocolError, redactUrl } from '@casement/protocol';
import type { Credentials, DigestRequest, NvrCommand } from '@casement/protocol';
import { DialError, isConnectionLost, toDialError } from '../net/dial-error.js';

/** A recorder's answer to a command. */
export type CommandReply = {
  readonly status: number;
  /** In small letters, without parameters; empty when the recorder sent none. */
  readonly contentType: string;
  readonly text: string;
};

/** The beginning of a stream: its head is there, its body is coming. */
export type StreamReply = {
  readonly status: number;
  /** As sent, with its parameters. */
  readonly contentType: string;
  /** Destroy it to end the stream. */
  readonly body: Readable;
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

type Head = Awaited<ReturnType<Dispatcher['request']>>;

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
      const head = await this.#exchange(command, { ...options, signal });
      const text = await readText(head);
      const contentType = headerOf(head, 'content-type').split(';')[0] ?? '';
      return { status: head.statusCode, contentType: contentType.trim().toLowerCase(), text };
    } catch (error) {
      if (limit.aborted) {
        throw new DialError('no-answer', 'no answer', { cause: error });
      }
      throw toDialError(error);
    }
  }

  /**
   * Sends a command whose answer is a stream. The signal holds for the head and for the body.
   *
   * @throws {DialError} when no head comes in time
   */
  async open(command: NvrCommand, options: RequestOptions = {}): Promise<StreamReply> {
    try {
      const head = await this.#exchange(command, options);
      return {
        status: head.statusCode,
        contentType: headerOf(head, 'content-type'),
        body: head.body,
      };
    } catch (error) {
      throw toDialError(error);
    }
  }

  async #exchange(command: NvrCommand, options: RequestOptions): Promise<Head> {
    const exchange = this.#digest.request('GET', command.path);
    const isAllowed = options.challenge !== 'never';
    for (;;) {
      const head = await this.#sendAgainWhenLost(command, {
        signal: options.signal,
        authorization: isAllowed ? exchange.authorization() : undefined,
      });
      if (head.statusCode !== 401) {
        exchange.accepted();
        return head;
      }
      if (!isAllowed || !mayRetry(exchange, head)) {
        return head;
      }
      await head.body.dump();
    }
  }

  /** An idle connection may have been closed by the recorder in the very moment it was used again. */
  async #sendAgainWhenLost(command: NvrCommand, request: SendOptions): Promise<Head> {
    try {
      return await this.#send(command, request);
    } catch (error) {
      if (!isConnectionLost(error) || request.signal?.aborted === true) {
        throw error;
      }
      return this.#send(command, request);
    }
  }

  #send({ path }: NvrCommand, { signal, authorization }: SendOptions): Promise<Head> {
    const { url, dispatcher, headersTimeoutMs = defaultHeadersTimeoutMs } = this.#options;
    this.#requests += 1;
    return dispatcher.request({
      origin: url.origin,
      path,
      method: 'GET',
      headers: authorization === undefined ? {} : { authorization },
      headersTimeout: headersTimeoutMs,
      bodyTimeout: 0,
      ...(signal === undefined ? {} : { signal }),
    });
  }
}

type SendOptions = {
  readonly signal: AbortSignal | undefined;
  readonly authorization: string | undefined;
};

/** A challenge that cannot be answered (Basic only, none at all) counts as a refusal. */
function mayRetry(exchange: DigestRequest, head: Head): boolean {
  const values = head.headers['www-authenticate'] ?? [];
  try {
    return exchange.unauthorized(typeof values === 'string' ? [values] : values) === 'retry';
  } catch (error) {
    if (error instanceof ProtocolError) {
      return false;
    }
    throw error;
  }
}

function headerOf(head: Head, name: string): string {
  const value = head.headers[name];
  return (typeof value === 'string' ? value : value?.[0]) ?? '';
}

async function readText({ body }: Head): Promise<string> {
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
