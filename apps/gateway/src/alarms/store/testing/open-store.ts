import type { Alarm } from '@casement/contract';
import type { MikroORM } from '@mikro-orm/core';
import { setTimeout as delay } from 'node:timers/promises';
import type { CasementConfig } from '../../../config/config.js';
import { Database } from '../../../database/database.js';
import { openDatabase } from '../../../database/open-database.js';
import { ManualClock } from '../../../net/testing/manual-clock.js';
import { DatabaseAlarmStore } from '../database-alarm-store.js';
import { TEST_NOW_MS } from './alarm-drafts.js';

const PATIENCE_MS = 8_000;

/** A store that has begun, and everything that it told. */
export type OpenStore = {
  readonly orm: MikroORM;
  readonly database: Database;
  readonly store: DatabaseAlarmStore;
  readonly clock: ManualClock;
  readonly stored: Alarm[];
  readonly changed: Alarm[];
};

/** Opens the database and begins; whoever opens it closes `orm`. */
export const openStore = async (
  url: string,
  retention: { readonly retentionDays?: number; readonly maxKept?: number } = {},
): Promise<OpenStore> => {
  const orm = await openDatabase({ url, log: { warn: () => undefined } });
  const database = new Database(orm);
  const clock = new ManualClock(TEST_NOW_MS);
  // The store reads nothing else.
  const alarms = { retentionDays: 365, maxKept: 1_000_000, ...retention };
  const store = new DatabaseAlarmStore(database, { alarms } as unknown as CasementConfig, clock);
  await store.onModuleInit();
  const stored: Alarm[] = [];
  const changed: Alarm[] = [];
  store.onStored((news) => stored.push(...news.map(({ alarm }) => alarm)));
  store.onChanged((news) => changed.push(...news));
  return { orm, database, store, clock, stored, changed };
};

/** Waits until it is so. */
export const until = async (what: () => boolean): Promise<void> => {
  const giveUpAt = performance.now() + PATIENCE_MS;
  while (!what()) {
    if (performance.now() > giveUpAt) {
      throw new Error(`not so after ${PATIENCE_MS} ms: ${what.toString()}`);
    }
    await delay(2);
  }
};

/** Waits until nothing waits to be stored. */
export const settled = (store: { readonly status: { readonly waiting: number } }): Promise<void> =>
  until(() => store.status.waiting === 0);
