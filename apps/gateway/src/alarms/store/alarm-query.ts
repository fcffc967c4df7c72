import type { Alarm, AlarmFilter } from '@casement/contract';
import type { SqlRow, SqlSession, SqlValue } from '../../database/sql-session.js';
import { alarmColumns, alarmOf } from './alarm-row.js';
import { nextTurn } from './next-turn.js';

const DEFAULT_LIMIT = 100;
const MAX_LIMIT = 1_000;
/**
 * Numbers that one statement looks through. SQLite answers on the control thread: searching a million alarms for a word
 * at once would keep everything else waiting for half a second, so many of them take some 10 ms.
 */
const WINDOW = 10_000;
/** As many entries of the index by time are read in some 20 ms; for longer times all windows are looked through. */
const MAX_NARROWED = 200_000;

type Conditions = { readonly terms: readonly string[]; readonly values: readonly SqlValue[] };

const none: Conditions = { terms: [], values: [] };

/** Numbers, both included. */
type Span = { readonly first: number; readonly last: number };

/** The alarms that a filter lets through, oldest first. */
export const listAlarms = async (
  sql: SqlSession,
  filter: AlarmFilter,
): Promise<readonly Alarm[]> => {
  const limit = Math.min(MAX_LIMIT, Math.max(1, filter.limit ?? DEFAULT_LIMIT));
  const isForward = filter.before === undefined || filter.after !== undefined;
  const conditions = conditionsOf(filter);
  const found: SqlRow[] = [];
  for (const window of windowsOf(await spanOf(sql, filter), isForward)) {
    if (found.length >= limit) {
      break;
    }
    found.push(...(await look(sql, window, conditions, isForward, limit - found.length)));
    await nextTurn();
  }
  return (isForward ? found : found.reverse()).map(alarmOf);
};

async function look(
  sql: SqlSession,
  { first, last }: Span,
  { terms, values }: Conditions,
  isForward: boolean,
  limit: number,
): Promise<readonly SqlRow[]> {
  const where = ['id >= ?', 'id <= ?', ...terms].join(' and ');
  const order = isForward ? 'asc' : 'desc';
  return sql.query(
    `select ${alarmColumns} from alarms where ${where} order by id ${order} limit ${limit}`,
    [first, last, ...values],
  );
}

/** Where there can be any: what is kept, between `after` and `before`, of the time in question. */
async function spanOf(sql: SqlSession, filter: AlarmFilter): Promise<Span> {
  const { after, before } = filter;
  const kept = (await spanOfTime(sql, filter)) ?? (await spanOfAll(sql));
  return {
    first: Math.max(kept.first, (after ?? 0) + 1),
    last: Math.min(kept.last, (before ?? Number.MAX_SAFE_INTEGER) - 1),
  };
}

async function spanOfAll(sql: SqlSession): Promise<Span> {
  // Each for itself is read from the end of an index; SQLite reads the whole table for both together.
  return spanOfRows(
    await sql.query(
      'select (select min(id) from alarms) as first, (select max(id) from alarms) as last',
    ),
  );
}

/** Undefined: no time is in question, or such a long one that looking at it costs more than it spares. */
async function spanOfTime(sql: SqlSession, { from, to }: AlarmFilter): Promise<Span | undefined> {
  const { terms, values } = timesOf(from, to);
  if (terms.length === 0) {
    return undefined;
  }
  const alarms = `from alarms where ${terms.join(' and ')}`;
  const ends = spanOfRows(
    await sql.query(
      `select (select id ${alarms} order by received_ms limit 1) as first, (select id ${alarms} order by received_ms desc limit 1) as last`,
      [...values, ...values],
    ),
  );
  if (Math.abs(ends.last - ends.first) > MAX_NARROWED) {
    return undefined;
  }
  // Clocks are set: the first by time need not be the first by number.
  return spanOfRows(await sql.query(`select min(id) as first, max(id) as last ${alarms}`, values));
}

function spanOfRows([row]: readonly SqlRow[]): Span {
  return { first: Number(row?.['first'] ?? 1), last: Number(row?.['last'] ?? 0) };
}

function* windowsOf({ first, last }: Span, isForward: boolean): Generator<Span> {
  if (isForward) {
    for (let start = first; start <= last; start += WINDOW) {
      yield { first: start, last: Math.min(last, start + WINDOW - 1) };
    }
    return;
  }
  for (let end = last; end >= first; end -= WINDOW) {
    yield { first: Math.max(first, end - WINDOW + 1), last: end };
  }
}

function conditionsOf(filter: AlarmFilter): Conditions {
  const { recorder, camera, kind, severity, open, search } = filter;
  const times = timesOf(filter.from, filter.to);
  const equal = Object.entries({
    recorder,
    kind,
    severity,
    open: open === undefined ? undefined : Number(open),
  }).filter((entry): entry is [string, string | number] => entry[1] !== undefined);
  const cameras = camera === undefined ? none : ofCamera(camera);
  const words = search === undefined || search === '' ? [] : [containing(search)];
  return {
    terms: [
      ...equal.map(([column]) => `${column} = ?`),
      ...cameras.terms,
      ...times.terms,
      ...words.map(() => "searched like ? escape '!'"),
    ],
    values: [...equal.map(([, value]) => value), ...cameras.values, ...times.values, ...words],
  };
}

/** Its own alarms, and emergency recordings that it is part of: their cameras stand in a list such as `[1,10]`. */
function ofCamera(camera: number): Conditions {
  const inList = "replace(replace(cameras, '[', ','), ']', ',') like ?";
  return {
    terms: [`(camera = ? or (cameras <> '[]' and ${inList}))`],
    values: [camera, `%,${camera},%`],
  };
}

/** `from` is included, `to` is not. */
function timesOf(from: string | undefined, to: string | undefined): Conditions {
  const bounds = (
    [
      ['received_ms >= ?', from],
      ['received_ms < ?', to],
    ] as const
  )
    .map(([term, time]) => [term, time === undefined ? Number.NaN : Date.parse(time)] as const)
    .filter(([, ms]) => Number.isFinite(ms));
  return {
    terms: bounds.map(([term]) => term),
    values: bounds.map(([, ms]) => Math.ceil(ms)),
  };
}

/** A pattern for what has these words somewhere; what means something in patterns is taken as it is. */
function containing(search: string): string {
  const escaped = search.replaceAll('\0', '\uFFFD').replace(/[!%_]/g, (sign) => `!${sign}`);
  return `%${escaped.toLowerCase()}%`;
}
