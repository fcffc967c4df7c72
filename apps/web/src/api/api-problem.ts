import { type Problem, problemSchema } from '@casement/contract';

/** How much of an unexpected answer is kept for the words. */
const maxExcerptCharacters = 120;

/**
 * A request to the gateway that did not succeed, in words a person can act on.
 *
 * `kind` is the gateway's own where it answered with problem details; else one of
 * `unreachable` (no answer at all), `timeout`, `proxy` (an answer that is not the gateway's, such as a
 * proxy's error page) and `unexpected-answer` (a success whose body is not what the contract says).
 */
export class ApiProblem extends Error {
  override readonly name = 'ApiProblem';
  readonly kind: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly context: Readonly<Record<string, unknown>>;
  /** How long the gateway asked to wait, in milliseconds; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(fields: {
    readonly kind: string;
    readonly status: number;
    readonly detail: string;
    readonly context?: Readonly<Record<string, unknown>>;
    readonly retryAfterMs?: number | null;
    readonly cause?: unknown;
  }) {
    super(fields.detail, { cause: fields.cause });
    this.kind = fields.kind;
    this.status = fields.status;
    this.context = fields.context ?? {};
    this.retryAfterMs = fields.retryAfterMs ?? null;
  }

  /** The session is missing or over: the person has to sign in. */
  get signedOut(): boolean {
    return this.status === 401;
  }
}

/** Turns what `fetch` threw into words. */
export function problemFromFailure(error: unknown): ApiProblem {
  if (error instanceof ApiProblem) {
    return error;
  }
  if (error instanceof DOMException && error.name === 'TimeoutError') {
    return new ApiProblem({
      kind: 'timeout',
      status: 0,
      detail: 'The gateway did not answer in time.',
      cause: error,
    });
  }
  return new ApiProblem({
    kind: 'unreachable',
    status: 0,
    detail: 'The gateway cannot be reached.',
    cause: error,
  });
}

/** Turns an answer outside 2xx into words, whether it comes from the gateway or from a proxy before it. */
export async function problemFromAnswer(answer: Response): Promise<ApiProblem> {
  const retryAfterMs = retryAfter(answer.headers.get('Retry-After'));
  const text = await answer.text().catch(() => '');
  const problem = parseProblem(text);
  if (problem) {
    return new ApiProblem({ ...problem, status: answer.status, retryAfterMs });
  }
  return new ApiProblem({
    kind: 'proxy',
    status: answer.status,
    detail: proxyWords(answer, text),
    retryAfterMs,
  });
}

function parseProblem(text: string): Problem | undefined {
  try {
    const result = problemSchema.safeParse(JSON.parse(text));
    return result.success ? result.data : undefined;
  } catch {
    // Not JSON: not the gateway's own answer.
    return undefined;
  }
}

function proxyWords(answer: Response, text: string): string {
  const title = /<title>([^<]*)<\/title>/i.exec(text)?.[1]?.trim();
  const excerpt = (title ?? answer.statusText).slice(0, maxExcerptCharacters);
  const said = excerpt === '' ? String(answer.status) : `${answer.status} (${excerpt})`;
  return answer.status >= 500
    ? `The gateway is not ready: the answer was ${said}.`
    : `The request was answered with ${said}, not by the gateway itself.`;
}

/** `Retry-After` in seconds; the date form is not used by the gateway. */
function retryAfter(header: string | null): number | null {
  return header !== null && /^\d{1,5}$/.test(header) ? Number(header) * 1000 : null;
}

/** Words for any thrown value. */
export function wordsOf(error: unknown): string {
  return error instanceof Error && error.message !== '' ? error.message : 'Something went wrong.';
}
