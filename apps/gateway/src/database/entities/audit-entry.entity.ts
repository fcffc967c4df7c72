import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Who did what, from where. */
export const AuditEntryEntity = defineEntity({
  name: 'AuditEntry',
  tableName: 'audit_entries',
  properties: {
    id: p.integer().primary().autoincrement(),
    at: p.datetime(3).index('audit_entries_at_index'),
    username: p.string().length(64),
    /** `session`, `token`, `anonymous`, or null while nobody was signed in. */
    via: p.string().length(16).nullable(),
    address: p.string().length(64),
    /** A word for what was done, such as `sign-in`, or method and path pattern. */
    action: p.string().length(128),
    outcome: p.string().length(16).$type<'done' | 'refused'>(),
    detail: p.json<Readonly<Record<string, string | number>>>().nullable(),
  },
});
export type AuditEntry = InferEntity<typeof AuditEntryEntity>;
