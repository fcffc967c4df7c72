import type { Alarm } from '@casement/contract';
import type { ApiClient } from '../api/api-client.js';
import { askAlarms } from './alarms-api.js';

/** The most that one answer has. */
export const maxAnswer = 1_000;

/** What a page knows of alarms, both ascending. */
export type KnownAlarms = { readonly kept: readonly Alarm[]; readonly open: readonly Alarm[] };

/**
 * What became of alarms that a page knows while its line was away: those that are kept, and the older ones that were open.
 *
 * @throws ApiProblem
 */
export async function askAgain(api: ApiClient, known: KnownAlarms): Promise<readonly Alarm[]> {
  const ids = new Set(known.kept.map(({ id }) => id));
  const oldest = known.kept[0]?.id ?? 1;
  const newest = known.kept.at(-1)?.id ?? 0;
  const found: Alarm[] = [];
  for (let after = oldest - 1; after < newest;) {
    const page = await askAlarms(api, { after, limit: maxAnswer });
    found.push(...page.filter(({ id }) => ids.has(id)));
    after = page.length < maxAnswer ? newest : (page.at(-1)?.id ?? newest);
  }
  const older = known.open.filter(({ id }) => id < oldest);
  return [...found, ...(await askClosed(api, older, oldest))];
}

/** Of open alarms those that are open no longer. */
async function askClosed(
  api: ApiClient,
  older: readonly Alarm[],
  before: number,
): Promise<readonly Alarm[]> {
  if (older.length === 0) {
    return [];
  }
  const still = await askAlarms(api, { before, limit: maxAnswer, open: true });
  const ids = new Set(still.map(({ id }) => id));
  return older.filter(({ id }) => !ids.has(id)).map((alarm) => ({ ...alarm, open: false }));
}
