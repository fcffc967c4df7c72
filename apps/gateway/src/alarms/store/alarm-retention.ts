import type { Alarm, AlarmSeverity } from '@casement/contract';
import type { Database } from '../../database/database.js';
import type { SqlRow } from '../../database/sql-session.js';
import { type Clock, sleep } from '../../net/clock.js';
import { HIGHEST, readHighest } from './write-batch.js';

/** Deleted in one transaction, which takes some 10 ms. */
const STEP = 500;
/** Between two of them, so that alarms which come meanwhile are soon stored. */
const REST_MS = 20;
const DAY_MS = 24 * 60 * 60_000;

/** How long alarms are kept. */
export type Retention = { readonly retentionDays: number; readonly maxKept: number };

/** What is told of a deleted alarm. */
export type DeletedAlarm = Pick<Alarm, 'open' | 'severity'>;

/** What {@link deleteOld} needs. */
export type RetentionOptions = Retention & {
  readonly clock: Clock;
  readonly signal: AbortSignal;
  /** Told after every step. */
  readonly onDeleted: (gone: readonly DeletedAlarm[]) => void;
};

/**
 * Deletes alarms that are too old or too many, the oldest first, in small steps. Numbers never start anew, even when
 * all are deleted.
 *
 * @returns how many were deleted
 * @throws what the database throws, or the signal's reason; what was deleted until then is gone
 */
export const deleteOld = async (
  database: Database,
  { retentionDays, maxKept, clock, signal, onDeleted }: RetentionOptions,
): Promise<number> => {
  const highest = await database.transaction(async (sql) => {
    const found = await readHighest(sql);
    await sql.query(
      'insert into alarm_cursors (name, id) values (?, ?) on conflict (name) do update set id = excluded.id',
      [HIGHEST, found],
    );
    return found;
  });
  const beforeMs = Math.round(clock.wallMs() - retentionDays * DAY_MS);
  const steps = [
    { where: 'received_ms < ? and id <= ?', order: 'received_ms', values: [beforeMs, highest] },
    { where: 'id <= ?', order: 'id', values: [highest - maxKept] },
  ];
  let deleted = 0;
  for (const { where, order, values } of steps) {
    for (;;) {
      const gone = await database.transaction((sql) =>
        sql.query(
          `delete from alarms where id in (select id from alarms where ${where} order by ${order} limit ${STEP}) returning open, severity`,
          values,
        ),
      );
      deleted += gone.length;
      onDeleted(gone.map(deletedOf));
      if (gone.length < STEP) {
        break;
      }
      await sleep(clock, REST_MS, signal);
    }
  }
  return deleted;
};

function deletedOf(row: SqlRow): DeletedAlarm {
  // Written by alarm-row.ts alone.
  return { open: Number(row['open']) === 1, severity: row['severity'] as AlarmSeverity };
}
