import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { recorderInputSchema, recorderPatchSchema } from '@casement/contract';
import { Test } from '@nestjs/testing';
import fc from 'fast-check';
import { ConfigModule } from '../config/config.module.js';
import { Database } from '../database/database.js';
import { DatabaseModule } from '../database/database.module.js';
import { StoredRecorderEntity } from '../database/entities/stored-recorder.entity.js';
import { temporaryFolder } from '../testing/temporary-folder.js';
import { parseConfig } from '../config/load-config.js';
import { RecorderStore } from './recorder-store.js';
import { openSecretBox, SecretBox, SecretBoxError } from './secret-box.js';

const folder = temporaryFolder('casement-store-');
const input = (change: object = {}) =>
  recorderInputSchema.parse({
    id: 'gate',
    url: 'https://192.0.2.10',
    username: 'admin',
    password: 'geheim-42',
    ...change,
  });

const open = async (config: object = {}) => {
  const module = await Test.createTestingModule({
    imports: [
      ConfigModule.register({
        config: parseConfig({ text: JSON.stringify(config), baseDir: folder.path, env: {} }),
        wallClock: () => Date.parse('2026-11-21T10:00:00Z'),
        console: () => undefined,
      }),
      DatabaseModule,
    ],
    providers: [RecorderStore],
  })
    .setLogger({ log: () => undefined, warn: () => undefined, error: () => undefined })
    .compile();
  await module.init();
  return { module, store: module.get(RecorderStore), database: module.get(Database) };
};
let current: Awaited<ReturnType<typeof open>>;
beforeEach(async () => {
  current = await open();
});
afterEach(async () => {
  await current.module.close();
  folder.empty();
});

const reopen = async (config: object = {}) => {
  await current.module.close();
  current = await open(config);
};

describe('RecorderStore', () => {
  it('gives back what it was given, also after a restart', async () => {
    const full = input({
      name: 'Gate',
      tls: { fingerprint256: `${'ab:'.repeat(31)}ab` },
      transport: 'http',
      timeZone: 'Asia/Tokyo',
      cameras: [{ number: 2, name: 'North' }, { number: 3 }],
      pacing: { controlMs: 500 },
      uidLimit: 3,
    });
    const expected = {
      id: 'gate',
      name: 'Gate',
      kind: 'nvr',
      tls: { fingerprint256: `${'AB:'.repeat(31)}AB` },
      transport: 'http',
      timeZone: 'Asia/Tokyo',
      cameras: [
        { number: 2, name: 'North', codec: 'auto', ptzScale: 16 },
        { number: 3, codec: 'auto', ptzScale: 16 },
      ],
      pacing: { controlMs: 500, ptzMs: 200 },
      uidLimit: 3,
      origin: 'database',
    };
    expect(await current.store.create(full)).toMatchObject(expected);
    await reopen();
    const [recorder] = await current.store.all();
    expect(recorder).toMatchObject(expected);
    expect(recorder?.url.href).toBe('https://192.0.2.10/');
    expect(recorder?.credentials.reveal()).toBe('geheim-42');
    expect(recorder?.credentials.username).toBe('admin');
  });

  it('keeps the password unreadable in the database, with a key that only this user can read', async () => {
    await current.store.create(input());
    const [row] = await current.database.work().find(StoredRecorderEntity, {});
    expect(JSON.stringify(row)).not.toContain('geheim');
    await current.module.close();
    expect(readFileSync(join(folder.path, 'data', 'casement.db')).includes('geheim')).toBe(false);
    expect(statSync(join(folder.path, 'data', 'secrets.key')).mode & 0o777).toBe(0o600);
    current = await open();
  });

  it('changes only what a patch mentions', async () => {
    await current.store.create(input({ name: 'Gate', uidLimit: 3 }));
    const changed = await current.store.update('gate', { name: 'Yard' });
    expect(changed).toMatchObject({ name: 'Yard', uidLimit: 3 });
    expect(changed.credentials.reveal()).toBe('geheim-42');
    await current.store.update('gate', { password: 'neu', username: 'root' });
    const [recorder] = await current.store.all();
    expect(recorder?.credentials.reveal()).toBe('neu');
    expect(recorder?.credentials.username).toBe('root');
    expect(recorder).toMatchObject({ name: 'Yard', uidLimit: 3 });
  });

  it('forgets', async () => {
    await current.store.create(input());
    await current.store.delete('gate');
    expect(await current.store.all()).toEqual([]);
    await expect(current.store.delete('gate')).rejects.toMatchObject({ status: 404 });
    await expect(current.store.update('gate', {})).rejects.toMatchObject({ status: 404 });
  });

  it('takes every id once, those of the configuration file included', async () => {
    await current.store.create(input());
    await expect(current.store.create(input())).rejects.toMatchObject({
      status: 409,
      kind: 'recorder-exists',
    });
    const { url } = input();
    await reopen({
      recorders: [
        { id: 'gate', url, username: 'u', password: 'p' },
        { id: 'hq', url, username: 'u', password: 'p' },
      ],
    });
    await expect(current.store.create(input({ id: 'hq' }))).rejects.toMatchObject({ status: 409 });
    expect(await current.store.all()).toEqual([]);
  });

  it.each([
    ['an address with a path', { url: 'https://a/b' }, 'url'],
    ['an address with a password', { url: 'https://a:b@c' }, 'url'],
    ['a zone that does not exist', { timeZone: 'Mars/Base' }, 'timeZone'],
    ['a camera twice', { cameras: [{ number: 1 }, { number: 1 }] }, 'cameras'],
    ['a name with a NUL', { name: 'a\0b' }, 'name'],
  ])('refuses %s', async (_name, change, path) => {
    const problem = { status: 422, kind: 'validation', context: { issues: [{ path }] } };
    await expect(current.store.create(input(change))).rejects.toMatchObject(problem);
    await current.store.create(input());
    await expect(
      current.store.update('gate', recorderPatchSchema.parse(change)),
    ).rejects.toMatchObject(problem);
    expect(await current.store.all()).toHaveLength(1);
  });

  it('leaves out what was encrypted with a lost key, until it is entered again', async () => {
    await current.store.create(input());
    await current.store.create(input({ id: 'other' }));
    await current.module.close();
    writeFileSync(join(folder.path, 'data', 'secrets.key'), Buffer.alloc(32, 7));
    current = await open();
    expect(await current.store.all()).toEqual([]);
    await expect(current.store.update('gate', { name: 'x' })).rejects.toMatchObject({
      status: 422,
    });
    await current.store.update('gate', { password: 'again' });
    await current.store.create(input({ id: 'other', password: 'as well' }));
    expect((await current.store.all()).map(({ credentials }) => credentials.reveal())).toEqual([
      'again',
      'as well',
    ]);
  });

  it('leaves out what is damaged', async () => {
    await current.store.create(input());
    await current.database
      .work()
      .nativeUpdate(StoredRecorderEntity, { id: 'gate' }, { settings: { url: 5 } });
    expect(await current.store.all()).toEqual([]);
  });
});

