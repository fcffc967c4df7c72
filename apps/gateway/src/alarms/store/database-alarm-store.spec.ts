import { randomUUID } from 'node:crypto';
import { join } from 'node:path';
import { startPostgres, type TestPostgres } from '../../testing/postgres.js';
import { temporaryFolder } from '../../testing/temporary-folder.js';
import { readOpen } from './alarm-overview.js';
import { draftOf, draftsOf, TEST_NOW_MS } from './testing/alarm-drafts.js';
import { type OpenStore, openStore, settled } from './testing/open-store.js';
import { readHighest } from './write-batch.js';

const folder = temporaryFolder('casement-alarms-');
const DAY_MS = 24 * 60 * 60_000;
let postgres: TestPostgres | undefined;
beforeAll(async () => {
  postgres = await startPostgres();
}, 60_000);
afterAll(() => postgres?.stop());

const numbers = (alarms: readonly { readonly id: number }[]): number[] =>
  alarms.map(({ id }) => id);

describe.each(['SQLite', 'PostgreSQL'])('%s', (name) => {
  let url = '';
  let open: OpenStore;

  /** Another gateway after this one; the old one is not closed before, as after a crash. */
  const reopen = async (): Promise<void> => {
    const { orm } = open;
    open = await openStore(url);
    await orm.close(true);
  };

  beforeEach(async () => {
    // Without PostgreSQL, which startPostgres() has complained of and which fails under CI.
    const file = `file:${join(folder.path, `${randomUUID()}.db`)}`;
    url = name === 'SQLite' ? file : (postgres?.url ?? file);
    open = await openStore(url);
    for (const table of ['alarms', 'alarm_cursors', 'alarm_senders']) {
      await open.database.sql.query(`delete from ${table}`);
    }
    await open.orm.close(true);
    open = await openStore(url);
  });
  afterEach(async () => {
    await open.store.beforeApplicationShutdown();
    await open.orm.close(true);
  });

  it('numbers from 1 without gaps, in the order of put, and tells what is on disk', async () => {
    const { store, stored, database } = open;
    expect(store.latest).toBe(0);
    const drafts = draftsOf(1_234);
    let seen = 0;
    store.onStored((news) => {
      seen += news.length;
      expect(store.latest).toBe(news.at(-1)?.alarm.id);
    });
    drafts.forEach((draft) => store.put(draft));
    expect(store.status).toEqual({ state: 'ok', reason: null, waiting: 1_234, dropped: 0 });
    await settled(store);
    expect(seen).toBe(1_234);
    expect(numbers(stored)).toEqual(drafts.map((_each, index) => index + 1));
    expect(stored.map(({ logNumber }) => logNumber)).toEqual(drafts.map((each) => each.logNumber));
    expect(store.latest).toBe(1_234);
    expect(store.counters).toMatchObject({ stored: 1_234, repeated: 0, lost: 0, dropped: 0 });
    const [row] = await database.sql.query('select count(*) as number from alarms');
    expect(Number(row?.['number'])).toBe(1_234);
  });

  it('gives back everything that it was given, with its bytes', async () => {
    const { store, stored } = open;
    const draft = draftOf({
      occurredAt: '2026-11-21T16:08:09+09:00',
      recorder: null,
      camera: null,
      kind: 'fault',
      severity: 'critical',
      class: 'notification',
      terminal: 3,
      category: 2,
      messageId: 0x40,
      text: "CAM 03 'ERROR'\0 100% <script> \\ ? $1 Ä\uD800",
      title: 'Camera 3 does not answer',
      cameras: [1, 64],
      source: { address: '2001:db8::10', mac: null },
      chain: [{ mac: '00:80:45:AA:BB:CC', camera: null, time: null }],
      defects: ['extension announced, none received'],
      bytes: Uint8Array.from({ length: 256 }, (_each, index) => index),
      logNumber: 65_535,
      fault: 'communication 3',
    });
    store.put(draft);
    await settled(store);
    const [told] = stored;
    const text = "CAM 03 'ERROR'\uFFFD 100% <script> \\ ? $1 Ä";
    expect(told).toMatchObject({ id: 1, kind: 'fault', open: true, acknowledged: null });
    const found = await store.find(1);
    expect(found).toEqual({ ...told, text: found?.text });
    expect(found?.text.startsWith(text)).toBe(true);
    const [kept] = await store.after(0, 10);
    expect(kept?.alarm).toEqual(found);
    expect(kept?.bytes).toEqual(draft.bytes);
    expect(await store.find(2)).toBeUndefined();
  });

  it('keeps once what comes again, also over a restart', async () => {
    open.store.put(draftOf());
    open.store.put(draftOf({ receivedMs: TEST_NOW_MS + 2_000, bytes: draftOf().bytes }));
    await settled(open.store);
    expect(open.stored).toMatchObject([{ id: 1, repeats: 1 }]);
    open.store.put(draftOf());
    await settled(open.store);
    expect(open.changed).toMatchObject([{ id: 1, repeats: 2 }]);
    await reopen();
    open.store.put(draftOf());
    open.store.put(draftOf({ logNumber: 2 }));
    await settled(open.store);
    expect(open.changed).toMatchObject([{ id: 1, repeats: 3 }]);
    expect(open.stored).toMatchObject([{ id: 2, repeats: 0 }]);
    expect(open.store.counters).toMatchObject({ stored: 1, repeated: 1 });
  });

  it('says how many were lost, also over a restart', async () => {
    open.store.put(draftOf({ logNumber: 5 }));
    open.store.put(draftOf({ logNumber: 9 }));
    await settled(open.store);
    await reopen();
    expect(open.store.latest).toBe(2);
    open.store.put(draftOf({ logNumber: 12 }));
    open.store.put(draftOf({ logNumber: 12, originator: 'another' }));
    await settled(open.store);
    const all = await open.store.list({});
    expect(all.map(({ lostBefore }) => lostBefore)).toEqual([0, 3, 2, 0]);
    expect(open.store.counters).toMatchObject({ lost: 2 });
  });

  it('closes a fault when it is over, in this batch or an earlier one', async () => {
    const { store, stored, changed } = open;
    const fault = (logNumber: number, camera: number) =>
      draftOf({ logNumber, camera, kind: 'fault', fault: `video ${camera}` });
    const recovery = (logNumber: number, camera: number) =>
      draftOf({ logNumber, camera, kind: 'recovery', closes: `video ${camera}` });
    [fault(1, 1), fault(2, 2), fault(3, 3)].forEach((draft) => store.put(draft));
    await settled(store);
    expect((await store.summary()).open).toEqual({ critical: 0, warning: 3, info: 0 });
    [recovery(4, 1), fault(5, 1), recovery(6, 3), recovery(7, 1), fault(8, 1)].forEach((draft) =>
      store.put(draft),
    );
    await settled(store);
    expect(changed).toMatchObject([
      { id: 1, closedBy: 4, open: false },
      { id: 3, closedBy: 6, open: false },
    ]);
    expect(stored.find(({ id }) => id === 5)).toMatchObject({ closedBy: 7, open: false });
    expect(await store.list({ open: true })).toMatchObject([{ id: 2 }, { id: 8 }]);
    expect(await store.summary()).toEqual({
      latest: 8,
      open: { critical: 0, warning: 2, info: 0 },
    });
  });

  it('notes who acknowledged first, and tells the others', async () => {
    const { store, changed } = open;
    draftsOf(5).forEach((draft) => store.put(draft));
    await settled(store);
    expect(numbers(await store.acknowledge([2, 4, 99, 2], 'ann'))).toEqual([2, 4]);
    open.clock.advance(1_000).catch(() => undefined);
    const again = await store.acknowledge([4, 5], 'bob');
    expect(again.map(({ acknowledged }) => acknowledged?.by)).toEqual(['ann', 'bob']);
    expect(changed.map(({ id, acknowledged }) => [id, acknowledged?.by])).toEqual([
      [2, 'ann'],
      [4, 'ann'],
      [5, 'bob'],
    ]);
    expect(changed[0]).toMatchObject({
      open: false,
      acknowledged: { at: new Date(TEST_NOW_MS).toISOString() },
    });
    expect(numbers(await store.list({ open: true }))).toEqual([1, 3]);
    expect(await store.acknowledge([], 'ann')).toEqual([]);
  });

  it('counts what is open, whatever happens to it', async () => {
    const { store, database } = open;
    const counts = async (): Promise<void> => {
      expect((await store.summary()).open).toEqual(await readOpen(database.sql));
    };
    await counts();
    const fault = (logNumber: number) =>
      draftOf({ logNumber, kind: 'fault', severity: 'critical', fault: 'video 1' });
    [fault(1), fault(2), draftOf({ logNumber: 3 }), fault(4)].forEach((each) => store.put(each));
    await settled(store);
    await counts();
    await store.acknowledge([1, 3], 'ann');
    await counts();
    [fault(1), draftOf({ logNumber: 5, kind: 'recovery', closes: 'video 1' })].forEach((each) =>
      store.put(each),
    );
    await settled(store);
    await counts();
    expect((await store.summary()).open).toEqual({ critical: 0, warning: 0, info: 0 });
    [fault(2), fault(6)].forEach((each) => store.put(each));
    await settled(store);
    await store.acknowledge([2, 5], 'ann');
    await counts();
    expect((await store.summary()).open).toEqual({ critical: 1, warning: 0, info: 0 });
  });

  it('gives what an adopted device sent to its recorder, and takes it away again', async () => {
    const { store, changed } = open;
    const mac = '02:00:00:AB:CD:EF';
    const source = { address: '192.0.2.99', mac };
    const old = TEST_NOW_MS - 31 * DAY_MS;
    store.put(draftOf({ logNumber: 1, recorder: null, source, receivedMs: old }));
    store.put(draftOf({ logNumber: 2, recorder: null, source }));
    store.put(draftOf({ logNumber: 3, recorder: null }));
    draftsOf(1_200, { first: 4, recorder: null, source }).forEach((draft) => store.put(draft));
    await settled(store);
    expect(await store.strangers()).toEqual([
      { mac, address: '192.0.2.99', alarms: 1_201, lastAt: expect.any(String) as string },
      {
        mac: '00:80:45:0D:12:34',
        address: '192.0.2.10',
        alarms: 1,
        lastAt: new Date(TEST_NOW_MS).toISOString(),
      },
    ]);
    await store.assign(mac, 'yard');
    expect(changed).toHaveLength(1_000);
    expect(changed.at(-1)).toMatchObject({ id: 1_203, recorder: 'yard' });
    expect(numbers(changed)).toEqual([...numbers(changed)].sort((a, b) => a - b));
    expect(numbers(await store.list({ recorder: 'yard', limit: 3 }))).toEqual([2, 4, 5]);
    expect((await store.strangers()).map((each) => each.mac)).toEqual(['00:80:45:0D:12:34']);
    changed.length = 0;
    await store.assign(mac, 'yard');
    expect(changed).toEqual([]);
    await store.assign(mac, null);
    expect(await store.list({ recorder: 'yard' })).toEqual([]);
  });

  it('deletes what is too old or too many, and never numbers anew', async () => {
    await open.orm.close(true);
    open = await openStore(url, { retentionDays: 1, maxKept: 600 });
    const { store, clock } = open;
    draftsOf(1_500).forEach((draft) => store.put(draft));
    await settled(store);
    const sweep = async (): Promise<void> => {
      const swept = { is: false };
      void store.sweep().finally(() => (swept.is = true));
      while (!swept.is) {
        await clock.advance(20);
      }
    };
    await sweep();
    expect((await store.summary()).open).toEqual({ critical: 0, warning: 600, info: 0 });
    const kept = await store.list({ limit: 1_000 });
    expect([kept.length, kept[0]?.id]).toEqual([600, 901]);
    await clock.advance(2 * DAY_MS);
    await sweep();
    expect(await store.list({})).toEqual([]);
    expect((await store.summary()).open).toEqual({ critical: 0, warning: 0, info: 0 });
    await reopen();
    expect(open.store.latest).toBe(1_500);
    open.store.put(draftOf());
    await settled(open.store);
    expect(numbers(open.stored)).toEqual([1_501]);
    expect(await readHighest(open.database.sql)).toBe(1_501);
  });

  it('writes what waits before the gateway stops', async () => {
    draftsOf(700).forEach((draft) => open.store.put(draft));
    await open.store.beforeApplicationShutdown();
    expect(open.store.latest).toBe(700);
    expect(open.store.status.waiting).toBe(0);
  });

  it('numbers without gaps when two gateways share one database', async () => {
    const other = await openStore(url);
    draftsOf(600).forEach((draft) => open.store.put(draft));
    draftsOf(600, { originator: 'other' }).forEach((draft) => other.store.put(draft));
    const both = [open, other];
    while (both.some(({ store }) => store.status.waiting > 0)) {
      await Promise.all(both.map(({ clock }) => clock.advance(1_000)));
    }
    const all = [...open.stored, ...other.stored];
    expect(numbers(all).sort((a, b) => a - b)).toEqual(all.map((_each, index) => index + 1));
    for (const { stored } of both) {
      expect(stored.map(({ logNumber }) => logNumber)).toEqual(
        stored.map((_each, index) => index + 1),
      );
    }
    await other.orm.close(true);
  });
});
