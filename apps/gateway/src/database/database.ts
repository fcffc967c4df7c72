import { Inject, Injectable, type OnApplicationShutdown } from '@nestjs/common';
import { type EntityManager, MikroORM } from '@mikro-orm/core';

/** How long a query of the readiness check may take. */
const CHECK_TIMEOUT_MS = 2_000;

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
}
