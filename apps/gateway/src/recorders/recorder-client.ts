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

/** A recorder's answer to a request for recorded pictures or sound. */
export type DataReply = {
  readonly status: number;
  /** In small letters, without parameters; empty when the recorder sent none. */
  readonly contentType: string;
  /** A page came instead of data: the login page, as a rule (B71). It was not read. */
  readonly isPage: boolean;
  /** Empty for every answer that is no data: a page, or a status other than 2xx. */
  readonly bytes: Uint8Array;
};

/** A recorder's answer that is read while it comes, however long that takes. */
export type DataStream = {
  readonly status: number;
  /** As sent, with its parameters. */
  readonly contentType: string;
  /** All headers, names in lower case, of each the first value. */
  readonly headers: ReadonlyMap<string, string>;
  /** A page came instead of data (B71). */
  readonly isPage: boolean;
  /** The body as it comes. @throws {DialError} the connection broke, or nothing came for the time of silence */
  readonly chunks: AsyncIterable<Uint8Array>;
  /** Gives up the body. Never throws. */
  readonly discard: () => Promise<void>;
};

/** Options of {@link RecorderClient}. */
export type RecorderClientOptions = {
  /** Scheme, host and port; the path is ignored. */
  readonly url: URL;
  readonly credentials: Credentials;
  readonly dispatcher: Dispatcher;
  /** How long a recorder may take to begin its answer. Default 12,000. */
  readonly headersTimeoutMs?: number | undefined;
  /** How long nothing may come of recorded data before it is given up. Default 15,000. */
  readonly silenceMs?: number | undefined;
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
  /** Whether it is sent at once a second time when its connection was lost before an answer. Default true. */
  readonly again?: boolean | undefined;
};

/** Pages of recorders have a few KiB. */
const maxReplyBytes = 1024 * 1024;
/** Longer than the 10 s after which a stream that does not begin is tried again (E.2). */
const defaultHeadersTimeoutMs = 12_000;
/** How long a page may take as a whole. */
const replyTimeoutMs = 15_000;
/** Recorded data may take as long as they need, as long as they come. */
const defaultSilenceMs = 15_000;
/** Recorders look for recordings, and write files of an hour, before anything of a download comes. */
const streamHeadMs = 180_000;
/** And they do so between two files; that a recorder is gone is noticed long before by the keep-alive of its UID. */
const streamSilenceMs = 60_000;
/** A GOP of a 4K camera with a key picture every minute is far below this; a false length may be anything. */
export const maxDataBytes = 64 * 1024 * 1024;

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
      return { status: head.status, contentType: mediaType(head.contentType), text };
    } catch (error) {
      if (limit.aborted) {
        throw new DialError('no-answer', 'no answer', { cause: error });
      }
      throw toDialError(error);
    }
  }

  /**
   * Sends a command and reads the data that answer it (`camera.cgi`, `playaudio.cgi`). Only silence is limited, not
   * the time as a whole: a slow recorder is slow and not gone. What is no data is not read.
   *
   * @throws {DialError} no answer, none any more, or one of more than {@link maxDataBytes}
   */
  async data(command: NvrCommand, options: RequestOptions = {}): Promise<DataReply> {
    const { silenceMs = defaultSilenceMs } = this.#options;
    try {
      const head = await this.#exchange(command, options, (request, signal) =>
        this.#sendHere({ ...request, headersTimeoutMs: silenceMs }, signal, silenceMs),
      );
      const contentType = mediaType(head.contentType);
      const isPage = contentType === 'text/html' && head.bytes !== 0;
      const isData = head.status >= 200 && head.status < 300 && !isPage;
      if (!isData) {
        await head.discard();
      }
      const bytes = isData ? await readData(head) : new Uint8Array();
      return { status: head.status, contentType, isPage, bytes };
    } catch (error) {
      throw silenceInWords(error, silenceMs);
    }
  }

  /**
   * Sends a command and gives its answer as it comes (`httpdl.cgi`). Only silence is limited. The signal holds until the
   * end of the body.
   *
   * @throws {DialError} no answer
   */
  async stream(command: NvrCommand, options: RequestOptions = {}): Promise<DataStream> {
    const { silenceMs = streamSilenceMs, silenceMs: headersTimeoutMs = streamHeadMs } =
      this.#options;
    try {
      const head = await this.#exchange(command, options, (request, signal) =>
        this.#sendHere({ ...request, headersTimeoutMs }, signal, silenceMs),
      );
      return {
        status: head.status,
        contentType: head.contentType,
        headers: head.headers,
        isPage: mediaType(head.contentType) === 'text/html' && head.bytes !== 0,
        chunks: chunksOf(head, silenceMs),
        discard: () => head.discard(),
      };
    } catch (error) {
      throw silenceInWords(error, headersTimeoutMs);
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
    { signal, challenge, again = true }: RequestOptions,
    send: Send<Head>,
  ): Promise<Head> {
    const exchange = this.#digest.request('GET', command.path);
    const isAllowed = challenge !== 'never';
    for (;;) {
      const authorization = isAllowed ? exchange.authorization() : undefined;
      const request = this.#request(command, authorization);
      const once = (): Promise<Head> => send(request, signal);
      const head = await (again ? this.#sendAgainWhenLost(once, signal) : this.#sendOnce(once));
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
    try {
      return await this.#sendOnce(send);
    } catch (error) {
      if (!isConnectionLost(error) || signal?.aborted === true) {
        throw error;
      }
      return this.#sendOnce(send);
    }
  }

  #sendOnce<Head>(send: () => Promise<Head>): Promise<Head> {
    this.#requests += 1;
    return send();
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

  async #sendHere(
    request: StreamRequest,
    signal: AbortSignal | undefined,
    silenceMs = 0,
  ): Promise<PageHead> {
    const { statusCode, headers, body } = await this.#options.dispatcher.request({
      origin: request.origin,
      path: request.path,
      method: 'GET',
      headers: { ...request.headers },
      headersTimeout: request.headersTimeoutMs,
      bodyTimeout: silenceMs,
      ...(signal === undefined ? {} : { signal }),
    });
    return {
      status: statusCode,
      contentType: valuesOf(headers['content-type'])[0] ?? '',
      challenges: valuesOf(headers['www-authenticate']),
      bytes: lengthOf(headers['content-length']),
      headers: new Map(
        Object.entries(headers).map(([name, value]) => [name, valuesOf(value)[0] ?? '']),
      ),
      body,
      discard: () => body.dump(),
    };
  }
}

