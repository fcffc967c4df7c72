import { randomBytes } from 'node:crypto';
import { DigestSession, parseProductInfo, ProtocolError } from '@casement/protocol';
import type { DigestRequest, ProductInfo } from '@casement/protocol';
import type { Dispatcher } from 'undici';
import { createDialler } from '../../net/dial.js';
import { DialError, toDialError } from '../../net/dial-error.js';
import type { KnownRecorder } from '../receive/known-recorders.js';

/** The second one is that of the document; newer devices answer the first without a page around it (A29). */
const paths = ['/cgi-bin/getinfo?FILE=1', '/cgi-bin/getinfo'];
const timeoutMs = 5_000;
/** Devices send some hundred bytes. */
const maxBytes = 16 * 1024;

/** A device asks for a password and does not take the one that is configured: it is not to be offered again. */
export class PasswordRefusedError extends Error {
  override readonly name = 'PasswordRefusedError';

  constructor() {
    super('it does not take the configured password');
  }
}

/** Injection token of {@link AskProductInfo}. */
export const ASK_PRODUCT_INFO = Symbol('ASK_PRODUCT_INFO');
/** Asks a device who it is. */
export type AskProductInfo = (
  recorder: KnownRecorder,
  signal: AbortSignal,
) => Promise<ProductInfo | null>;

/**
 * Asks a device who it is (alarm document 4), at the address of its configuration: so it is found behind a router that
 * forwards ports, too. Its password is only offered when it asks for one.
 *
 * @returns null when it says nothing that names a MAC
 * @throws {DialError} when it does not answer
 * @throws {PasswordRefusedError}
 */
export const askProductInfo: AskProductInfo = async (recorder, signal) => {
  const dispatcher = createDialler({ tls: recorder.tls, connectTimeoutMs: timeoutMs });
  const { credentials } = recorder;
  const digest = credentials && new DigestSession({ credentials, cnonce });
  try {
    for (const path of paths) {
      const within = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
      const text = await ask({ dispatcher, origin: recorder.url.origin, path, digest, within });
      const info = text === undefined ? undefined : parseProductInfo(text);
      if (info !== undefined && info.mac !== null) {
        return info;
      }
    }
    return null;
  } catch (error) {
    throw error instanceof PasswordRefusedError ? error : toDialError(error);
  } finally {
    await dispatcher.destroy();
  }
};

type Question = {
  readonly dispatcher: Dispatcher;
  readonly origin: string;
  readonly path: string;
  readonly digest: DigestSession | undefined;
  readonly within: AbortSignal;
};

/** `undefined` for every answer that is none. @throws {PasswordRefusedError} */
async function ask({
  dispatcher,
  origin,
  path,
  digest,
  within,
}: Question): Promise<string | undefined> {
  const exchange = digest?.request('GET', path);
  for (;;) {
    const authorization = exchange?.authorization();
    const answer = await dispatcher.request({
      origin,
      path,
      method: 'GET',
      headers: authorization === undefined ? {} : { authorization },
      headersTimeout: timeoutMs,
      bodyTimeout: timeoutMs,
      signal: within,
    });
    if (answer.statusCode === 200) {
      return readText(answer.body);
    }
    await answer.body.dump({ limit: maxBytes, signal: within });
    const challenges = [answer.headers['www-authenticate'] ?? []].flat();
    if (answer.statusCode !== 401 || !mayRetry(exchange, challenges)) {
      if (answer.statusCode === 401 && authorization !== undefined) {
        throw new PasswordRefusedError();
      }
      return undefined;
    }
  }
}

/** A challenge that cannot be answered counts as a refusal. */
function mayRetry(exchange: DigestRequest | undefined, challenges: string[]): boolean {
  try {
    return exchange?.unauthorized(challenges) === 'retry';
  } catch (error) {
    if (error instanceof ProtocolError) {
      return false;
    }
    throw error;
  }
}

async function readText(body: Dispatcher.ResponseData['body']): Promise<string> {
  const chunks: Buffer[] = [];
  let bytes = 0;
  for await (const chunk of body as AsyncIterable<Buffer>) {
    bytes += chunk.length;
    if (bytes > maxBytes) {
      throw new DialError('no-answer', `it sent more than ${maxBytes} bytes about itself`);
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function cnonce(): string {
  return randomBytes(16).toString('hex');
}
