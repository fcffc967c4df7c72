import { type DeliveryWay, notAcceptableContextSchema } from '@casement/contract';
import { ApiProblem, wordsOf } from '../api/api-problem.js';
import type { TileEnd } from './tile-model.js';

/**
 * Why one way of showing a camera ended. `unsupported` and `codec`: this browser cannot show it so. `refused`: the gateway said no.
 * `signed-out`: the session is over. `busy`: not now, or not reachable. `transport`: the media connection
 * failed or broke. `negotiation`: an answer that makes no sense.
 */
export type WayErrorKind =
  'unsupported' | 'codec' | 'refused' | 'signed-out' | 'busy' | 'transport' | 'negotiation';

/** A way that failed or broke, in words for the tile. */
export class WayError extends Error {
  override readonly name = 'WayError';
  readonly kind: WayErrorKind;
  readonly retryAfterMs: number | null;
  /** What the gateway says would work instead; null when it said nothing. */
  readonly ways: readonly DeliveryWay[] | null;

  constructor(
    kind: WayErrorKind,
    message: string,
    options: {
      readonly cause?: unknown;
      readonly retryAfterMs?: number | null;
      readonly ways?: readonly DeliveryWay[] | null;
    } = {},
  ) {
    super(message, { cause: options.cause });
    this.kind = kind;
    this.retryAfterMs = options.retryAfterMs ?? null;
    this.ways = options.ways ?? null;
  }

  /** Sorts whatever went wrong during negotiation. */
  static from(error: unknown): WayError {
    if (error instanceof WayError) {
      return error;
    }
    if (error instanceof ApiProblem) {
      const ways = notAcceptableContextSchema.safeParse(error.context);
      return new WayError(kindOf(error), error.message, {
        cause: error,
        retryAfterMs: error.retryAfterMs,
        ways: error.status === 406 && ways.success ? ways.data.ways : null,
      });
    }
    return new WayError('negotiation', `The gateway's answer cannot be used (${wordsOf(error)})`, {
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
function kindOf(problem: ApiProblem): WayErrorKind {
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
