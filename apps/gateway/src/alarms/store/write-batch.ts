import type { Alarm } from '@casement/contract';
import { placeholders, type SqlRow, type SqlSession } from '../../database/sql-session.js';
import type { AlarmBatch } from './alarm-batch.js';
import {
  alarmColumns,
  alarmOf,
  keyOf,
  type NumberedDraft,
  valuesOf,
  writtenColumns,
} from './alarm-row.js';

/** SQLite takes 32,766 values in a statement, PostgreSQL 65,535. */
const ROWS_PER_INSERT = 250;
/** Originators that are looked up in one statement; SQLite puts 500 selects together at most. */
const ORIGINATORS_PER_SELECT = 100;

/** Where the highest number is kept for the day when all alarms are deleted. */
export const HIGHEST = 'highest';

/** The highest number that was ever given, whether its alarm is still kept or not. */
export const readHighest = async (sql: SqlSession): Promise<number> => {
  const rows = await sql.query(
    'select max(id) as id from alarms union all select id from alarm_cursors where name = ?',
    [HIGHEST],
  );
  return Math.max(0, ...rows.map(({ id }) => Number(id ?? 0)));
};

/** The last log number of each of these that has one. */
export const readLogNumbers = async (
  sql: SqlSession,
  originators: readonly string[],
): Promise<ReadonlyMap<string, number>> => {
  const found = new Map<string, number>();
  for (const some of chunksOf(originators, ORIGINATORS_PER_SELECT)) {
    const selects = some.map(
      (_each, index) =>
        `select * from (select originator, log_number from alarms where originator = ? and log_number <> 0 order by id desc limit 1) as o${index}`,
    );
    for (const row of await sql.query(selects.join(' union all '), some)) {
      found.set(String(row['originator']), Number(row['log_number']));
    }
  }
  return found;
};

/**
 * Writes a batch inside a transaction.
 *
 * @returns alarms of earlier batches that are others now
 */
export const writeBatch = async (
  sql: SqlSession,
  { rows, repeated, closings }: AlarmBatch,
): Promise<readonly Alarm[]> => {
  for (const some of chunksOf(rows, ROWS_PER_INSERT)) {
    await sql.query(
      `insert into alarms (${writtenColumns.join(', ')}) values ${placeholders(some.length, writtenColumns.length)}`,
      some.flatMap((row) => valuesOf(row)),
    );
  }
  const changed = new Map<number, Alarm>();
  const note = (found: readonly SqlRow[]): void => {
    for (const alarm of found.map(alarmOf)) {
      changed.set(alarm.id, alarm);
    }
  };
  for (const { id, repeats } of repeated) {
    // Not plus one: it may be tried again after a commit that nobody confirmed.
    note(
      await sql.query(`update alarms set repeats = ? where id = ? returning ${alarmColumns}`, [
        repeats,
        id,
      ]),
    );
  }
  const [first] = rows;
  if (closings.size > 0 && first !== undefined) {
    note(await close(sql, closings, first.id));
  }
  return [...changed.values()].sort((a, b) => a.id - b.id);
};

/**
 * Whether these rows are in the table, every one of them, under these numbers: after a commit of which nobody knows
 * whether it came through.
 */
export const areWritten = async (
  sql: SqlSession,
  rows: readonly NumberedDraft[],
): Promise<boolean> => {
  const first = rows[0]?.id ?? 0;
  const found = await sql.query(
    'select id, originator, fingerprint, received_ms from alarms where id >= ? and id < ? order by id',
    [first, first + rows.length],
  );
  return (
    found.length === rows.length &&
    rows.every(({ fingerprint, draft }, index) => {
      const row = found[index];
      return (
        row?.['fingerprint'] === fingerprint &&
        row['originator'] === keyOf(draft.originator) &&
        Number(row['received_ms']) === Math.round(draft.receivedMs)
      );
    })
  );
};

/** What {@link writeBatch} gave when these rows were written. */
export const readChanged = async (
  sql: SqlSession,
  { rows, repeated, closings }: AlarmBatch,
): Promise<readonly Alarm[]> => {
  const first = rows[0]?.id ?? 0;
  const ids = repeated.map(({ id }) => id);
  const faults = [...closings.keys()];
  // A list of nothing is not SQL.
  const found = await sql.query(
    `select ${alarmColumns} from alarms where id < ? and (id in (${marksOf([0, ...ids])}) or (fault in (${marksOf(['', ...faults])}) and closed_by >= ? and closed_by < ?)) order by id`,
    [first, 0, ...ids, '', ...faults, first, first + rows.length],
  );
  return found.map(alarmOf);
};

/** Closes what is older than the batch. */
async function close(
  sql: SqlSession,
  closings: ReadonlyMap<string, number>,
  before: number,
): Promise<readonly SqlRow[]> {
  const cases = [...closings].map(() => 'when ? then cast(? as bigint)').join(' ');
  return sql.query(
    `update alarms set open = 0, closed_by = case fault ${cases} end where closed_by is null and fault in (${marksOf([...closings])}) and id < ? returning ${alarmColumns}`,
    [...[...closings].flat(), ...closings.keys(), before],
  );
}

function marksOf(values: readonly unknown[]): string {
  return values.map(() => '?').join(', ');
}

function chunksOf<Item>(items: readonly Item[], size: number): readonly (readonly Item[])[] {
  return Array.from({ length: Math.ceil(items.length / size) }, (_each, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}
