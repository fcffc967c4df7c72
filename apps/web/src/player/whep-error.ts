import { notAcceptableContextSchema } from '@casement/contract';
import { ApiProblem, wordsOf } from '../api/api-problem.js';
import type { TileEnd } from './tile-model.js';

/**
 * Why a viewing ended. `unsupported` and `codec`: this browser cannot show it. `refused`: the gateway said no.
 * `signed-out`: the session is over. `busy`: not now, or not reachable. `transport`: the media connection
 * failed or broke. `negotiation`: an answer that makes no sense.
 */
export type WhepErrorKind =
  'unsupported' | 'codec' | 'refused' | 'signed-out' | 'busy' | 'transport' | 'negotiation';

/** A viewing that failed or broke, in words for the tile. */
export class WhepError extends Error {
  override readonly name = 'WhepError';
  readonly kind: WhepErrorKind;
  readonly retryAfterMs: number | null;

  constructor(
    kind: WhepErrorKind,
    message: string,
    options: { readonly cause?: unknown; readonly retryAfterMs?: number | null } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  /** Sorts whatever went wrong during negotiation. */
  static from(error: unknown): WhepError {
    if (error instanceof WhepError) {
      return error;
    }
    if (error instanceof ApiProblem) {
      return new WhepError(kindOf(error), wordsFor(error), {
        cause: error,
        retryAfterMs: error.retryAfterMs,
      });
    }
    return new WhepError('negotiation', `The gateway's answer cannot be used (${wordsOf(error)})`, {
      cause: error,
    });
  }

  /** What the tile makes of it. Only what a person has to mend counts as failed, and even that is tried again. */
  get tileEnd(): TileEnd {
    const severity =
      this.kind === 'signed-out'
        ? 'signed-out'
        : this.kind === 'unsupported' || this.kind === 'codec' || this.kind === 'refused'
          ? 'failed'
          : 'again';
    return { severity, words: this.message, retryAfterMs: this.retryAfterMs };
  }
}

/** 404 is not a refusal: after a restart the gateway may not know its recorders yet. */
function kindOf(problem: ApiProblem): WhepErrorKind {
  switch (problem.status) {
    case 401:
      return 'signed-out';
    case 406:
      return 'codec';
    case 400:
    case 403:
    case 415:
    case 422:
      return 'refused';
    default:
      return 'busy';
  }
}

function wordsFor(problem: ApiProblem): string {
  const ways = notAcceptableContextSchema.safeParse(problem.context);
  return problem.status === 406 && ways.success && ways.data.ways.length > 0
    ? `${problem.message} Other ways: ${ways.data.ways.join(', ')}.`
    : problem.message;
}
