import { defineEntity, type InferEntity, p } from '@mikro-orm/core';
import { UserEntity } from './user.entity.js';

/** A sign-in of a browser. */
export const SessionEntity = defineEntity({
  name: 'Session',
  tableName: 'sessions',
  properties: {
    /** SHA-256 of the cookie's value, in hex: who reads the database cannot sign in. */
    id: p.string().length(64).primary(),
    user: () => p.manyToOne(UserEntity).deleteRule('cascade').index('sessions_user_id_index'),
    createdAt: p.datetime(3),
    /** Of the last use that was written down; uses in between are not. */
    lastSeenAt: p.datetime(3).index('sessions_last_seen_at_index'),
    /** Ends then, however much it is used. */
    expiresAt: p.datetime(3),
    address: p.string().length(64),
  },
});
export type Session = InferEntity<typeof SessionEntity>;
