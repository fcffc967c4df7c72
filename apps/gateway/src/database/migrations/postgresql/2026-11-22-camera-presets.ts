import { Migration } from '@mikro-orm/migrations';

/** Positions of cameras that were stored through the gateway. */
export class PostgresqlCameraPresets extends Migration {
  override up(): void {
    this.addSql(
      'create table "camera_presets" ("recorder" varchar(32) not null, "camera" int not null, "number" int not null, "name" varchar(64) not null, "stored_by" varchar(64) not null, "stored_at" timestamptz(3) not null, "thumbnail_bytes" int not null, "thumbnail" bytea null, primary key ("recorder", "camera", "number"));',
    );
  }
}
