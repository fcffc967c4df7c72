import { Migration } from '@mikro-orm/migrations';

/** What was found out about cameras by trying. */
export class SqliteCameraMemory extends Migration {
  override up(): void {
    this.addSql(
      'create table `camera_memory` (`recorder` text not null, `camera` integer not null, `video` text null, `reorders` integer not null, `transport` text null, `audio` text null, `audio_at` datetime null, `updated_at` datetime not null, primary key (`recorder`, `camera`));',
    );
  }
}
