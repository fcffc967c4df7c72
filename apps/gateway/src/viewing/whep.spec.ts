import { viewingSchema } from '@casement/contract';
import { type Principal, principalOf } from '../access/principal.js';
import { SessionEvents } from '../access/session-events.js';
import { FakeRecorder } from '../recorders/testing/fake-recorder.js';
import { until } from '../recorders/testing/until.js';
import { ADMIN_PASSWORD, startTestGateway } from '../testing/test-gateway.js';
import type { TestGateway } from '../testing/test-gateway.js';
import { Audience } from './audience.js';
import { TestBrowser } from './testing/browser.js';
import { WhepService } from './whep.service.js';

const sdp = 'application/sdp';
const fragment = 'application/trickle-ice-sdpfrag';

describe('WHEP', () => {
  let fake: FakeRecorder;
  let gateway: TestGateway;
  let cookie: string;
  let pictures: NodeJS.Timeout;
  const browsers: TestBrowser[] = [];

  beforeAll(async () => {
    fake = await FakeRecorder.start();
    gateway = await startTestGateway({
      config: {
        server: { basePath: '/cctv/' },
        live: { rtpPorts: '23000-23400', lingerS: 0 },
        webrtc: {
          iceServers: [{ urls: ['turn:turn.example:3478'], username: 'u', credential: 'c' }],
        },
        recorders: [
          {
            id: 'hq',
            url: fake.url.origin,
            username: 'admin',
            password: 'secret',
            pacing: { controlMs: 0 },
          },
        ],
      },
    });
    cookie = await gateway.signIn('admin', ADMIN_PASSWORD);
    await until(() => fake.count('setupLive') === 1);
    await until(() => fake.count('cameraConnections') >= 2);
    pictures = setInterval(() => fake.tick(), 20);
  });

  afterAll(async () => {
    clearInterval(pictures);
    await Promise.all(browsers.map((each) => each.close()));
    await gateway.close();
    expect(fake.uids.size).toBe(0);
    await fake.dispose();
  });

  const path = (camera: number | string, recorder = 'hq'): string =>
    `/cctv/api/v1/recorders/${recorder}/cameras/${camera}/live/whep`;

  function browser(codec?: 'H264' | 'VP8'): TestBrowser {
    const opened = new TestBrowser(codec);
    browsers.push(opened);
    return opened;
  }

  const post = (to: string, type: string, body: string) =>
    gateway.http().post(to).set('Cookie', cookie).set('Content-Type', type).send(body);

  it('answers an offer, brings pictures, and ends the viewing at once', async () => {
    const viewer = browser();
    const answer = await post(path(1), sdp, await viewer.offer()).expect(201);
    expect(answer.headers['content-type']).toMatch(/^application\/sdp/);
    const location = String(answer.headers['location']);
    expect(location).toMatch(
      /^\/cctv\/api\/v1\/recorders\/hq\/cameras\/1\/live\/whep\/[0-9a-f-]{36}$/,
    );
    expect(answer.headers['etag']).toMatch(/^"[0-9a-f-]{36}"$/);
    expect(answer.headers['link']).toContain('turn:turn.example:3478');
    expect(answer.text).toContain('a=setup:passive');
    expect(answer.text).toContain(' 127.0.0.1 ');
    await viewer.accept(answer.text);
    await until(() => viewer.packets > 5 && viewer.isConnected);
    const trickle = (body: string) =>
      gateway.http().patch(location).set('Cookie', cookie).set('Content-Type', fragment).send(body);
    await trickle('a=candidate:1 1 udp 1 192.0.2.7 5000 typ host\r\n').expect(204);
    await trickle('a=ice-ufrag:other\r\na=ice-pwd:another\r\n').expect(422);
    await trickle('{}').expect(400);
    const { body: cameras } = await gateway
      .http()
      .get('/cctv/api/v1/recorders/hq/cameras')
      .set('Cookie', cookie)
      .expect(200);
    expect(cameras).toContainEqual(
      expect.objectContaining({
        number: 1,
        video: 'h264',
        live: expect.objectContaining({ state: 'playing', viewers: 1 }),
      }),
    );
    await gateway.http().delete(location).set('Cookie', cookie).expect(204);
    await gateway.http().delete(location).set('Cookie', cookie).expect(404);
    await gateway.http().get(location).set('Cookie', cookie).expect(404);
    await until(() => fake.streams.length === 0);
  });

  it('shows the figures of a viewing to its owner only', async () => {
    const viewer = browser();
    const answer = await post(path(1), sdp, await viewer.offer()).expect(201);
    const location = String(answer.headers['location']);
    const show = () => gateway.http().get(location).set('Cookie', cookie).expect(200);
    expect(viewingSchema.parse((await show()).body)).toMatchObject({
      state: 'connecting',
      mode: 'waiting',
      transport: null,
      packetsSent: 0,
      packetsLost: null,
    });
    await viewer.accept(answer.text);
    await until(() => viewer.packets > 5 && viewer.isConnected);
    let shown = await show();
    await until(
      () => viewingSchema.parse(shown.body).packetsSent > 5,
      () => 'figures',
      async () => {
        shown = await show();
      },
    );
    const { body, headers } = shown;
    expect(headers['cache-control']).toBe('no-store');
    expect(viewingSchema.parse(body)).toMatchObject({
      id: location.split('/').at(-1),
      state: 'connected',
      mode: 'all-pictures',
      transport: 'udp',
    });
    await gateway.http().get(location).expect(401);
    const token = await gateway
      .http()
      .post('/cctv/api/v1/auth/tokens')
      .set('Cookie', cookie)
      .send({ name: 'wall', role: 'viewer' })
      .expect(201);
    const { secret } = token.body as { secret: string };
    await gateway.http().get(location).set('Authorization', `Bearer ${secret}`).expect(404);
    await gateway.http().delete(location).set('Cookie', cookie).expect(204);
  });

  it('has one upstream for many viewers', async () => {
    const viewers = [browser(), browser(), browser()];
    for (const viewer of viewers) {
      const answer = await post(path(2), sdp, await viewer.offer()).expect(201);
      await viewer.accept(answer.text);
    }
    await until(() => viewers.every(({ packets }) => packets > 0));
    expect(fake.streams.filter(({ camera }) => camera === 2)).toHaveLength(1);
    const metrics = await gateway.http().get('/cctv/metrics').set('Cookie', cookie).expect(200);
    expect(metrics.text).toMatch(/casement_live_viewers\{recorder="hq",camera="2"\} 3/);
    expect(metrics.text).toMatch(
      /casement_rtp_packets_received_total\{recorder="hq",camera="2"\} [1-9]/,
    );
    expect(metrics.text).toMatch(/casement_recorder_state\{recorder="hq",state="online"\} 1/);
    expect(metrics.text).toMatch(/casement_viewing_join_seconds_count [1-9]/);
    expect(metrics.text).toMatch(/casement_viewing_mode\{mode="key-pictures"\} 0/);
    expect(metrics.text).toMatch(/casement_viewing_handshakes\{state="waiting"\} 0/);
    expect(metrics.text).toMatch(/casement_viewing_retransmitted_total \d/);
  });

  it.each([
    ['an unknown recorder', path(1, 'nowhere'), sdp, undefined, 404, 'not-found'],
    ['an unknown camera', path(99), sdp, undefined, 404, 'not-found'],
    ['a camera that is no number', path('gate'), sdp, undefined, 400, 'bad-request'],
    ['another type', path(1), 'application/json', '{}', 415, 'unsupported-media-type'],
    ['no offer at all', path(1), sdp, 'hello', 400, 'bad-request'],
    [
      'an offer that is too large',
      path(1),
      sdp,
      `v=0\r\n${'a=x\r\n'.repeat(20_000)}`,
      413,
      'too-large',
    ],
    ['a body that is far too large', path(1), sdp, 'a'.repeat(300_000), 413, 'too-large'],
  ])('refuses %s', async (_name, to, type, body, status, kind) => {
    const sent = body ?? (await browser().offer());
    const { body: problem } = await post(to, type, sent).expect(status);
    expect(problem).toMatchObject({ status, kind });
  });

  it('says which ways would work for a browser without H.264', async () => {
    const answer = await post(path(1), sdp, await browser('VP8').offer()).expect(406);
    expect(answer.headers['content-type']).toMatch(/^application\/problem\+json/);
    expect(answer.body).toMatchObject({
      kind: 'not-acceptable',
      detail: 'the browser offers to receive VP8; cameras send H.264 or H.265',
      context: { ways: expect.any(Array) },
    });
  });

  it('opens nothing for who is signed out while his offer is being answered', async () => {
    const service = gateway.app.get(WhepService, { strict: false });
    const audience = gateway.app.get(Audience, { strict: false });
    const before = audience.count('webrtc');
    const opening = service.open({
      recorder: 'hq',
      camera: 1,
      offerSdp: await browser().offer(),
      principal: principalOf({
        username: 'anna',
        role: 'viewer',
        via: 'session',
        credentialId: 'anna-session',
        mustChangePassword: false,
      }),
      reached: ['127.0.0.1'],
    });
    gateway.app.get(SessionEvents, { strict: false }).revoke(['anna-session']);
    await expect(opening).rejects.toMatchObject({ status: 401 });
    expect(audience.count('webrtc')).toBe(before);
  });

  it('ends the viewing of who may not see the camera any more, also before it has begun', async () => {
    const service = gateway.app.get(WhepService, { strict: false });
    const audience = gateway.app.get(Audience, { strict: false });
    const principal = principalOf({
      username: 'anna',
      role: 'viewer',
      via: 'session',
      credentialId: 'anna-session',
      mustChangePassword: false,
    });
    const open = async (): Promise<string> => {
      const offerSdp = await browser().offer();
      const request = { recorder: 'hq', camera: 1, offerSdp, principal, reached: ['127.0.0.1'] };
      return (await service.open(request)).id;
    };
    const renew = (now: Principal): Promise<Principal> =>
      Promise.resolve(now.username === 'anna' ? { ...now, mayView: () => false } : now);
    const before = audience.count('webrtc');
    const id = await open();
    expect(service.show(id, principal).id).toBe(id);
    await audience.recheck(renew);
    await until(() => audience.count('webrtc') === before);
    expect(() => service.show(id, principal)).toThrow('This viewing is over');
    const offerSdp = await browser().offer();
    const opening = service.open({
      recorder: 'hq',
      camera: 1,
      offerSdp,
      principal,
      reached: ['127.0.0.1'],
    });
    await Promise.all([
      expect(opening).rejects.toMatchObject({ status: 403 }),
      audience.recheck(renew),
    ]);
    expect(audience.count('webrtc')).toBe(before);
  });

  it('lets in nobody who is not signed in, and gives a viewing to its owner only', async () => {
    const viewer = browser();
    const offer = await viewer.offer();
    await gateway.http().post(path(1)).set('Content-Type', sdp).send(offer).expect(401);
    const { headers } = await post(path(3), sdp, offer).expect(201);
    const location = String(headers['location']);
    await gateway.http().delete(location).expect(401);
    await gateway.http().delete(location).set('Cookie', cookie).expect(204);
  });

  it('ends the viewings of a session that signs out', async () => {
    const other = await gateway.signIn('admin', ADMIN_PASSWORD);
    const viewer = browser();
    const { headers, text } = await gateway
      .http()
      .post(path(4))
      .set('Cookie', other)
      .set('Content-Type', sdp)
      .send(await viewer.offer())
      .expect(201);
    await viewer.accept(text);
    await until(() => viewer.packets > 0 && viewer.isConnected);
    await gateway.http().post('/cctv/api/v1/auth/logout').set('Cookie', other).expect(204);
    await until(() => !fake.streams.some(({ camera }) => camera === 4));
    await gateway.http().delete(String(headers['location'])).set('Cookie', cookie).expect(404);
  });

  it('tells what it accepts', async () => {
    const { headers } = await gateway.http().options(path(1)).set('Cookie', cookie).expect(204);
    expect(headers['accept-post']).toBe(sdp);
    expect(headers['accept-patch']).toBe(fragment);
  });
});
