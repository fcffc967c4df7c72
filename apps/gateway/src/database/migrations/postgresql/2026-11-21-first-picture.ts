import { Migration } from '@mikro-orm/migrations';

/** Users, their sessions and tokens, the audit and the recorders that were added in the page. */
export class PostgresqlFirstPicture extends Migration {
  override up(): void {
    this.addSql(
      'create table "users" ("id" uuid not null, "username" varchar(64) not null, "password_hash" varchar(255) not null, "role" varchar(16) not null, "must_change_password" boolean not null, "disabled" boolean not null, "created_at" timestamptz(3) not null, primary key ("id"));',
    );
    this.addSql('alter table "users" add constraint "users_username_unique" unique ("username");');
    this.addSql(
      'create table "sessions" ("id" varchar(64) not null, "user_id" uuid not null, "created_at" timestamptz(3) not null, "last_seen_at" timestamptz(3) not null, "expires_at" timestamptz(3) not null, "address" varchar(64) not null, primary key ("id"));',
    );
    this.addSql('create index "sessions_user_id_index" on "sessions" ("user_id");');
    this.addSql('create index "sessions_last_seen_at_index" on "sessions" ("last_seen_at");');
    this.addSql(
      'alter table "sessions" add constraint "sessions_user_id_foreign" foreign key ("user_id") references "users" ("id") on delete cascade;',
    );
    this.addSql(
      'create table "api_tokens" ("id" uuid not null, "name" varchar(64) not null, "role" varchar(16) not null, "hash" varchar(64) not null, "created_by" varchar(64) not null, "created_at" timestamptz(3) not null, "last_used_at" timestamptz(3) null, primary key ("id"));',
    );
    this.addSql(
      'alter table "api_tokens" add constraint "api_tokens_hash_unique" unique ("hash");',
    );
    this.addSql(
      'create table "audit_entries" ("id" serial primary key, "at" timestamptz(3) not null, "username" varchar(64) not null, "via" varchar(16) null, "address" varchar(64) not null, "action" varchar(128) not null, "outcome" varchar(16) not null, "detail" jsonb null);',
    );
    this.addSql('create index "audit_entries_at_index" on "audit_entries" ("at");');
    this.addSql(
      'create table "recorders" ("id" varchar(32) not null, "encrypted_password" text not null, "settings" jsonb not null, "created_at" timestamptz(3) not null, "updated_at" timestamptz(3) not null, primary key ("id"));',
    );
  }
}
