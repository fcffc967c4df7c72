import { Migration } from '@mikro-orm/migrations';

/** Positions of cameras that were stored through the gateway. */
export class SqliteCameraPresets extends Migration {
  override up(): void {
    this.addSql(
      'create table `camera_presets` (`recorder` text not null, `camera` integer not null, `number` integer not null, `name` text not null, `stored_by` text not null, `stored_at` datetime not null, `thumbnail_bytes` integer not null, `thumbnail` blob null, primary key (`recorder`, `camera`, `number`));',
    );
  }
}
