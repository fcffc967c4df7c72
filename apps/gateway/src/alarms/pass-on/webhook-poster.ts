import { Agent } from 'undici';
import type { Clock } from '../../net/clock.js';
import { DialError } from '../../net/dial-error.js';
import { failureWords } from './failure-words.js';
import { trustedAuthorities } from './trusted-authorities.js';
import type { WebhookTarget } from './webhook-target.js';

/** For a whole request, from the connection to the end of the answer. */
const timeoutMs = 10_000;

/** More of an answer is not read: nothing in it matters but its status. */
const maxAnswerBytes = 4_096;

/** What a server said. */
export type WebhookAnswer = {
  readonly status: number;
  readonly retryAfter: string | undefined;
};

/** The connection to one webhook; its certificate is checked. */
export class WebhookPoster {
  readonly #target: WebhookTarget;
  readonly #clock: Clock;
  readonly #agent: Agent;

  constructor(target: WebhookTarget, clock: Clock) {
    this.#target = target;
    this.#clock = clock;
    const isSecure = target.origin.startsWith('https:');
    this.#agent = new Agent({
      connections: 1,
      // Time is measured here, over everything.
      headersTimeout: 0,
      bodyTimeout: 0,
      connect: { timeout: timeoutMs, ...(isSecure ? { ca: trustedAuthorities() } : {}) },
    });
  }

  /**
   * Posts once; redirects are answers like others.
   *
   * @throws {DialError} when there is no answer within 10 s, in words without address or secret; the reason of the
   *   signal, when it is aborted
   */
  async post(
    body: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<WebhookAnswer> {
    signal.throwIfAborted();
    const late = new AbortController();
    const timer = this.#clock.after(timeoutMs, () => late.abort());
    const either = AbortSignal.any([signal, late.signal]);
    try {
      return await this.#request(body, headers, either);
    } catch (error) {
      signal.throwIfAborted();
      throw new DialError(
        'no-answer',
        late.signal.aborted ? `no answer within ${timeoutMs / 1_000} s` : failureWords(error),
        { cause: error },
      );
    } finally {
      timer.cancel();
    }
  }

  /** Ends all connections. */
  async close(): Promise<void> {
    await this.#agent.destroy();
  }

  async #request(
    body: string,
    headers: Readonly<Record<string, string>>,
    signal: AbortSignal,
  ): Promise<WebhookAnswer> {
    const { origin, path, authorization } = this.#target;
    const answer = await this.#agent.request({
      origin,
      path,
      method: 'POST',
      headers: { ...headers, ...(authorization === null ? {} : { authorization }) },
      body,
      signal,
    });
    const status = answer.statusCode;
    const retryAfter = answer.headers['retry-after'];
    await readSome(answer.body);
    return { status, retryAfter: Array.isArray(retryAfter) ? retryAfter[0] : retryAfter };
  }
}

/** A short answer is read to its end, so that the connection can be used again; a long one is cut off. */
async function readSome(body: AsyncIterable<Buffer>): Promise<void> {
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.length;
    if (bytes > maxAnswerBytes) {
      return;
    }
  }
}
