import type { AddressInfo } from 'node:net';
import { streamStartSchema, transcodingsSchema } from '@casement/contract';
import { FfmpegJob, findFfmpeg } from '@casement/media';
import { WebSocket } from 'ws';
import { FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import { ADMIN_PASSWORD, startTestGateway } from '../testing/test-gateway.js';
import type { TestGateway } from '../testing/test-gateway.js';

/** Cameras 1 to 4 of `hq` send H.264 and G.711, those of `old` send JPEG. */
describe('the ways besides WebRTC', () => {
  let hq: FakeRecorder;
  let old: FakeRecorder;
  let gateway: TestGateway;
  let cookie: string;
  let secret: string;
  let port: number;
  let pictures: NodeJS.Timeout;
  const clients: WebSocket[] = [];

  beforeAll(async () => {
    [hq, old] = await Promise.all([FakeRecorder.start(), FakeRecorder.start()]);
    old.video = 'jpeg';
    hq.sound = 'g711';
    const recorder = (id: string, { url }: FakeRecorder, settings: object) => ({
      id,
      url: url.origin,
      username: 'admin',
      password: 'secret',
      pacing: { controlMs: 0 },
      ...settings,
    });
    gateway = await startTestGateway({
      config: {
        server: { basePath: '/cctv/' },
        live: { rtpPorts: '23500-23900', lingerS: 1 },
        recorders: [
          recorder('hq', hq, {}),
          recorder('old', old, { cameras: [1, 2].map((number) => ({ number, codec: 'jpeg' })) }),
        ],
      },
    });
    cookie = await gateway.signIn('admin', ADMIN_PASSWORD);
    await until(() => hq.count('cameraConnections') >= 1 && old.uids.size > 0);
    await new Promise<void>((resolve) => gateway.server.listen(0, '127.0.0.1', resolve));
    port = (gateway.server.address() as AddressInfo).port;
    pictures = setInterval(() => {
      hq.tick();
      old.tick();
    }, 100);
    const token = await gateway
      .http()
      .post('/cctv/api/v1/auth/tokens')
      .set('Cookie', cookie)
      .send({ name: 'wall', role: 'viewer' })
      .expect(201);
    ({ secret } = token.body as { secret: string });
  });

  afterAll(async () => {
    clearInterval(pictures);
    clients.forEach((client) => client.terminate());
    await gateway.close();
    await Promise.all([hq.dispose(), old.dispose()]);
  });

  const live = (recorder: string, camera: number, what: string): string =>
    `/cctv/api/v1/recorders/${recorder}/cameras/${camera}/live/${what}`;
  const get = (path: string) => gateway.http().get(path).set('Cookie', cookie);

  const stream = (path: string) => {
    const client = new WebSocket(`ws://127.0.0.1:${port}${path}`, { headers: { Cookie: cookie } });
    clients.push(client);
    const texts: unknown[] = [];
    const frames: Buffer[] = [];
    client.on('message', (data: Buffer, isBinary) => {
      if (isBinary) {
        frames.push(data);
      } else {
        texts.push(JSON.parse(data.toString()));
      }
    });
    const starts = () =>
      texts.flatMap((text) => {
        const { data } = streamStartSchema.safeParse(text);
        return data === undefined ? [] : [data];
      });
    return { client, texts, frames, starts };
  };

  it('sends fragmented MP4 and frames over WebSockets, beside socket.io', async () => {
    const mp4 = stream(live('hq', 1, 'stream'));
    const frames = stream(live('hq', 1, 'stream?format=frames'));
    await until(() => mp4.frames.length > 5 && frames.frames.length > 5);
    expect(mp4.starts()[0]).toMatchObject({
      format: 'fmp4',
      mimeType: expect.stringContaining('avc1.'),
      converted: null,
    });
    expect(mp4.frames[0]?.toString('latin1', 4, 8)).toBe('ftyp');
    expect(frames.starts()[0]).toMatchObject({ format: 'frames', audio: null });
    expect(frames.frames[0]?.[0]).toBe(1);
    expect(hq.streams.filter(({ camera }) => camera === 1)).toHaveLength(1);
    [mp4, frames].forEach(({ client }) => client.close());
  });

  it('adds the sound of the recorder to frames, untouched', async () => {
    const { client, starts, frames } = stream(live('hq', 2, 'stream?format=frames&audio=1'));
    await until(() => frames.some((frame) => frame[0] === 3));
    expect(starts().at(-1)?.audio).toMatchObject({ sampleRate: 8_000, channels: 1 });
    client.close();
  });

  it('makes HLS that says how long it is, and serves what it names', async () => {
    const playlist = await get(live('hq', 3, 'index.m3u8?audio=0')).expect(200);
    expect(playlist.headers['content-type']).toContain('application/vnd.apple.mpegurl');
    expect(playlist.headers['cache-control']).toBe('no-store');
    const text = playlist.text;
    expect(text).toContain('CAN-BLOCK-RELOAD=YES');
    const init = /EXT-X-MAP:URI="([^"]+)"/.exec(text)?.[1] ?? '';
    const part = /EXT-X-PART:[^\n]*URI="([^"]+)"/.exec(text)?.[1] ?? '';
    for (const name of [init, part]) {
      const { headers, body } = await get(live('hq', 3, name)).expect(200);
      expect(headers['content-type']).toBe('video/mp4');
      expect(headers['cache-control']).toContain('private');
      expect((body as Buffer).length).toBeGreaterThan(100);
    }
    const hint = /EXT-X-PRELOAD-HINT:TYPE=PART,URI="([^"]+)"/.exec(text)?.[1] ?? '';
    await get(live('hq', 3, hint)).expect(200);
    const msn = Number(/EXT-X-MEDIA-SEQUENCE:(\d+)/.exec(text)?.[1]);
    const next = await get(live('hq', 3, `index.m3u8?audio=0&_HLS_msn=${msn + 1}`)).expect(200);
    expect(next.text).toContain(`seg-${msn + 1}.m4s`);
  });

  it.each([
    ['far in the future', 'index.m3u8?audio=0&_HLS_msn=999999999', 400, 'bad-request'],
    ['a part of nothing', 'index.m3u8?_HLS_part=1', 400, 'bad-request'],
    ['a segment of another output', 'seg-1.m4s?o=other', 404, 'not-found'],
    ['a file that is none', 'passwords.txt', 404, 'not-found'],
  ])('refuses HLS requests: %s', async (_name, what, status, kind) => {
    await get(live('hq', 3, 'index.m3u8?audio=0')).expect(200);
    const { body } = await get(live('hq', 3, what)).expect(status);
    expect(body).toMatchObject({ kind });
  });

  it('lets players in that can only send a user name and a password', async () => {
    const path = live('hq', 3, 'index.m3u8?audio=0');
    const player = await gateway.http().get(path).set('User-Agent', 'Lavf/61.7.100').expect(401);
    expect(player.headers['www-authenticate']).toMatch(/^Basic /);
    const browser = await gateway
      .http()
      .get(path)
      .set('User-Agent', 'Mozilla/5.0 (X11; Linux x86_64)')
      .expect(401);
    expect(browser.headers['www-authenticate']).toMatch(/^Bearer /);
    await gateway.http().get(path).auth('anybody', secret).expect(200);
    await gateway.http().get(path).set('Authorization', `Bearer ${secret}`).expect(200);
    await gateway.http().get(path).auth('anybody', 'csm_wrong').expect(401);
    // Somebody else's password beside our cookie, as behind a reverse proxy that asks for one.
    await get(path).auth('proxy', 'password').expect(200);
    // Not where it could change something.
    await gateway.http().get('/cctv/api/v1/recorders').auth('anybody', secret).expect(401);
  });

  it.each([
    ['HLS', 'index.m3u8?audio=0', []],
    ['motion JPEG', 'mjpeg?width=160', ['-f', 'mpjpeg']],
  ])(
    'is played by ffmpeg, with a token in the address: %s',
    async (_name, what, options) => {
      const ffmpeg = await findFfmpeg();
      const path = live('hq', 1, what);
      const { pictures: decoded, lines } = await new FfmpegJob({
        ffmpegPath: ffmpeg.path,
        command: {
          inputs: [{ source: `http://player:${secret}@127.0.0.1:${port}${path}`, options }],
          outputs: [{ target: '-', options: ['-frames:v', '8', '-f', 'null'] }],
        },
        timeoutMs: 20_000,
      }).start();
      expect([decoded, lines.filter((line) => /error|invalid|corrupt/i.test(line))]).toEqual([
        8,
        [],
      ]);
    },
    30_000,
  );

  it('gives the newest picture, made once for all who ask, and 304 to who has it', async () => {
    const path = '/cctv/api/v1/recorders/hq/cameras/4/snapshot.jpg?width=160';
    const [first, second] = await Promise.all([get(path), get(path)]);
    expect([first.status, second.status]).toEqual([200, 200]);
    expect((first.body as Buffer).subarray(0, 2)).toEqual(Buffer.from([0xff, 0xd8]));
    expect(first.headers['etag']).toBe(second.headers['etag']);
    expect(first.headers['last-modified']).toMatch(/GMT$/);
    expect(Number(first.headers['age'])).toBeLessThan(15);
    const metrics = await get('/cctv/metrics').expect(200);
    expect(metrics.text).toMatch(/casement_snapshots_total\{source="made"\} [12]\b/);
    await get('/cctv/api/v1/recorders/hq/cameras/4/snapshot.jpg?width=5').expect(400);
    await get('/cctv/api/v1/recorders/hq/cameras/99/snapshot.jpg').expect(404);
  });

  it('passes on the pictures of a JPEG camera as they are', async () => {
    const path = '/cctv/api/v1/recorders/old/cameras/1/snapshot.jpg';
    const { body, headers } = await get(path).expect(200);
    expect((body as Buffer).subarray(-2)).toEqual(Buffer.from([0xff, 0xd9]));
    const again = await get(path)
      .set('If-None-Match', String(headers['etag']))
      .ok(() => true);
    expect([200, 304]).toContain(again.status);
    const abort = new AbortController();
    const mjpeg = await fetch(`http://127.0.0.1:${port}${live('old', 1, 'mjpeg?fps=10')}`, {
      headers: { Cookie: cookie },
      signal: abort.signal,
    });
    expect(mjpeg.status).toBe(200);
    expect(mjpeg.headers.get('content-type')).toMatch(/^multipart\/x-mixed-replace; boundary=/);
    const reader = mjpeg.body?.getReader();
    let text = '';
    while (text.split('Content-Type: image/jpeg').length < 4) {
      const chunk = await reader?.read();
      text += Buffer.from(chunk?.value ?? []).toString('latin1');
    }
    abort.abort();
    await until(() => old.streams.length <= 1);
  });

  it('shows administrators what is converted, and nobody else', async () => {
    const abort = new AbortController();
    const mjpeg = await fetch(`http://127.0.0.1:${port}${live('hq', 1, 'mjpeg?width=160')}`, {
      headers: { Cookie: cookie },
      signal: abort.signal,
    });
    expect(mjpeg.status).toBe(200);
    const { body } = await get('/cctv/api/v1/transcodings').expect(200);
    const { jobs } = transcodingsSchema.parse(body);
    expect(jobs).toContainEqual(
      expect.objectContaining({ recorder: 'hq', camera: 1, source: 'h264', state: 'running' }),
    );
    abort.abort();
    await gateway
      .http()
      .get('/cctv/api/v1/transcodings')
      .set('Authorization', `Bearer ${secret}`)
      .expect(403);
  });
});