describe('SecretBox', () => {
  const box = new SecretBox(Buffer.alloc(32, 1));

  it('opens what it sealed, for the same owner only', () => {
    fc.assert(
      fc.property(fc.string(), fc.string(), fc.string(), (secret, owner, other) => {
        const sealed = box.seal(secret, owner);
        expect(box.open(sealed, owner)).toBe(secret);
        if (other !== owner) {
          expect(() => box.open(sealed, other)).toThrow(SecretBoxError);
        }
      }),
    );
  });

  it('throws nothing but SecretBoxError for anything else', () => {
    const sealed = box.seal('secret', 'owner');
    const texts = fc.oneof(
      fc.string(),
      fc.base64String().map((text) => `v1.${text}`),
      fc.nat(sealed.length).map((at) => `${sealed.slice(0, at)}A${sealed.slice(at + 1)}`),
    );
    fc.assert(
      fc.property(texts, (text) => {
        try {
          expect(box.open(text, 'owner')).toBe('secret');
        } catch (error) {
          expect(error).toBeInstanceOf(SecretBoxError);
        }
      }),
    );
  });

  it('never seals the same twice', () => {
    expect(box.seal('secret', 'owner')).not.toBe(box.seal('secret', 'owner'));
  });

  it('takes its key away from other users, and refuses what is no key', () => {
    const { box: first } = openSecretBox(folder.path);
    chmodSync(join(folder.path, 'secrets.key'), 0o644);
    const again = openSecretBox(folder.path);
    expect(again.wasReadable).toBe(true);
    expect(again.box.open(first.seal('x', 'y'), 'y')).toBe('x');
    expect(statSync(join(folder.path, 'secrets.key')).mode & 0o777).toBe(0o600);
    writeFileSync(join(folder.path, 'secrets.key'), 'short');
    expect(() => openSecretBox(folder.path)).toThrow('found a key of 5 bytes, expected 32');
  });
});