type Send<Head> = (request: StreamRequest, signal: AbortSignal | undefined) => Promise<Head>;

/** An answer that is read here. */
type PageHead = StreamHead & {
  readonly headers: ReadonlyMap<string, string>;
  readonly body: Dispatcher.ResponseData['body'];
  /** As announced; `undefined` when the recorder did not say. */
  readonly bytes: number | undefined;
};

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

/** Content-Length; undici has refused what is no number before it gets here. */
function lengthOf(header: string | string[] | undefined): number | undefined {
  const [value] = valuesOf(header);
  return value === undefined ? undefined : Number(value);
}

function mediaType(contentType: string): string {
  return (contentType.split(';')[0] ?? '').trim().toLowerCase();
}

/** Undici's words for a head or a body of which nothing more came. */
function isSilence(error: unknown): boolean {
  const { code } = Object(error) as { readonly code?: unknown };
  return code === 'UND_ERR_BODY_TIMEOUT' || code === 'UND_ERR_HEADERS_TIMEOUT';
}

function silenceInWords(error: unknown, silenceMs: number): Error {
  return isSilence(error)
    ? new DialError('no-answer', `it sent nothing more for ${silenceMs / 1000} s`, { cause: error })
    : toDialError(error);
}

async function* chunksOf({ body }: PageHead, silenceMs: number): AsyncGenerator<Uint8Array> {
  try {
    for await (const chunk of body as AsyncIterable<Buffer>) {
      yield chunk;
    }
  } catch (error) {
    throw silenceInWords(error, silenceMs);
  }
}

async function readData({ body, bytes: announced }: PageHead): Promise<Uint8Array> {
  if (announced !== undefined && announced > maxDataBytes) {
    body.destroy();
    throw new DialError('no-answer', `it announced ${announced} bytes of recorded data at once`);
  }
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxDataBytes) {
      body.destroy();
      throw new DialError('no-answer', `it sent more than ${maxDataBytes} bytes of recorded data`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks, bytes);
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
