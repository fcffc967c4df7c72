import { Migration } from '@mikro-orm/migrations';

/** What devices notified, who they are, and how far others have got with that. */
export class PostgresqlAlarms extends Migration {
  override up(): void {
    this.addSql(
      'create table "alarms" ("id" bigint not null, "received_ms" bigint not null, "occurred_at" text null, "recorder" text null, "camera" int null, "kind" text not null, "severity" text not null, "class" text not null, "terminal" int null, "category" int null, "message_id" int null, "text" text not null, "title" text not null, "cameras" text not null, "address" text not null, "mac" text null, "chain" text not null, "log_number" int not null, "defects" text not null, "bytes" bytea not null, "originator" text not null, "fingerprint" text not null, "fault" text null, "closes" text null, "open" int not null, "closed_by" bigint null, "repeats" int not null, "lost_before" int not null, "acknowledged_by" text null, "acknowledged_at" text null, "searched" text not null, primary key ("id"));',
    );
    this.addSql('create index "alarms_received_ms_id_index" on "alarms" ("received_ms", "id");');
    this.addSql('create index "alarms_recorder_id_index" on "alarms" ("recorder", "id");');
    this.addSql('create index "alarms_originator_id_index" on "alarms" ("originator", "id");');
    this.addSql('create index "alarms_mac_id_index" on "alarms" ("mac", "id");');
    this.addSql('create index "alarms_fault_closed_by_index" on "alarms" ("fault", "closed_by");');
    this.addSql('create index "alarms_open_severity_index" on "alarms" ("open", "severity");');
    this.addSql(
      'create table "alarm_senders" ("mac" varchar(17) not null, "recorder" varchar(32) not null, "updated_at" timestamptz(3) not null, primary key ("mac"));',
    );
    this.addSql(
      'create table "alarm_cursors" ("name" text not null, "id" bigint not null, primary key ("name"));',
    );
  }
}
