import { type Role, roleSchema } from '@casement/contract';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** Somebody who signs in. */
export const UserEntity = defineEntity({
  name: 'User',
  tableName: 'users',
  properties: {
    id: p.uuid().primary(),
    username: p.string().length(64).unique('users_username_unique'),
    /** Argon2id, in PHC form. */
    passwordHash: p.string().length(255),
    role: p.string().length(16).$type<Role>(),
    /** True while a one-time password has not been replaced. */
    mustChangePassword: p.boolean(),
    disabled: p.boolean(),
    createdAt: p.datetime(3),
  },
});
export type User = InferEntity<typeof UserEntity>;

/** The role of a row, checked: a column is only text. */
export const roleOf = (row: { readonly role: string }): Role => roleSchema.parse(row.role);
