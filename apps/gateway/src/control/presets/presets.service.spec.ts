import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { principalOf } from '../../access/principal.js';
import { Database } from '../../database/database.js';
import { openDatabase } from '../../database/open-database.js';
import { problems } from '../../errors/problems.js';
import { ManualClock } from '../../net/testing/manual-clock.js';
import { until } from '../../recorders/testing/until.js';
import type { RecorderDirectory } from '../../recorders/recorder-directory.js';
import type { Snapshot, SnapshotService } from '../../viewing/stills/snapshot.service.js';
import type { CameraCommand, CameraControl } from '../control.service.js';
import { maxThumbnailBytes, PresetStore } from './preset-store.js';
import { PresetsService, thumbnailPatienceMs } from './presets.service.js';

const place = { recorder: 'hq', camera: 4 };
const principal = principalOf({
  username: 'ann',
  role: 'operator',
  via: 'session',
  credentialId: 'a',
  mustChangePassword: false,
});
const caller = { principal, address: '127.0.0.1' };
const picture = (bytes: number): Snapshot => ({
  jpeg: new Uint8Array(bytes).fill(7),
  tag: 't',
  ageMs: 0,
  wallMs: 0,
});

describe('PresetsService', () => {
  const folder = mkdtempSync(join(tmpdir(), 'casement-presets-'));
  const clock = new ManualClock();
  const commands: CameraCommand[] = [];
  const widths: string[] = [];
  let database: Database;
  let store: PresetStore;
  let presets: PresetsService;
  let take: (width: string) => Promise<Snapshot>;
  let removed: (id: string) => void;

  beforeAll(async () => {
    const log = { warn: () => undefined };
    database = new Database(await openDatabase({ url: `file:${join(folder, 'c.db')}`, log }));
    store = new PresetStore(database);
    const control = {
      state: () => undefined,
      command: (_place: object, _caller: object, command: CameraCommand) => {
        commands.push(command);
        return Promise.resolve();
      },
    } as unknown as CameraControl;
    const snapshots = {
      take: (_request: object, query: URLSearchParams) => {
        widths.push(`${query.get('width') ?? ''}/${query.get('maxAge') ?? ''}`);
        return take(query.get('width') ?? '');
      },
    } as unknown as SnapshotService;
    const directory = {
      onChange: (listener: (change: object) => void) => {
        removed = (id) => listener({ what: 'removed', id });
        return () => undefined;
      },
    } as unknown as RecorderDirectory;
    presets = new PresetsService(control, directory, store, snapshots, clock);
    presets.onApplicationBootstrap();
  });

  afterAll(async () => {
    presets.beforeApplicationShutdown();
    await database.onApplicationShutdown();
    rmSync(folder, { recursive: true, force: true });
  });

  beforeEach(() => {
    commands.length = 0;
    widths.length = 0;
    take = () => Promise.resolve(picture(100));
  });

  it('takes a picture of now after the camera has stored the position', async () => {
    const stored = await presets.put(place, caller, { number: 7, name: 'Gate' });
    expect(stored).toEqual({
      number: 7,
      name: 'Gate',
      storedBy: 'ann',
      storedAt: '2026-11-21T07:08:09.000Z',
      hasThumbnail: true,
    });
    expect(commands).toEqual([{ command: 'storePreset', preset: 7 }]);
    expect(widths).toEqual(['320/0']);
    expect(await presets.list(place, principal)).toEqual([stored]);
    const { jpeg, storedAt } = await presets.thumbnail(place, principal, 7);
    expect([...jpeg]).toEqual([...picture(100).jpeg]);
    expect(storedAt.toISOString()).toBe(stored.storedAt);
  });

  it('a picture that is too large is taken smaller, or not kept', async () => {
    take = (width) => Promise.resolve(picture(width === '320' ? maxThumbnailBytes + 1 : 5));
    expect(await presets.put(place, caller, { number: 8 })).toMatchObject({
      name: 'Preset 8',
      hasThumbnail: true,
    });
    expect(widths).toEqual(['320/0', '160/0']);
    expect(await presets.put(place, caller, { number: 7 })).toMatchObject({ name: 'Gate' });
    take = () => Promise.resolve(picture(maxThumbnailBytes + 1));
    expect((await presets.put(place, caller, { number: 8 })).hasThumbnail).toBe(false);
    await expect(presets.thumbnail(place, principal, 8)).rejects.toMatchObject({ status: 404 });
  });

  it('a camera that shows nothing keeps its preset without a picture', async () => {
    take = () => Promise.reject(problems.serviceUnavailable('No picture came.'));
    expect((await presets.put(place, caller, { number: 9 })).hasThumbnail).toBe(false);
  });

  it('does not wait for ever, and takes the picture when it comes', async () => {
    let come: (snapshot: Snapshot) => void = () => undefined;
    take = () =>
      new Promise((resolve) => {
        come = resolve;
      });
    let hasThumbnail: boolean | undefined;
    void presets.put(place, caller, { number: 10 }).then((preset) => {
      hasThumbnail = preset.hasThumbnail;
    });
    await until(() => widths.length === 1);
    await clock.advance(thumbnailPatienceMs);
    expect(hasThumbnail).toBe(false);
    come(picture(50));
    let isThere = false;
    await until(
      () => isThere,
      () => 'the picture',
      async () => {
        isThere = (await store.find(place, 10))?.hasThumbnail === true;
      },
    );
    expect((await presets.thumbnail(place, principal, 10)).jpeg).toHaveLength(50);
  });

  it('a picture that comes after the preset was stored anew is not kept', async () => {
    const before = await presets.put(place, caller, { number: 11 });
    await clock.advance(1_000);
    take = () => Promise.reject(problems.serviceUnavailable('No picture came.'));
    await presets.put(place, caller, { number: 11 });
    await store.putThumbnail(place, before, picture(5).jpeg);
    expect((await store.find(place, 11))?.hasThumbnail).toBe(false);
  });

  it('forgets the presets of a recorder that was removed', async () => {
    expect((await store.list(place)).length).toBeGreaterThan(3);
    await store.put({ recorder: 'shop', camera: 1 }, (await store.list(place))[0]!);
    removed('hq');
    let left = 1;
    await until(
      () => left === 0,
      () => `${left} left`,
      async () => {
        left = (await store.list(place)).length;
      },
    );
    expect(await store.list({ recorder: 'shop', camera: 1 })).toHaveLength(1);
  });
});
