import { Agent as HttpAgent, request as httpRequest } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';

/** A whole answer. */
export type Reply = {
  readonly status: number;
  readonly headers: IncomingMessage['headers'];
  /** Names and values as sent. */
  readonly rawHeaders: readonly string[];
  readonly body: string;
  /** The body as it came. */
  readonly bytes: Uint8Array;
};

/** What a request may carry. */
export type RequestOptions = {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PEM of the certificate to trust. */
  readonly ca?: string;
};

/** Sends a request and resolves with the answer as soon as its headers are there. */
export function openRequest(
  url: string,
  { method = 'GET', headers = {}, body, ca }: RequestOptions = {},
): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    // A connection per request: what one test breaks is no matter of the next.
    const request: ClientRequest = url.startsWith('https:')
      ? httpsRequest(url, { method, headers, agent: new HttpsAgent(), ...(ca ? { ca } : {}) })
      : httpRequest(url, { method, headers, agent: new HttpAgent() });
    request.on('response', resolve);
    request.on('error', reject);
    // A body without length ends with the connection, so only the request learns that it broke.
    request.on('response', (message) => request.on('error', (error) => message.destroy(error)));
    request.end(body);
  });
}

/** Sends a request and resolves with the whole answer. */
export async function fetchPage(url: string, options: RequestOptions = {}): Promise<Reply> {
  const message = await openRequest(url, options);
  const chunks: Buffer[] = [];
  for await (const chunk of message as AsyncIterable<Buffer>) {
    chunks.push(chunk);
  }
  const bytes = Buffer.concat(chunks);
  return {
    status: message.statusCode ?? 0,
    headers: message.headers,
    rawHeaders: message.rawHeaders,
    body: bytes.toString('utf8'),
    bytes,
  };
}
