import { defineEntity, type InferEntity, p } from '@mikro-orm/core';

/** A recorder that was added in the page. */
export const StoredRecorderEntity = defineEntity({
  name: 'StoredRecorder',
  tableName: 'recorders',
  properties: {
    id: p.string().length(32).primary(),
    /** AES-256-GCM with the key in `dataDir`; see recorders/secret-box.ts. */
    encryptedPassword: p.text(),
    /** Everything else a person entered, as checked by the contract's schema. */
    settings: p.json<unknown>(),
    createdAt: p.datetime(3),
    updatedAt: p.datetime(3),
  },
});
export type StoredRecorder = InferEntity<typeof StoredRecorderEntity>;
