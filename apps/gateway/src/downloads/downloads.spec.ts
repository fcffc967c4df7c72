import { createHash } from 'node:crypto';
import { existsSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { AddressInfo } from 'node:net';
import { type Download, downloadPaths, downloadSchema } from '@casement/contract';
import { io, type Socket } from 'socket.io-client';
import { type FakeAnswer, FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import { startTestGateway, type TestGateway } from '../testing/test-gateway.js';
import { DownloadsService } from './downloads.service.js';
import { answerBytes, downloadType, fileAnswer, statusAnswer } from './testing/download-answer.js';

const noon = '2026-11-20T12:00:00Z';
const noonMs = Date.parse(noon);
const hourMs = 3_600_000;
const iso = (ms: number): string => new Date(ms).toISOString();

/** What the fake recorder has of an hour. */
const recording = (camera: number, startMs: number): Buffer =>
  Buffer.from(`recording of camera ${camera} from ${startMs} `.repeat(500));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');

type Asked = { camera: number; startMs: number; endMs: number; uid: string };

describe('/downloads, with a recorder', () => {
  let fake: FakeRecorder;
  let gateway: TestGateway;
  let cookie: string;
  let asked: Asked[];
  let answer: (request: Asked) => FakeAnswer;
  const sockets: Socket[] = [];
  const folders: string[] = [];

  const config = () => ({
    server: { metricsOpen: true },
    live: { rtpPorts: '23900-23950' },
    recorders: [
      {
        id: 'hq',
        url: fake.url.origin,
        username: 'admin',
        password: 'secret',
        pacing: { controlMs: 0, ptzMs: 0 },
      },
    ],
  });

  const whole = ({ camera, startMs }: Asked): FakeAnswer =>
    fileAnswer(`00${camera}_${startMs}_3000_7f_00_01`, recording(camera, startMs));

  beforeEach(async () => {
    fake = await FakeRecorder.start();
    asked = [];
    answer = whole;
    fake.answer = (request) => {
      if (request.command !== 'download') {
        return undefined;
      }
      const { camera, startMs, endMs, uid } = request;
      asked.push({ camera, startMs, endMs, uid });
      return answer({ camera, startMs, endMs, uid });
    };
    gateway = await startTestGateway({ config: config() });
    await new Promise<void>((resolve) => {
      gateway.server.listen(0, '127.0.0.1', () => resolve());
    });
    cookie = await gateway.signIn();
    await until(() => fake.count('cameraConnections') >= 1);
  });

  afterEach(async () => {
    sockets.splice(0).forEach((socket) => socket.disconnect());
    await gateway.close();
    await fake.dispose();
    folders.splice(0).forEach((each) => rmSync(each, { recursive: true, force: true }));
  });

  const post = (path: string, body: object = {}, as = cookie) =>
    gateway.http().post(`/${path}`).set('Cookie', as).send(body);
  const get = (path: string, as = cookie) => gateway.http().get(`/${path}`).set('Cookie', as);
  const create = async (wanted: object = {}): Promise<Download> => {
    const range = { recorder: 'hq', camera: 1, from: noon, to: iso(noonMs + hourMs) };
    const { body } = await post(downloadPaths.downloads, { ...range, ...wanted }).expect(202);
    return downloadSchema.parse(body);
  };
  const show = async (id: string, as = cookie): Promise<Download> =>
    downloadSchema.parse((await get(downloadPaths.download(id), as).expect(200)).body);
  const settled = async (id: string): Promise<Download> => {
    let now = await show(id);
    await until(
      () => ['done', 'failed', 'cancelled'].includes(now.state),
      () => JSON.stringify(now),
      async () => {
        now = await show(id);
      },
    );
    return now;
  };
  const folder = (id: string): string => join(gateway.config.downloads.dir, id);

  it('fetches cameras in pieces of an hour, each on a UID, and hashes the files', async () => {
    const { id } = await create({
      camera: undefined,
      cameras: [2, 1],
      to: iso(noonMs + 1.5 * hourMs),
    });
    const done = await settled(id);
    expect(done).toMatchObject({ state: 'done', reason: null, progress: 1, cameras: [1, 2] });
    expect(
      asked.map(({ camera, startMs, endMs }) => [camera, startMs - noonMs, endMs - noonMs]),
    ).toEqual(
      expect.arrayContaining([
        [1, 0, hourMs],
        [1, hourMs, 1.5 * hourMs],
        [2, 0, hourMs],
        [2, hourMs, 1.5 * hourMs],
      ]),
    );
    expect(asked).toHaveLength(4);
    for (const { camera, from, sha256: found, size } of done.files) {
      const bytes = recording(camera, Date.parse(from));
      expect({ found, size }).toEqual({ found: sha256(bytes), size: bytes.length });
    }
    expect(readdirSync(folder(id)).filter((name) => name.startsWith('work'))).toEqual([]);
  });

  it('serves files, ranges of them, a manifest and a zip', async () => {
    const { id } = await create();
    const { files } = await settled(id);
    const [file] = files;
    const bytes = recording(1, noonMs);
    const path = downloadPaths.file(id, file?.name ?? '');
    const all = await get(path).buffer(true).expect(200).expect('Content-Type', 'video/mp4');
    expect(Buffer.from(all.body as Buffer)).toEqual(bytes);
    const part = await get(path).set('Range', 'bytes=5-9').expect(206);
    expect(Buffer.from(part.body as Buffer)).toEqual(bytes.subarray(5, 10));
    const tail = await get(path)
      .set('Range', `bytes=-${bytes.length + 1}`)
      .expect(206);
    expect(tail.headers['content-range']).toBe(`bytes 0-${bytes.length - 1}/${bytes.length}`);
    const weak = get(path).set('Range', 'bytes=5-9').set('If-Range', `W/${all.headers['etag']}`);
    await weak.expect(200);
    const manifest = await get(downloadPaths.manifest(id)).expect(200);
    expect(manifest.body).toMatchObject({
      kind: 'casement-download',
      recorder: { id: 'hq' },
      askedBy: 'admin',
      files: [{ sha256: sha256(bytes) }],
    });
    const zip = await get(downloadPaths.zip(id)).buffer(true).expect(200);
    expect(Number(zip.headers['content-length'])).toBeGreaterThan(bytes.length);
  });

  it.each([
    '..%2f..%2fcasement.db',
    '%2e%2e%2fcasement.db',
    'signing.key',
    'work-0',
    'manifest.json%00',
  ])('gives no file of another name: %s', async (name) => {
    const { id } = await create();
    await settled(id);
    const found = await get(`${downloadPaths.download(id)}/files/${name}`);
    expect(found.status).toBeGreaterThanOrEqual(400);
  });

  it('DL05 keeps a file with an unsafe name under one of its own', async () => {
    const body = answerBytes([
      { temporary: '../../x.tmp', body: Buffer.from('abc') },
      { previous: '../../etc/x.mp4' },
    ]);
    answer = () => ({ status: 200, contentType: downloadType, body });
    const { id } = await create();
    const { files } = await settled(id);
    expect(files.map(({ name }) => name)).toEqual(['camera-001-20261120T120000Z.mp4']);
    expect(existsSync(join(folder(id), files[0]?.name ?? ''))).toBe(true);
  });

  it('a gap is no error, and is told', async () => {
    answer = (request) => (request.startMs === noonMs ? statusAnswer(1) : whole(request));
    const { id } = await create({ to: iso(noonMs + 2 * hourMs) });
    expect(await settled(id)).toMatchObject({
      state: 'done',
      gaps: [{ camera: 1, from: iso(noonMs), to: iso(noonMs + hourMs) }],
      files: [{ from: iso(noonMs + hourMs) }],
    });
  });

  it('what the recorder cannot make is explained, and something else offered', async () => {
    answer = () => statusAnswer(2);
    const { id } = await create();
    expect(await settled(id)).toMatchObject({ state: 'failed', offer: 'gops', files: [] });
  });

  it('a cut in the middle leaves nothing that looks whole, and is waited out', async () => {
    const cut = answerBytes([{ temporary: 'a.tmp', body: Buffer.alloc(1_000) }]);
    answer = () => ({
      status: 200,
      contentType: downloadType,
      body: cut.subarray(0, 600),
      cuts: true,
    });
    const { id } = await create();
    let now = await show(id);
    await until(
      () => now.state === 'waiting' && now.reason?.includes('tried again') === true,
      () => JSON.stringify(now),
      async () => {
        now = await show(id);
      },
    );
    expect(now.files).toEqual([]);
    const cancelled = await post(downloadPaths.cancel(id)).expect(200);
    expect(cancelled.body).toMatchObject({ state: 'cancelled', files: [] });
    answer = whole;
    await post(downloadPaths.retry(id)).expect(200);
    expect(await settled(id)).toMatchObject({ state: 'done', files: [{ camera: 1 }] });
  });

  it('after a restart it goes on at the piece where it stopped', async () => {
    const to = iso(noonMs + 2 * hourMs);
    answer = (request) => (request.startMs === noonMs ? whole(request) : 'hang');
    const { id } = await create({ to });
    let now = await show(id);
    await until(
      () => now.pieces.done === 1 && asked.length === 2,
      () => JSON.stringify(now),
      async () => {
        now = await show(id);
      },
    );
    const { folder: data } = gateway;
    folders.push(data);
    writeFileSync(join(folder(id), 'left-over.mp4'), 'half of it');
    await gateway.app.close();
    answer = whole;
    gateway = await startTestGateway({ config: config(), folder: data });
    cookie = await gateway.signIn();
    const done = await settled(id);
    expect(done.files.map((file) => file.sha256)).toEqual([
      sha256(recording(1, noonMs)),
      sha256(recording(1, noonMs + hourMs)),
    ]);
    expect(asked.filter(({ startMs }) => startMs === noonMs)).toHaveLength(1);
    expect(readdirSync(folder(id))).not.toContain('left-over.mp4');
  });

  it('who asks for the same shares it; the files go with the last owner', async () => {
    answer = () => 'hang';
    const { id } = await create();
    const { body: token } = await post('api/v1/auth/tokens', {
      name: 'desk',
      role: 'operator',
    }).expect(201);
    const bearer = `Bearer ${String((token as { secret: unknown }).secret)}`;
    const other = await gateway
      .http()
      .post(`/${downloadPaths.downloads}`)
      .set('Authorization', bearer)
      .send({ recorder: 'hq', camera: 1, from: noon, to: iso(noonMs + hourMs) })
      .expect(202);
    expect(other.body).toMatchObject({ id });
    await gateway
      .http()
      .post(`/${downloadPaths.cancel(id)}`)
      .set('Authorization', bearer)
      .expect(409);
    await gateway
      .http()
      .delete(`/${downloadPaths.download(id)}`)
      .set('Cookie', cookie)
      .expect(204);
    await gateway
      .http()
      .get(`/${downloadPaths.download(id)}`)
      .set('Authorization', bearer)
      .expect(200);
    await gateway
      .http()
      .delete(`/${downloadPaths.download(id)}`)
      .set('Authorization', bearer)
      .expect(204);
    await get(downloadPaths.download(id)).expect(404);
    expect(existsSync(folder(id))).toBe(false);
  });

  it('tells browsers', async () => {
    const { port } = gateway.server.address() as AddressInfo;
    const socket = io(`http://127.0.0.1:${port}`, {
      extraHeaders: { cookie },
      transports: ['websocket'],
    });
    sockets.push(socket);
    const told: Download[] = [];
    const removed: string[] = [];
    socket.on('download-progress', (download: Download) => told.push(download));
    socket.on('download-removed', (event: { id: string }) => removed.push(event.id));
    await until(() => socket.connected);
    const { id } = await create();
    await until(() => told.some(({ state }) => state === 'done'));
    await gateway
      .http()
      .delete(`/${downloadPaths.download(id)}`)
      .set('Cookie', cookie)
      .expect(204);
    await until(() => removed.includes(id));
    expect(told.every((download) => downloadSchema.safeParse(download).success)).toBe(true);
  });

  it.each([
    [{ camera: undefined }, 422],
    [{ camera: 1, cameras: [1] }, 422],
    [{ to: noon }, 422],
    [{ from: '2026-11-20 12:00' }, 422],
    [{ from: '1999-11-20T12:00:00Z' }, 422],
    [{ to: '2090-01-01T00:00:00Z' }, 422],
    [{ source: 'gops', format: 'n3' }, 422],
    [{ format: 'avi' }, 422],
    [{ camera: 77 }, 404],
    [{ recorder: 'nowhere' }, 404],
  ])('refuses %j', async (wanted, status) => {
    const range = { recorder: 'hq', camera: 1, from: noon, to: iso(noonMs + hourMs) };
    await post(downloadPaths.downloads, { ...range, ...wanted }).expect(status);
    expect(asked).toEqual([]);
  });

  it('pulls GOPs into an MP4 where the recorder makes none', async () => {
    fake.recordings.spans.set(1, [{ fromMs: noonMs, toMs: noonMs + 120_000 }]);
    const { id } = await create({ to: iso(noonMs + 60_000), source: 'gops' });
    const done = await settled(id);
    expect(done).toMatchObject({ state: 'done', source: 'gops' });
    const [file] = done.files;
    const { body } = await get(downloadPaths.file(id, file?.name ?? ''))
      .buffer(true)
      .expect(200);
    expect((body as Buffer).toString('latin1', 4, 8)).toBe('ftyp');
    expect(asked).toEqual([]);
  }, 30_000);

  it('waits while there is no room on the disk, and says so', async () => {
    const full = await startTestGateway({
      config: { ...config(), downloads: { reserveGb: 100_000 } },
    });
    const own = await full.signIn();
    await until(() => fake.count('cameraConnections') >= 2);
    const { body } = await full
      .http()
      .post(`/${downloadPaths.downloads}`)
      .set('Cookie', own)
      .send({ recorder: 'hq', camera: 1, from: noon, to: iso(noonMs + hourMs) })
      .expect(202);
    const { id } = downloadSchema.parse(body);
    let reason: string | null = null;
    await until(
      () => reason?.includes('disk of the gateway is full') === true,
      () => reason,
      async () => {
        const answered = await full
          .http()
          .get(`/${downloadPaths.download(id)}`)
          .set('Cookie', own);
        ({ reason } = downloadSchema.parse(answered.body));
      },
    );
    expect(asked).toEqual([]);
    await full.close();
  });

  it('files are deleted after their time, and the download with them', async () => {
    const { id } = await create();
    await settled(id);
    const service = gateway.app.get(DownloadsService);
    gateway.clock.nowMs += 6.9 * 24 * hourMs;
    await service.deleteExpired();
    expect(existsSync(folder(id))).toBe(true);
    gateway.clock.nowMs += 0.2 * 24 * hourMs;
    await service.deleteExpired();
    expect(existsSync(folder(id))).toBe(false);
    cookie = await gateway.signIn();
    await get(downloadPaths.download(id)).expect(404);
  });

  it('counts', async () => {
    const { id } = await create();
    await settled(id);
    const { text } = await gateway.http().get('/metrics').expect(200);
    expect(text).toContain('casement_downloads{state="done"} 1');
    expect(text).toContain('casement_download_pieces_total 1');
  });
});
