import { rmSync, truncateSync } from 'node:fs';
import { Agent, type ClientRequest, type IncomingMessage, request as httpRequest } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { type Download, downloadPaths, problemSchema } from '@casement/contract';
import { principalOf } from '../access/principal.js';
import { DownloadsService } from './downloads.service.js';
import { fileAnswer } from './testing/download-answer.js';
import { DownloadGateway } from './testing/download-gateway.js';

/** Far more than the buffers between two sockets of one machine hold. */
const bytes = Buffer.alloc(24 * 1024 * 1024, 'recording ');
const range = { from: '2026-11-20T12:00:00Z', to: '2026-11-20T13:00:00Z' } as const;
const root = principalOf({
  username: 'root',
  role: 'administrator',
  via: 'session',
  credentialId: 'root',
  mustChangePassword: false,
});

describe('downloads over HTTP, as programs of others ask for them', () => {
  let made: DownloadGateway;
  let cookie: string;
  let port: number;
  let agent: Agent;
  const asked: ClientRequest[] = [];

  beforeAll(async () => {
    made = await DownloadGateway.start(() => fileAnswer('001_1_3000_7f_00_01', bytes));
    await new Promise<void>((resolve) => {
      made.gateway.server.listen(0, '127.0.0.1', () => resolve());
    });
    ({ port } = made.gateway.server.address() as AddressInfo);
    cookie = await made.gateway.signIn();
    agent = new Agent({ keepAlive: true, maxSockets: 1 });
  });
  afterAll(async () => {
    asked.forEach((each) => each.destroy());
    agent.destroy();
    await made.dispose();
  });

  const done = async (camera: number): Promise<Download> =>
    made.settled((await made.create({ ...range, camera })).id);
  const firstFile = ({ files }: Download): string => files[0]?.name ?? '';
  const get = (path: string) => made.gateway.http().get(`/${path}`).set('Cookie', cookie);

  /** An answer whose bytes nobody reads yet. */
  const begin = (
    path: string,
    as: string,
    options: { readonly method?: string; readonly agent?: Agent } = {},
  ): Promise<{ readonly answer: IncomingMessage; readonly request: ClientRequest }> =>
    new Promise((resolve, reject) => {
      const request = httpRequest(
        { port, host: '127.0.0.1', path: `/${path}`, headers: { Cookie: as }, ...options },
        (answer) => resolve({ answer, request }),
      );
      asked.push(request);
      request.once('error', reject).end();
    });
  /** Whether all of it came. */
  const isWhole = (answer: IncomingMessage): Promise<boolean> =>
    new Promise((resolve) => {
      answer.once('error', () => undefined);
      answer.once('close', () => resolve(answer.complete));
      answer.resume();
    });

  it('a range or a condition that cannot be met, and a file that somebody took away, are problems', async () => {
    const download = await done(1);
    const path = downloadPaths.file(download.id, firstFile(download));
    const beyond = await get(path).set('Range', 'bytes=99999999999-').expect(416);
    expect(beyond.headers['content-range']).toBe(`bytes */${bytes.length}`);
    const failed = await get(path).set('If-Match', '"another"').expect(412);
    rmSync(join(made.folderOf(download.id), firstFile(download)));
    const gone = await get(path).expect(404);
    rmSync(join(made.folderOf(download.id), 'manifest.json'));
    const unsigned = await get(downloadPaths.manifest(download.id)).expect(404);
    const empty = await get(downloadPaths.zip(download.id)).expect(404);
    for (const { body, headers, status } of [beyond, failed, gone, unsigned, empty]) {
      expect(headers['content-type']).toMatch(/^application\/problem\+json/);
      expect(headers['content-disposition']).toBeUndefined();
      expect(headers['etag'] ?? '').not.toContain(download.files[0]?.sha256);
      expect(problemSchema.parse(body)).toMatchObject({ status });
    }
  });

  it.each([
    ['a file', (download: Download) => downloadPaths.file(download.id, firstFile(download))],
    ['a zip', ({ id }: Download) => downloadPaths.zip(id)],
  ])('%s is sent no further when the sign-in ends', async (_, pathOf) => {
    const download = await done(2);
    const mine = await made.gateway.signIn();
    const [one, other] = [
      (await begin(pathOf(download), mine)).answer,
      (await begin(pathOf(download), cookie)).answer,
    ];
    await made.gateway.http().post('/api/v1/auth/logout').set('Cookie', mine).expect(204);
    expect(await isWhole(one)).toBe(false);
    expect(await isWhole(other)).toBe(true);
  });

  it('whoever asks only how long a zip is has no file read', async () => {
    const download = await done(3);
    const zip = downloadPaths.zip(download.id);
    truncateSync(join(made.folderOf(download.id), firstFile(download)), 5);
    const head = await begin(zip, cookie, { method: 'HEAD', agent });
    expect(Number(head.answer.headers['content-length'])).toBeGreaterThan(bytes.length);
    expect(await isWhole(head.answer)).toBe(true);
    const next = await begin(downloadPaths.download(download.id), cookie, { agent });
    expect(next.request.reusedSocket).toBe(true);
    expect(next.answer.statusCode).toBe(200);
    next.answer.resume();
  });

  it('nothing is tried again before its end is written down', async () => {
    const before = made.answer;
    made.answer = () => 'hang';
    // As many as the recorder is asked for at a time, and one that has to wait.
    const [one, other, queued] = [
      await made.create({ ...range, camera: 1, format: 'n3' }),
      await made.create({ ...range, camera: 2, format: 'n3' }),
      await made.create({ ...range, camera: 3, format: 'n3' }),
    ];
    const service = made.gateway.app.get(DownloadsService);
    const ends = await Promise.allSettled([
      service.cancel(queued.id, root),
      service.retry(queued.id, root),
    ]);
    expect(ends).toMatchObject([
      { status: 'fulfilled', value: { state: 'cancelled' } },
      { status: 'rejected', reason: { status: 409 } },
    ]);
    expect(await made.show(queued.id)).toMatchObject({
      state: 'cancelled',
      finishedAt: expect.any(String),
    });
    expect(await service.retry(queued.id, root)).toMatchObject({
      state: 'queued',
      finishedAt: null,
    });
    for (const { id } of [one, other, queued]) {
      await service.remove(id, root);
    }
    made.answer = before;
  });

  it.each(['2026-02-30T00:00:00Z', '2026-04-31T00:00:00+09:00', '2025-02-29T10:00:00Z'])(
    'a day that does not exist is no other day: %s',
    async (from) => {
      const { body } = await made.gateway
        .http()
        .post(`/${downloadPaths.downloads}`)
        .set('Cookie', cookie)
        .send({ recorder: 'hq', camera: 4, ...range, from })
        .expect(422);
      expect(problemSchema.parse(body).detail).toContain('from');
    },
  );
});
