import type { Alarm } from '@casement/contract';
import type { Database } from '../../database/database.js';
import type { SqlSession } from '../../database/sql-session.js';
import { alarmColumns, alarmOf, keyOf } from './alarm-row.js';
import { nextTurn } from './next-turn.js';

/** What an adopted device sent so long ago still counts as its recorder's. */
const ASSIGN_MS = 30 * 24 * 60 * 60_000;
/** Numbers that are looked through in one transaction, so that alarms which come meanwhile are soon stored. */
const STEP = 2_000;
/** Told of one assignment; older ones are seen when somebody looks. */
const MAX_TOLD = 1_000;

/** What acknowledging did. */
export type Acknowledged = {
  /** All that were asked for and exist, ascending. */
  readonly all: readonly Alarm[];
  readonly changed: readonly Alarm[];
};

/** Notes who saw these alarms first; what was acknowledged before stays as it is. */
export const acknowledgeAlarms = async (
  database: Database,
  ids: readonly number[],
  by: string,
  atMs: number,
): Promise<Acknowledged> => {
  const wanted = [...new Set(ids)];
  if (wanted.length === 0) {
    return { all: [], changed: [] };
  }
  const marks = wanted.map(() => '?').join(', ');
  return database.transaction(async (sql) => {
    const updated = await sql.query(
      `update alarms set acknowledged_by = ?, acknowledged_at = ?, open = 0 where acknowledged_by is null and id in (${marks}) returning id`,
      [by, new Date(atMs).toISOString(), ...wanted],
    );
    const isChanged = new Set(updated.map(({ id }) => Number(id)));
    const rows = await sql.query(
      `select ${alarmColumns} from alarms where id in (${marks}) order by id`,
      wanted,
    );
    const all = rows.map(alarmOf);
    return { all, changed: all.filter(({ id }) => isChanged.has(id)) };
  });
};

/**
 * Says whose the alarms of a nearest hop are, the newest first.
 *
 * @returns the newest that changed, ascending
 */
export const assignAlarms = async (
  database: Database,
  mac: string,
  recorder: string | null,
  nowMs: number,
): Promise<readonly Alarm[]> => {
  const sinceMs = nowMs - ASSIGN_MS;
  const [span] = await database.sql.query(
    'select (select id from alarms where received_ms >= ? order by received_ms limit 1) as first, (select max(id) from alarms) as last',
    [sinceMs],
  );
  const first = Number(span?.['first'] ?? 1);
  const changed: Alarm[] = [];
  for (let last = Number(span?.['last'] ?? 0); last >= first; last -= STEP) {
    const alarms = await database.transaction((sql) =>
      assignSome(sql, { mac, recorder, sinceMs, first: last - STEP + 1, last }),
    );
    changed.push(...alarms.slice(0, MAX_TOLD - changed.length));
    await nextTurn();
  }
  return changed.reverse();
};

type Assignment = {
  readonly mac: string;
  readonly recorder: string | null;
  readonly sinceMs: number;
  readonly first: number;
  readonly last: number;
};

/** @returns those that changed, the newest first */
async function assignSome(
  sql: SqlSession,
  { mac, recorder, sinceMs, first, last }: Assignment,
): Promise<readonly Alarm[]> {
  const isOther =
    recorder === null ? 'recorder is not null' : '(recorder is null or recorder <> ?)';
  const rows = await sql.query(
    `update alarms set recorder = ? where mac = ? and id >= ? and id <= ? and received_ms >= ? and ${isOther} returning ${alarmColumns}`,
    [recorder, keyOf(mac), first, last, sinceMs, ...(recorder === null ? [] : [recorder])],
  );
  return rows.map(alarmOf).sort((a, b) => b.id - a.id);
}
