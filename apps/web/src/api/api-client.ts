import { absoluteUrl } from './base-url.js';
import { ApiProblem, problemFromAnswer, problemFromFailure } from './api-problem.js';

/** What checks and types an answer; every schema of the contract is one. */
export type AnswerSchema<T> = { parse(value: unknown): T };

export type ApiClientOptions = {
  /** Sends the request. Default: the browser's fetch. */
  readonly fetch?: typeof globalThis.fetch;
  /** What paths are relative to. Default: document.baseURI. */
  readonly base?: () => string;
  /** How long an answer may take, in milliseconds. Default: 15000. */
  readonly timeoutMs?: number;
};

type Method = 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';

/** An answer and what the gateway said beside it. */
export type AnswerWithHeaders<T> = { readonly value: T; readonly headers: Headers };

/** Speaks JSON with the gateway: relative paths, the session cookie, answers checked against the contract. */
export class ApiClient {
  readonly #fetch: typeof globalThis.fetch;
  readonly #base: () => string;
  readonly #timeoutMs: number;
  readonly #onSignedOut = new Set<() => void>();

  constructor(options: ApiClientOptions = {}) {
    this.#fetch = options.fetch ?? ((input, init) => globalThis.fetch(input, init));
    this.#base = options.base ?? (() => document.baseURI);
    this.#timeoutMs = options.timeoutMs ?? 15_000;
  }

  /** Calls the listener whenever an answer says that the session is missing or over. */
  onSignedOut(listener: () => void): () => void {
    this.#onSignedOut.add(listener);
    return () => this.#onSignedOut.delete(listener);
  }

  /** Tells the listeners that a session ended; also used by what does not speak JSON (WHEP). */
  signedOut(): void {
    for (const listener of this.#onSignedOut) {
      listener();
    }
  }

  /** The absolute address of a path of the contract. */
  url(path: string): string {
    return absoluteUrl(path, this.#base());
  }

  /** @throws ApiProblem */
  async get<T>(path: string, schema: AnswerSchema<T>): Promise<T> {
    return this.#parsed(path, await this.#send('GET', path), schema);
  }

  /** For answers that say in their headers how old they are. @throws ApiProblem */
  async getWithHeaders<T>(path: string, schema: AnswerSchema<T>): Promise<AnswerWithHeaders<T>> {
    const answer = await this.#send('GET', path);
    return { value: await this.#parsed(path, answer, schema), headers: answer.headers };
  }

  /** @throws ApiProblem */
  async post<T>(path: string, body: unknown, schema: AnswerSchema<T>): Promise<T> {
    return this.#parsed(path, await this.#send('POST', path, body), schema);
  }

  /** @throws ApiProblem */
  async patch<T>(path: string, body: unknown, schema: AnswerSchema<T>): Promise<T> {
    return this.#parsed(path, await this.#send('PATCH', path, body), schema);
  }

  /** For commands whose answer does not matter. @throws ApiProblem */
  async command(method: Method, path: string, body?: unknown): Promise<void> {
    await this.#send(method, path, body);
  }

  async #send(method: Method, path: string, body?: unknown): Promise<Response> {
    const answer = await this.#fetch(this.url(path), {
      method,
      credentials: 'same-origin',
      headers: {
        Accept: 'application/json, application/problem+json',
        ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      signal: AbortSignal.timeout(this.#timeoutMs),
    }).catch((error: unknown) => {
      throw problemFromFailure(error);
    });
    if (answer.ok) {
      return answer;
    }
    const problem = await problemFromAnswer(answer);
    if (problem.signedOut) {
      this.signedOut();
    }
    throw problem;
  }

  async #parsed<T>(path: string, answer: Response, schema: AnswerSchema<T>): Promise<T> {
    try {
      return schema.parse(await answer.json());
    } catch (cause) {
      throw new ApiProblem({
        kind: 'unexpected-answer',
        status: answer.status,
        detail: `The answer to ${path} is not what this page expects. Reload the page: the gateway may have been updated.`,
        cause,
      });
    }
  }
}
