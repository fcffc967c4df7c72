import { Migration } from '@mikro-orm/migrations';

/** Users, their sessions and tokens, the audit and the recorders that were added in the page. */
export class SqliteFirstPicture extends Migration {
  override up(): void {
    this.addSql(
      'create table `users` (`id` text not null primary key, `username` text not null, `password_hash` text not null, `role` text not null, `must_change_password` integer not null, `disabled` integer not null, `created_at` datetime not null);',
    );
    this.addSql('create unique index `users_username_unique` on `users` (`username`);');
    this.addSql(
      'create table `sessions` (`id` text not null primary key, `user_id` text not null, `created_at` datetime not null, `last_seen_at` datetime not null, `expires_at` datetime not null, `address` text not null, constraint `sessions_user_id_foreign` foreign key (`user_id`) references `users` (`id`) on delete cascade);',
    );
    this.addSql('create index `sessions_user_id_index` on `sessions` (`user_id`);');
    this.addSql('create index `sessions_last_seen_at_index` on `sessions` (`last_seen_at`);');
    this.addSql(
      'create table `api_tokens` (`id` text not null primary key, `name` text not null, `role` text not null, `hash` text not null, `created_by` text not null, `created_at` datetime not null, `last_used_at` datetime null);',
    );
    this.addSql('create unique index `api_tokens_hash_unique` on `api_tokens` (`hash`);');
    this.addSql(
      'create table `audit_entries` (`id` integer not null primary key autoincrement, `at` datetime not null, `username` text not null, `via` text null, `address` text not null, `action` text not null, `outcome` text not null, `detail` json null);',
    );
    this.addSql('create index `audit_entries_at_index` on `audit_entries` (`at`);');
    this.addSql(
      'create table `recorders` (`id` text not null primary key, `encrypted_password` text not null, `settings` json not null, `created_at` datetime not null, `updated_at` datetime not null);',
    );
  }
}
