import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { Database } from '../../database/database.js';
import { openDatabase } from '../../database/open-database.js';
import { startPostgres, type TestPostgres } from '../../testing/postgres.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { PresetStore } from './preset-store.js';

const folder = temporaryFolder('casement-preset-store-');
let postgres: TestPostgres | undefined;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres?.stop());

const place = { recorder: 'hq', camera: 4 };
const gate = {
  number: 7,
  name: 'Gate “ü” 门',
  storedBy: 'ann',
  storedAt: '2026-11-21T07:08:09.123Z',
};
const jpeg = Uint8Array.from([0xff, 0xd8, 0, 1, 2, 0xff, 0xd9]);

describe.each(['SQLite', 'PostgreSQL'])('PresetStore on %s', (name) => {
  let url = '';
  let database: Database;
  let store: PresetStore;

  const open = async (): Promise<void> => {
    database = new Database(await openDatabase({ url, log: { warn: () => undefined } }));
    store = new PresetStore(database);
  };

  beforeEach(async () => {
    // Without PostgreSQL, which startPostgres() has complained of and which fails under CI.
    const file = `file:${join(folder.path, `${randomUUID()}.db`)}`;
    url = name === 'SQLite' ? file : (postgres?.url ?? file);
    await open();
    await database.sql.query('delete from camera_presets');
  });
  afterEach(() => database.onApplicationShutdown());

  it('gives back what was put, after a restart too', async () => {
    await store.put(place, gate);
    expect(await store.list(place)).toEqual([{ ...gate, hasThumbnail: false }]);
    expect(await store.thumbnail(place, 7)).toBeUndefined();
    await store.putThumbnail(place, gate, jpeg);
    await store.put(place, { ...gate, number: 2 });
    await store.put({ ...place, camera: 5 }, gate);
    await database.onApplicationShutdown();
    await open();
    expect(await store.list(place)).toEqual([
      { ...gate, number: 2, hasThumbnail: false },
      { ...gate, hasThumbnail: true },
    ]);
    const found = await store.thumbnail(place, 7);
    expect([...(found?.jpeg ?? [])]).toEqual([...jpeg]);
    expect(found?.storedAt.toISOString()).toBe(gate.storedAt);
  });

  it('a preset that is stored anew loses its picture, and does not get one of before', async () => {
    await store.put(place, gate);
    await store.putThumbnail(place, gate, jpeg);
    const anew = { ...gate, name: 'Yard', storedAt: '2026-11-21T07:08:09.124Z' };
    await store.put(place, anew);
    await store.putThumbnail(place, gate, jpeg);
    expect(await store.find(place, 7)).toEqual({ ...anew, hasThumbnail: false });
    expect(await store.thumbnail(place, 7)).toBeUndefined();
  });

  it('two who store the same one at the same time leave one', async () => {
    await Promise.all(['ann', 'bob'].map((storedBy) => store.put(place, { ...gate, storedBy })));
    expect(await store.list(place)).toHaveLength(1);
  });

  it('forgets one recorder', async () => {
    await store.put(place, gate);
    await store.put({ ...place, recorder: 'shop' }, gate);
    await store.forget('hq');
    expect(await store.list(place)).toEqual([]);
    expect(await store.list({ ...place, recorder: 'shop' })).toHaveLength(1);
  });
});
