import type { Alarm } from '@casement/contract';
import type { MikroORM } from '@mikro-orm/core';
import { Database } from '../../../database/database.js';
import { openDatabase } from '../../../database/open-database.js';
import type { SqlRow, SqlSession } from '../../../database/sql-session.js';
import { ManualClock } from '../../../net/testing/manual-clock.js';
import { AlarmWriter } from '../alarm-writer.js';
import type { DraftLimits } from '../draft-queue.js';
import { TEST_NOW_MS } from './alarm-drafts.js';

const ROOM_FOR_EVERYTHING = 1_000_000;

/** How the writer gets at the database. */
export type Transaction = Database['transaction'];

/** A writer, and everything that it told. */
export type Bench = {
  readonly orm: MikroORM;
  readonly database: Database;
  readonly clock: ManualClock;
  readonly writer: AlarmWriter;
  readonly told: Alarm[];
  readonly changed: Alarm[];
  /** What was said about the disk; an empty text: it works again. */
  readonly said: string[];
};

/** Opens the database and a writer that knows nothing; whoever opens it closes `orm`. */
export const openWriter = async (
  url: string,
  given: {
    readonly limits?: DraftLimits;
    readonly wrap?: (real: Transaction) => Transaction;
  } = {},
): Promise<Bench> => {
  const orm = await openDatabase({ url, log: { warn: () => undefined } });
  const database = new Database(orm);
  const clock = new ManualClock(TEST_NOW_MS);
  const told: Alarm[] = [];
  const changed: Alarm[] = [];
  const said: string[] = [];
  const real: Transaction = (work) => database.transaction(work);
  const writer = new AlarmWriter({
    transaction: given.wrap?.(real) ?? real,
    clock,
    limits: given.limits ?? {},
    onWritten: (stored, others) => {
      told.push(...stored.map(({ alarm }) => alarm));
      changed.push(...others);
    },
    onTrouble: (trouble) => said.push(trouble?.now ?? ''),
  });
  return { orm, database, clock, writer, told, changed, said };
};

/** From now on the disk of this SQLite is full. */
export const fill = async (sql: SqlSession): Promise<void> => {
  const [row] = await sql.query('pragma page_count');
  await sql.query(`pragma max_page_count = ${Number(row?.['page_count'])}`);
};
/** It has room again. */
export const clear = (sql: SqlSession): Promise<readonly SqlRow[]> =>
  sql.query(`pragma max_page_count = ${ROOM_FOR_EVERYTHING}`);
