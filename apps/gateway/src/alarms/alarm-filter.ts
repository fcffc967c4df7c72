import {
  type AlarmFilter,
  alarmKindSchema,
  alarmSeveritySchema,
  recorderIdSchema,
} from '@casement/contract';
import { problems } from '../errors/problems.js';
import { clip, flag, instant, wholeNumber } from '../viewing/query-values.js';
import { maxId } from './alarm-id.js';

const maxLimit = 1_000;
const defaultLimit = 100;
const maxSearchCharacters = 200;
/** Of the alarm protocol (2.2.3). */
const maxCamera = 65_534;

/** What the query of `GET /alarms` asks for, with the limit filled in. */
export type AlarmQuery = AlarmFilter & { readonly limit: number };

/**
 * Reads the query of `GET /alarms`. A value that is empty counts as not there, as forms send it.
 *
 * @throws {ProblemError} 400, with what was found and what was expected
 */
export const readAlarmFilter = (given: URLSearchParams): AlarmQuery => {
  const query = new URLSearchParams([...given].filter(([, value]) => value !== ''));
  const after = wholeNumber(query, 'after', 0, maxId);
  const before = wholeNumber(query, 'before', 1, maxId);
  if (after !== undefined && before !== undefined) {
    throw problems.badRequest('Found after and before; expected one of them.');
  }
  const from = instantText(query, 'from');
  const to = instantText(query, 'to');
  if (from !== undefined && to !== undefined && from > to) {
    throw problems.badRequest(`from is ${from}, which is after to, ${to}.`);
  }
  const filter = {
    after,
    before,
    recorder: recorder(query),
    camera: wholeNumber(query, 'camera', 1, maxCamera),
    kind: word(query, 'kind', alarmKindSchema.options),
    severity: word(query, 'severity', alarmSeveritySchema.options),
    open: flag(query, 'open'),
    from,
    to,
    search: search(query),
  };
  return { ...filter, limit: wholeNumber(query, 'limit', 1, maxLimit) ?? defaultLimit };
};

function word<const Word extends string>(
  query: URLSearchParams,
  name: string,
  words: readonly Word[],
): Word | undefined {
  const found = query.get(name);
  const known = words.find((each) => each === found);
  if (found !== null && known === undefined) {
    throw problems.badRequest(`${name} is "${clip(found)}"; expected one of ${words.join(', ')}.`);
  }
  return known;
}

function recorder(query: URLSearchParams): string | undefined {
  const found = query.get('recorder') ?? undefined;
  if (found !== undefined && !recorderIdSchema.safeParse(found).success) {
    throw problems.badRequest(
      `recorder is "${clip(found)}"; expected the id of a recorder, 1 to 32 of a-z, 0-9 and "-".`,
    );
  }
  return found;
}

/** In UTC, so that times can be compared as text. */
function instantText(query: URLSearchParams, name: string): string | undefined {
  const ms = instant(query, name);
  return ms === undefined ? undefined : new Date(ms).toISOString();
}

function search(query: URLSearchParams): string | undefined {
  const found = query.get('search')?.trim() ?? '';
  if (found.length > maxSearchCharacters) {
    throw problems.badRequest(
      `search has ${found.length} characters; expected at most ${maxSearchCharacters}.`,
    );
  }
  return found === '' ? undefined : found;
}
