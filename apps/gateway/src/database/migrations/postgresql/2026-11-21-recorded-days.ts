import { Migration } from '@mikro-orm/migrations';

/** What playing back has found out about recordings. */
export class PostgresqlRecordedDays extends Migration {
  override up(): void {
    this.addSql(
      'create table "recorded_days" ("recorder" varchar(32) not null, "camera" int not null, "day" int not null, "spans" jsonb not null, "updated_at" timestamptz(3) not null, primary key ("recorder", "camera", "day"));',
    );
  }
}
