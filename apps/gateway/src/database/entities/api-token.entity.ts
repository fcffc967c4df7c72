import type { Role } from '@casement/contract';
import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A token for programs, sent as `Authorization: Bearer csm_…`. */
export const ApiTokenEntity = defineEntity({
  name: 'ApiToken',
  tableName: 'api_tokens',
  properties: {
    id: p.uuid().primary(),
    name: p.string().length(64),
    role: p.string().length(16).$type<Role>(),
    /** SHA-256 of the token, in hex. */
    hash: p.string().length(64).unique('api_tokens_hash_unique'),
    createdBy: p.string().length(64),
    createdAt: p.datetime(3),
    /** To the minute: not every use is written down. */
    lastUsedAt: p.datetime(3).nullable(),
  },
});
export type ApiToken = InferEntity<typeof ApiTokenEntity>;
