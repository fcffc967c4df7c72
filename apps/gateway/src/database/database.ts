import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type EntityManager, MikroORM } from '@mikro-orm/core';
import { SqlitePlatform } from '@mikro-orm/sqlite';
import { type SqlClient, type SqlSession, sqlSessionOf } from './sql-session.js';

/** How long a query of the readiness check may take. */
const CHECK_TIMEOUT_MS = 2_000;

/** How long SQLite waits for somebody else's lock, see open-database.ts. */
export const BUSY_TIMEOUT_MS = 5_000;

/** As much of MikroORM's connection as is needed for plain SQL; its own type does not say that it is one of SQL. */
type SqlConnection = {
  getClient(): SqlClient & {
    connection(): {
      execute<Result>(work: (bound: SqlClient) => Promise<Result>): Promise<Result>;
    };
  };
};

/** The one door to the tables. */
@Injectable()
export class Database implements OnApplicationShutdown {
  readonly #orm: MikroORM;

  constructor(@Inject(MikroORM) orm: MikroORM) {
    this.#orm = orm;
  }

  /** A unit of work of its own; one for every operation, never kept. */
  work(): EntityManager {
    return this.#orm.em.fork();
  }

  /** Statements in plain SQL, each for itself: where many rows make entities too slow. */
  get sql(): SqlSession {
    return sqlSessionOf(this.#connection.getClient(), this.#dialect);
  }

  /**
   * Statements in plain SQL, all of them or none. Nobody else's statement comes in between; SQLite does not wait for
   * another program's lock, because nothing else could run meanwhile.
   *
   * @throws what a statement throws, after everything was rolled back
   */
  async transaction<Result>(work: (sql: SqlSession) => Promise<Result>): Promise<Result> {
    const dialect = this.#dialect;
    return this.#connection
      .getClient()
      .connection()
      .execute(async (bound) => {
        const sql = sqlSessionOf(bound, dialect);
        await beginNow(sql);
        try {
          const result = await work(sql);
          await sql.query('commit');
          return result;
        } catch (error) {
          await sql.query('rollback');
          throw error;
        }
      });
  }

  /** Whether a query is answered in time. Never throws. */
  async check(): Promise<{ ok: boolean; detail?: string }> {
    let timer: NodeJS.Timeout | undefined;
    const timeout = new Promise<{ ok: false; detail: string }>((resolve) => {
      timer = setTimeout(
        () => resolve({ ok: false, detail: `no answer in ${CHECK_TIMEOUT_MS} ms` }),
        CHECK_TIMEOUT_MS,
      );
    });
    const answer = this.#orm.em
      .getConnection()
      .checkConnection()
      .then(({ ok }) => (ok ? { ok } : { ok, detail: 'the database does not answer' }))
      .catch(() => ({ ok: false, detail: 'the database does not answer' }));
    try {
      return await Promise.race([answer, timeout]);
    } finally {
      clearTimeout(timer);
    }
  }

  /** Last of all: whoever stops before may still write. */
  async onApplicationShutdown(): Promise<void> {
    await this.#orm.close(true);
  }

  get #connection(): SqlConnection {
    return this.#orm.em.getConnection() as unknown as SqlConnection;
  }

  get #dialect(): SqlSession['dialect'] {
    return this.#orm.em.getPlatform() instanceof SqlitePlatform ? 'sqlite' : 'postgresql';
  }
}

/** SQLite takes the lock for writing at once: a transaction that reads first and writes then may lose in between. */
async function beginNow(sql: SqlSession): Promise<void> {
  if (sql.dialect === 'postgresql') {
    await sql.query('begin transaction');
    return;
  }
  await sql.query('pragma busy_timeout = 0');
  try {
    await sql.query('begin immediate');
  } finally {
    await sql.query(`pragma busy_timeout = ${BUSY_TIMEOUT_MS}`);
  }
}
