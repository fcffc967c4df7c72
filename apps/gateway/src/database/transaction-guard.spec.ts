import { join } from 'node:path';
import type { MikroORM } from '@mikro-orm/core';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { Database } from './database.js';
import { StoredRecorderEntity } from './entities/stored-recorder.entity.js';
import { openDatabase } from './open-database.js';
import { guardTransactions } from './transaction-guard.js';

const folder = temporaryFolder('casement-guard-');
const flush = async (orm: MikroORM): Promise<void> => {
  const work = orm.em.fork();
  work.create(StoredRecorderEntity, {
    id: 'gate',
    encryptedPassword: 'x'.repeat(100_000),
    settings: {},
    createdAt: new Date(0),
    updatedAt: new Date(0),
  });
  await work.flush();
};

describe('a full disk', () => {
  it('fails what is written then, and nothing after it', async () => {
    const orm = await openDatabase({
      url: `file:${join(folder.path, 'full.db')}`,
      log: { warn: () => undefined },
    });
    const { sql } = new Database(orm);
    const [pages] = await sql.query('pragma page_count');
    await sql.query(`pragma max_page_count = ${Number(pages?.['page_count'])}`);
    await expect(flush(orm)).rejects.toThrow(/full/);
    await expect(orm.em.fork().count(StoredRecorderEntity)).resolves.toBe(0);
    await expect(
      new Database(orm).transaction((each) => each.query('select * from no_such_table')),
    ).rejects.toThrow(/no such table/);
    await sql.query('pragma max_page_count = 1000000');
    await flush(orm);
    await expect(orm.em.fork().count(StoredRecorderEntity)).resolves.toBe(1);
    await orm.close(true);
  });
});

describe('guardTransactions', () => {
  const connectionThat = (fails: ReadonlySet<string>) => {
    const asked: string[] = [];
    const connection = {
      executeQuery: ({ sql }: { readonly sql: string }) => {
        asked.push(sql);
        return fails.has(sql)
          ? Promise.reject(new Error(`${sql} failed`))
          : Promise.resolve({ rows: [1] });
      },
    };
    return { asked, connection };
  };

  it('tells of a begin that failed with the next query, and of none after the rollback', async () => {
    const { asked, connection } = connectionThat(new Set(['begin', 'rollback']));
    await guardTransactions(connection);
    await expect(connection.executeQuery({ sql: 'begin' })).resolves.toEqual({ rows: [] });
    await expect(connection.executeQuery({ sql: 'insert' })).rejects.toThrow('begin failed');
    await expect(connection.executeQuery({ sql: 'rollback' })).resolves.toEqual({ rows: [] });
    await expect(connection.executeQuery({ sql: 'insert' })).resolves.toEqual({ rows: [1] });
    expect(asked).toEqual(['begin', 'rollback', 'insert']);
  });

  it('leaves everything else as it is', async () => {
    const { connection } = connectionThat(new Set(['commit', 'begin immediate']));
    await guardTransactions(connection);
    await expect(connection.executeQuery({ sql: 'begin immediate' })).rejects.toThrow('failed');
    await expect(connection.executeQuery({ sql: 'commit' })).rejects.toThrow('commit failed');
    await expect(connection.executeQuery({ sql: 'select 1' })).resolves.toEqual({ rows: [1] });
  });
});
