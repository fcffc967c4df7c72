import { problems } from '../../errors/problems.js';
import { clip, instant, requireOnce, wholeNumber } from '../../viewing/query-values.js';

/** As many as a recorder keeps (v1.5R1 5.1). */
const maxEntries = 1_000;
const maxSearchCharacters = 200;
const maxCamera = 128;

/** Which entries of which log are wanted. */
export type LogQuery = {
  readonly kind: 'error' | 'event';
  /** In small letters; empty: all. */
  readonly search: string;
  readonly camera: number | undefined;
  /** Milliseconds since 1970; both are in the range. */
  readonly fromMs: number;
  readonly toMs: number;
  readonly limit: number;
};

/**
 * Reads the query of `GET /recorders/:rid/logs`. A value that is empty counts as not there, as forms send it.
 *
 * @throws {ProblemError} 400, with what was found and what was expected
 */
export function readLogQuery(given: URLSearchParams): LogQuery {
  const query = new URLSearchParams([...given].filter(([, value]) => value !== ''));
  requireOnce(query, ['kind', 'search', 'camera', 'from', 'to', 'limit']);
  const fromMs = instant(query, 'from') ?? Number.NEGATIVE_INFINITY;
  const toMs = instant(query, 'to') ?? Number.POSITIVE_INFINITY;
  if (fromMs > toMs) {
    throw problems.badRequest(
      `from is "${clip(query.get('from') ?? '')}", which is after to, "${clip(query.get('to') ?? '')}".`,
    );
  }
  return {
    kind: kindOf(query),
    search: searchOf(query),
    camera: wholeNumber(query, 'camera', 1, maxCamera),
    fromMs,
    toMs,
    limit: wholeNumber(query, 'limit', 1, maxEntries) ?? maxEntries,
  };
}

function kindOf(query: URLSearchParams): 'error' | 'event' {
  const kind = query.get('kind');
  if (kind !== 'error' && kind !== 'event') {
    throw problems.badRequest(
      kind === null
        ? 'kind is missing; expected error or event.'
        : `kind is "${clip(kind)}"; expected error or event.`,
    );
  }
  return kind;
}

function searchOf(query: URLSearchParams): string {
  const search = query.get('search')?.trim() ?? '';
  if (search.length > maxSearchCharacters) {
    throw problems.badRequest(
      `search has ${search.length} characters; expected at most ${maxSearchCharacters}.`,
    );
  }
  return search.toLowerCase();
}
