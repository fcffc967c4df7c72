import { Injectable } from '@nestjs/common';
import { Database } from '../../database/database.js';

/** How far others have got with the alarms, in the database. */
@Injectable()
export class AlarmCursors {
  constructor(private readonly database: Database) {}

  /** Number of the last alarm that this one needs not see again; undefined: it has never said. */
  async get(name: string): Promise<number | undefined> {
    const [row] = await this.database.sql.query('select id from alarm_cursors where name = ?', [
      name,
    ]);
    return row === undefined ? undefined : Number(row['id']);
  }

  /** @throws what the database throws; nothing has changed then */
  async set(name: string, id: number): Promise<void> {
    await this.database.sql.query(
      'insert into alarm_cursors (name, id) values (?, ?) on conflict (name) do update set id = excluded.id',
      [name, id],
    );
  }
}
