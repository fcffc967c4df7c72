import { Migration } from '@mikro-orm/migrations';

/** Downloads of recordings, their pieces and their files. */
export class SqliteDownloads extends Migration {
  override up(): void {
    this.addSql(
      'create table `downloads` (`id` text not null primary key, `recorder` text not null, `cameras` text not null, `from_ms` integer not null, `to_ms` integer not null, `format` text not null, `source` text not null, `state` text not null, `reason` text null, `offer` text null, `fingerprint` text not null, `owners` text not null, `created_by` text not null, `created_ms` integer not null, `finished_ms` integer null, `expires_ms` integer null);',
    );
    this.addSql(
      'create table `download_pieces` (`download` text not null, `number` integer not null, `camera` integer not null, `start_ms` integer not null, `end_ms` integer not null, `state` text not null, `reason` text null, `bytes` integer not null, `notes` text not null, primary key (`download`, `number`));',
    );
    this.addSql(
      'create table `download_files` (`download` text not null, `name` text not null, `piece` integer not null, `camera` integer not null, `size` integer not null, `sha256` text not null, `crc32` integer not null, `from_ms` integer not null, `to_ms` integer not null, `duration_ms` integer null, primary key (`download`, `name`));',
    );
  }
}
