import { join } from 'node:path';
import type { AlarmFilter } from '@casement/contract';
import { startPostgres, type TestPostgres } from '../../testing/postgres.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { draftOf, TEST_NOW_MS } from './testing/alarm-drafts.js';
import { type OpenStore, openStore, settled } from './testing/open-store.js';

const folder = temporaryFolder('casement-query-');
const DAY_MS = 24 * 60 * 60_000;
const numbers = (alarms: readonly { readonly id: number }[]): number[] =>
  alarms.map(({ id }) => id);

const house = [
  draftOf({ logNumber: 1, title: 'Motion on camera 1' }),
  draftOf({ logNumber: 2, camera: 2, title: 'MOTION on camera 2' }),
  draftOf({ logNumber: 3, recorder: 'yard', severity: 'critical', kind: 'fault' }),
  draftOf({
    logNumber: 4,
    kind: 'information',
    severity: 'info',
    text: '50% Über_all',
    cameras: [3, 12],
  }),
  draftOf({
    logNumber: 5,
    recorder: null,
    source: { address: '192.0.2.99', mac: '02:00:00:AB:CD:EF' },
    receivedMs: TEST_NOW_MS + DAY_MS,
  }),
];

describe.each(['SQLite', 'PostgreSQL'])('%s', (name) => {
  let postgres: TestPostgres | undefined;
  let open: OpenStore;
  beforeAll(async () => {
    postgres = name === 'SQLite' ? undefined : await startPostgres();
    // Without PostgreSQL, which startPostgres() has complained of and which fails under CI.
    open = await openStore(postgres?.url ?? `file:${join(folder.path, `${name}.db`)}`);
    house.forEach((draft) => open.store.put(draft));
    await settled(open.store);
  }, 60_000);
  afterAll(async () => {
    await open.orm.close(true);
    await postgres?.stop();
  });

  it.each<{ filter: AlarmFilter; found: readonly number[] }>([
    { filter: {}, found: [1, 2, 3, 4, 5] },
    { filter: { limit: 2 }, found: [1, 2] },
    { filter: { after: 2 }, found: [3, 4, 5] },
    { filter: { after: 2, limit: 2 }, found: [3, 4] },
    { filter: { after: 5 }, found: [] },
    { filter: { before: 4 }, found: [1, 2, 3] },
    { filter: { before: 4, limit: 2 }, found: [2, 3] },
    { filter: { before: 1 }, found: [] },
    { filter: { after: 1, before: 5, limit: 2 }, found: [2, 3] },
    { filter: { before: 1e15, limit: 1 }, found: [5] },
    { filter: { recorder: 'gate' }, found: [1, 2, 4] },
    { filter: { recorder: 'gate', camera: 2 }, found: [2] },
    { filter: { recorder: 'gate', before: 5, limit: 1 }, found: [4] },
    { filter: { camera: 1, kind: 'alarm' }, found: [1, 5] },
    { filter: { camera: 12 }, found: [4] },
    { filter: { camera: 3, recorder: 'gate' }, found: [4] },
    { filter: { kind: 'fault' }, found: [3] },
    { filter: { severity: 'info' }, found: [4] },
    { filter: { open: true }, found: [1, 2, 3, 5] },
    { filter: { open: false }, found: [4] },
    { filter: { from: new Date(TEST_NOW_MS + 1).toISOString() }, found: [5] },
    { filter: { to: new Date(TEST_NOW_MS + DAY_MS).toISOString() }, found: [1, 2, 3, 4] },
    { filter: { from: 'yesterday' }, found: [1, 2, 3, 4, 5] },
    { filter: { search: 'motion ON' }, found: [1, 2, 3, 4, 5] },
    { filter: { search: 'camera 2' }, found: [2] },
    { filter: { search: '50%' }, found: [4] },
    { filter: { search: 'ÜBER_' }, found: [4] },
    { filter: { search: '5_%' }, found: [] },
    { filter: { search: "'; drop table alarms; --" }, found: [] },
    { filter: { search: '!' }, found: [] },
    { filter: { search: '' }, found: [1, 2, 3, 4, 5] },
    { filter: { search: '00:ab:cd' }, found: [5] },
    { filter: { search: '\0' }, found: [] },
  ])('finds $found by $filter', async ({ filter, found }) => {
    expect(numbers(await open.store.list(filter))).toEqual(found);
  });

  it('looks through many more than one statement does, in either direction', async () => {
    const { database, store } = open;
    const [{ title, ...rest }] = (await database.sql.query(
      'select * from alarms where id = 1',
    )) as [Record<string, string>];
    const columns = Object.keys(rest).filter((each) => each !== 'id');
    await database.sql.query(
      `insert into alarms (id, title, ${columns.join(', ')}) with recursive n(i) as (select 6 union all select i + 1 from n where i < 25000) select n.i, case when n.i % 10000 = 0 then 'found' else title end, ${columns.join(', ')} from n, alarms where alarms.id = 1`,
    );
    await database.sql.query("update alarms set searched = 'found' where title = 'found'");
    expect(title).toBe('Motion on camera 1');
    expect(numbers(await store.list({ search: 'found' }))).toEqual([10_000, 20_000]);
    expect(numbers(await store.list({ search: 'found', limit: 1 }))).toEqual([10_000]);
    expect(numbers(await store.list({ search: 'found', limit: 1, before: 1e9 }))).toEqual([20_000]);
    expect(numbers(await store.list({ search: 'found', before: 20_000 }))).toEqual([10_000]);
    expect(numbers(await store.list({ before: 1e9, limit: 2 }))).toEqual([24_999, 25_000]);
  });
});
