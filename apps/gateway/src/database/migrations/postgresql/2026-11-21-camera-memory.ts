import { Migration } from '@mikro-orm/migrations';

/** What was found out about cameras by trying. */
export class PostgresqlCameraMemory extends Migration {
  override up(): void {
    this.addSql(
      'create table "camera_memory" ("recorder" varchar(32) not null, "camera" int not null, "video" varchar(8) null, "reorders" boolean not null, "transport" varchar(8) null, "audio" varchar(8) null, "audio_at" timestamptz(3) null, "updated_at" timestamptz(3) not null, primary key ("recorder", "camera"));',
    );
  }
}
