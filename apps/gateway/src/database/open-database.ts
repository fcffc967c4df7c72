import { chmodSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { MikroORM, type Options } from '@mikro-orm/core';
import { Migrator } from '@mikro-orm/migrations';
import { PostgreSqlDriver } from '@mikro-orm/postgresql';
import { SqliteDriver } from '@mikro-orm/sqlite';
import { isConnectionError } from './connection-error.js';
import { BUSY_TIMEOUT_MS } from './database.js';
import { entities } from './entities/index.js';
import { migrations } from './migrations/index.js';
import { guardTransactions } from './transaction-guard.js';

/** How long a PostgreSQL that is just being started is waited for. */
const PATIENCE_MS = 60_000;
const RETRY_MS = 1_000;
/** Any number that no other program on the same server uses: the lock of our migrations. */
const MIGRATION_LOCK = 0x0ca5e;

/** What {@link openDatabase} needs beside the address. */
export type OpenDatabaseOptions = {
  readonly url: string;
  /** Told when something is worth a line in the log. */
  readonly log: { readonly warn: (line: string) => void };
  readonly patienceMs?: number;
};

/** The database cannot be opened; the message says which and why, without its password. */
export class DatabaseError extends Error {
  override readonly name = 'DatabaseError';
}

type OrmOptions = Partial<Options>;

const common = {
  entities,
  extensions: [Migrator],
  // Values of queries are secrets more often than not: they are never logged.
  debug: false,
  onCreateConnection: guardTransactions,
} satisfies OrmOptions;

const sqliteOptions = (file: string): OrmOptions => ({
  ...common,
  driver: SqliteDriver,
  dbName: file,
  migrations: { migrationsList: migrations.sqlite, snapshot: false, silent: true },
});

const postgresOptions = (url: string): OrmOptions => ({
  ...common,
  driver: PostgreSqlDriver,
  clientUrl: url,
  // MikroORM itself reads no parameters of the address: sslmode, and host for a unix socket.
  driverOptions: {
    connectionString: url,
    connectionTimeoutMillis: 5_000,
    application_name: 'casement',
  },
  pool: { min: 0, max: 10 },
  migrations: { migrationsList: migrations.postgresql, snapshot: false, silent: true },
});

const sql = (orm: MikroORM, query: string): Promise<unknown> =>
  (orm.em.getConnection() as unknown as { execute: (text: string) => Promise<unknown> }).execute(
    query,
  );

const openSqlite = async (file: string): Promise<MikroORM> => {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 });
  const orm = await MikroORM.init(sqliteOptions(file));
  // WAL with synchronous=FULL: a commit that was acknowledged survives a power cut.
  await sql(orm, 'pragma journal_mode = wal');
  await sql(orm, 'pragma synchronous = full');
  await sql(orm, `pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
  await sql(orm, 'pragma foreign_keys = on');
  // Hashes of passwords are nobody's business on this machine; -wal and -shm take over the mode.
  chmodSync(file, 0o600);
  await orm.migrator.up();
  return orm;
};

const openPostgres = async (url: string): Promise<MikroORM> => {
  const orm = await MikroORM.init(postgresOptions(url));
  try {
    // Several gateways may start on one database; only one of them migrates at a time.
    await orm.em.fork().transactional(async (em) => {
      const connection = em.getConnection() as unknown as {
        execute: (
          text: string,
          params: unknown[],
          method: string,
          context: unknown,
        ) => Promise<unknown>;
      };
      await connection.execute(
        `select pg_advisory_xact_lock(${MIGRATION_LOCK})`,
        [],
        'all',
        em.getTransactionContext(),
      );
      await orm.migrator.up();
    });
    return orm;
  } catch (error) {
    await orm.close(true);
    throw error;
  }
};

const reasonOf = (error: unknown): string => {
  const { code, message } = error as { code?: unknown; message?: unknown };
  const words = typeof message === 'string' && message !== '' ? message : String(code);
  return words.split('\n', 1)[0] ?? words;
};

/** The address without user and password, for messages. */
const shown = (url: string): string => {
  if (!URL.canParse(url) || url.startsWith('file:')) {
    return url;
  }
  const { protocol, host, pathname } = new URL(url);
  return `${protocol}//${host}${pathname}`;
};

/**
 * Opens the database and brings its tables up to date. PostgreSQL is waited for, because it is often
 * started together with the gateway.
 *
 * @throws {DatabaseError}
 */
export const openDatabase = async (options: OpenDatabaseOptions): Promise<MikroORM> => {
  const { url, log, patienceMs = PATIENCE_MS } = options;
  const isFile = url.startsWith('file:');
  const giveUpAt = performance.now() + patienceMs;
  for (;;) {
    try {
      return await (isFile ? openSqlite(url.slice('file:'.length)) : openPostgres(url));
    } catch (error) {
      if (isFile || !isConnectionError(error) || performance.now() > giveUpAt) {
        throw new DatabaseError(`the database ${shown(url)} cannot be opened: ${reasonOf(error)}`, {
          cause: error,
        });
      }
      log.warn(`the database ${shown(url)} is not there yet (${reasonOf(error)}), trying again`);
      await delay(RETRY_MS);
    }
  }
};
