import { Migration } from '@mikro-orm/migrations';

/** Downloads of recordings, their pieces and their files. */
export class PostgresqlDownloads extends Migration {
  override up(): void {
    this.addSql(
      'create table "downloads" ("id" text not null, "recorder" text not null, "cameras" text not null, "from_ms" bigint not null, "to_ms" bigint not null, "format" text not null, "source" text not null, "state" text not null, "reason" text null, "offer" text null, "fingerprint" text not null, "owners" text not null, "created_by" text not null, "created_ms" bigint not null, "finished_ms" bigint null, "expires_ms" bigint null, primary key ("id"));',
    );
    this.addSql(
      'create table "download_pieces" ("download" text not null, "number" int not null, "camera" int not null, "start_ms" bigint not null, "end_ms" bigint not null, "state" text not null, "reason" text null, "bytes" bigint not null, "notes" text not null, primary key ("download", "number"));',
    );
    this.addSql(
      'create table "download_files" ("download" text not null, "name" text not null, "piece" int not null, "camera" int not null, "size" bigint not null, "sha256" text not null, "crc32" bigint not null, "from_ms" bigint not null, "to_ms" bigint not null, "duration_ms" bigint null, primary key ("download", "name"));',
    );
  }
}
