import { Migration } from '@mikro-orm/migrations';

/** What devices notified, who they are, and how far others have got with that. */
export class SqliteAlarms extends Migration {
  override up(): void {
    this.addSql(
      'create table `alarms` (`id` integer not null primary key, `received_ms` integer not null, `occurred_at` text null, `recorder` text null, `camera` integer null, `kind` text not null, `severity` text not null, `class` text not null, `terminal` integer null, `category` integer null, `message_id` integer null, `text` text not null, `title` text not null, `cameras` text not null, `address` text not null, `mac` text null, `chain` text not null, `log_number` integer not null, `defects` text not null, `bytes` blob not null, `originator` text not null, `fingerprint` text not null, `fault` text null, `closes` text null, `open` integer not null, `closed_by` integer null, `repeats` integer not null, `lost_before` integer not null, `acknowledged_by` text null, `acknowledged_at` text null, `searched` text not null);',
    );
    this.addSql('create index `alarms_received_ms_id_index` on `alarms` (`received_ms`, `id`);');
    this.addSql('create index `alarms_recorder_id_index` on `alarms` (`recorder`, `id`);');
    this.addSql('create index `alarms_originator_id_index` on `alarms` (`originator`, `id`);');
    this.addSql('create index `alarms_mac_id_index` on `alarms` (`mac`, `id`);');
    this.addSql('create index `alarms_fault_closed_by_index` on `alarms` (`fault`, `closed_by`);');
    this.addSql('create index `alarms_open_severity_index` on `alarms` (`open`, `severity`);');
    this.addSql(
      'create table `alarm_senders` (`mac` text not null primary key, `recorder` text not null, `updated_at` datetime not null);',
    );
    this.addSql(
      'create table `alarm_cursors` (`name` text not null primary key, `id` integer not null);',
    );
  }
}
