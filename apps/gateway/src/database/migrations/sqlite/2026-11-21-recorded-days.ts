import { Migration } from '@mikro-orm/migrations';

/** What playing back has found out about recordings. */
export class SqliteRecordedDays extends Migration {
  override up(): void {
    this.addSql(
      'create table `recorded_days` (`recorder` text not null, `camera` integer not null, `day` integer not null, `spans` json not null, `updated_at` datetime not null, primary key (`recorder`, `camera`, `day`));',
    );
  }
}
