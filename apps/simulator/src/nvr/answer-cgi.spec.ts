import { createConnection } from 'node:net';
import { nvrCommands, parseCameraConnections, parseLoginPage } from '@casement/protocol';
import { fetchPage } from '../testing/http-client.js';
import { ManualClock } from '../testing/manual-clock.js';
import { closeTestRecorders, startTestRecorder } from '../testing/test-recorder.js';
import { RecorderClient } from '../testing/recorder-client.js';

const loginPath = nvrCommands.login().path;

afterEach(closeTestRecorders);

describe('dlogin.cgi', () => {
  it('NV04: asks for digest, then gives a UID on a page', async () => {
    const { client } = await startTestRecorder();
    const challenged = await client.get(loginPath);
    expect(challenged.status).toBe(401);
    expect(challenged.headers['www-authenticate']).toMatch(
      /^Digest realm="Network disk recorder", nonce="[0-9a-f]{32}", qop="auth", algorithm=MD5$/,
    );
    expect(challenged.body).toContain('<TITLE>401 Unauthorized</TITLE>');
    const page = await client.get(loginPath, {
      authorization: client.answerTo(challenged, loginPath),
    });
    expect(page.status).toBe(200);
    expect(page.headers['content-type']).toBe('text/html');
    expect(parseLoginPage(page.body)).toMatch(/^[1-8]\d{4}$/);
  });

  it('NV02: gives 19 digits when told so, and takes them back', async () => {
    const { client } = await startTestRecorder({ scenario: { uid: { digits: 19 } } });
    const uid = await client.login();
    expect(uid).toMatch(/^[1-8]\d{18}$/);
    expect((await client.get(nvrCommands.keepAlive(uid).path)).status).toBe(200);
  });

  it.each([
    ['NV05: without qop', { qop: false }],
    ['SHA-256', { algorithm: 'SHA-256' as const }],
    ['NV06: with Basic beside it', { alsoBasic: true }],
  ])('%s', async (_name, digest) => {
    const { client } = await startTestRecorder({ scenario: { digest } });
    expect(await client.login()).toMatch(/^\d{5}$/);
  });

  it('NV06: sends two WWW-Authenticate headers', async () => {
    const { client } = await startTestRecorder({ scenario: { digest: { alsoBasic: true } } });
    const { rawHeaders } = await client.get(loginPath);
    expect(rawHeaders.filter((text) => text === 'WWW-Authenticate')).toHaveLength(2);
  });

  it.each([
    ['NV08: a wrong password', { password: 'wrong' }],
    ['an unknown user', { username: 'nobody' }],
  ])('%s gets 401 without stale', async (_name, credentials) => {
    const { url } = await startTestRecorder();
    const reply = await new RecorderClient(url, credentials).getWithDigest(loginPath);
    expect(reply.status).toBe(401);
    expect(reply.headers['www-authenticate']).not.toContain('stale');
  });

  it.each([
    ['Basic credentials', () => 'Basic YWRtaW46c2VjcmV0'],
    ['nonsense', () => 'Digest username='],
    [
      'the digest of another URI',
      (client: RecorderClient, reply: Parameters<RecorderClient['answerTo']>[0]) =>
        client.answerTo(reply, '/cgi-bin/dlogin.cgi'),
    ],
  ])('refuses %s', async (_name, authorization) => {
    const { client } = await startTestRecorder();
    const challenged = await client.get(loginPath);
    const reply = await client.get(loginPath, { authorization: authorization(client, challenged) });
    expect(reply.status).toBe(401);
  });

  it('NV07: says stale when the nonce is over, was used with this count, or is unknown', async () => {
    const clock = new ManualClock();
    const { client, recorder } = await startTestRecorder({
      clock,
      scenario: { digest: { nonceLifeS: 60 } },
    });
    const challenged = await client.get(loginPath);
    const authorization = client.answerTo(challenged, loginPath);
    expect((await client.get(loginPath, { authorization })).status).toBe(200);

    const replayed = await client.get(loginPath, { authorization });
    expect(replayed.status).toBe(401);
    expect(replayed.headers['www-authenticate']).toContain('stale=true');
    const again = { authorization: client.answerTo(replayed, loginPath) };
    expect((await client.get(loginPath, again)).status).toBe(200);

    clock.advance(61_000);
    const expired = await client.get(loginPath, {
      authorization: client.answerTo(replayed, loginPath, 2),
    });
    expect(expired.headers['www-authenticate']).toContain('stale=true');

    recorder.expireNonces();
    const forgotten = await client.get(loginPath, {
      authorization: client.answerTo(expired, loginPath),
    });
    expect(forgotten.headers['www-authenticate']).toContain('stale=true');
  });
});

describe('UIDs', () => {
  it('NV32: the 17th login ends the first UID, whose next command gets 401', async () => {
    const { client } = await startTestRecorder();
    const uids: string[] = [];
    for (let count = 0; count < 17; count += 1) {
      uids.push(await client.login());
    }
    const statuses = [];
    for (const uid of uids) {
      statuses.push((await client.get(nvrCommands.keepAlive(uid).path)).status);
    }
    expect(statuses).toEqual([401, ...Array<number>(16).fill(200)]);
  });

  it('NV33: 89 s alive, 91 s expired, status.cgi at 60 s renews', async () => {
    const clock = new ManualClock();
    const { client, recorder } = await startTestRecorder({ clock });
    const uid = await client.login();
    const keepAlive = nvrCommands.keepAlive(uid).path;
    clock.advance(60_000);
    expect((await client.get(keepAlive)).status).toBe(200);
    clock.advance(89_000);
    expect((await client.get(keepAlive)).status).toBe(200);
    clock.advance(91_000);
    const expired = await client.get(keepAlive);
    expect(expired.status).toBe(401);
    expect(expired.headers['www-authenticate']).toMatch(/^Digest /);
    recorder.sweep();
    expect(recorder.counters).toMatchObject({ logins: 1, expirations: 1 });
  });

  it('a UID is a bearer token, and logging out ends it', async () => {
    const { client } = await startTestRecorder();
    const uid = await client.login();
    expect((await client.get(nvrCommands.setupLive(uid).path)).status).toBe(200);
    expect((await client.get(nvrCommands.logout(uid).path)).status).toBe(200);
    expect((await client.get(nvrCommands.keepAlive(uid).path)).status).toBe(401);
  });

  it('wants digest and a UID on every request when told so', async () => {
    const { client } = await startTestRecorder({
      scenario: { digest: { demandedOn: 'every-request' } },
    });
    const uid = await client.login();
    const { path } = nvrCommands.keepAlive(uid);
    expect((await client.get(path)).status).toBe(401);
    expect((await client.getWithDigest(path)).status).toBe(200);
    expect((await client.getWithDigest(nvrCommands.keepAlive('99999').path)).status).toBe(401);
  });
});

describe('as_getinfo.cgi', () => {
  const cameras = [
    { number: 1 },
    { number: 3, connection: 'error' as const },
    { number: 5, connection: 'unregistered' as const },
  ];
  const path = nvrCommands.cameraConnections().path;

  it('NV31: lists all inputs and the UIDs', async () => {
    const { client } = await startTestRecorder({ scenario: { cameras } });
    await client.login();
    const { body } = await client.getWithDigest(path);
    expect(body).toContain('CAM_CONNECT_01CH=1\r\nCAM_CONNECT_02CH=0\r\nCAM_CONNECT_03CH=2\r\n');
    const connections = parseCameraConnections(body);
    expect(connections).toMatchObject({ maxUid: 16, usedUid: 1, channels: 9, defects: [] });
  });

  it.each([
    ['digest' as const, [401, 200, 200]],
    ['open' as const, [200, 200, 200]],
    ['uid' as const, [401, 401, 200]],
    ['unsupported' as const, [404, 404, 404]],
  ])('%s: without anything, with digest, with a UID', async (policy, statuses) => {
    const { client } = await startTestRecorder({
      scenario: { recorder: { cameraConnections: policy } },
    });
    const uid = await client.login();
    const replies = [
      await client.get(path),
      await client.getWithDigest(path),
      await client.get(nvrCommands.cameraConnections(uid).path),
    ];
    expect(replies.map(({ status }) => status)).toEqual(statuses);
  });
});

describe('requests the recorder does not understand', () => {
  it.each([
    ['an unknown CGI', '/cgi-bin/camera2.cgi?UID=1', 404],
    ['a known one elsewhere', '/push.cgi?UID=1', 404],
    ['NV19: a full-width equals sign', '/cgi-bin/hdrctl.cgi?UID=1&PLAYCMD%EF%BC%9DBPLAY', 400],
    ['a wrong SCREEN', '/cgi-bin/hdrctl.cgi?UID=1&SCREEN=4X&PC=AS60', 400],
    ['a MASK of twos', '/cgi-bin/hdrctl.cgi?UID=1&MASK=0200', 400],
    ['an unknown PLAYCMD', '/cgi-bin/hdrctl.cgi?UID=1&PLAYCMD=JUMP', 400],
    ['camera 0', '/cgi-bin/push.cgi?UID=1&CAM=0&CMD=START&COMP=H264&PORT=40000', 400],
    ['an unknown COMP', '/cgi-bin/push.cgi?UID=1&CAM=1&CMD=START&COMP=VP8&INTERNETMODE=ON', 400],
    ['JPEG over RTP', '/cgi-bin/push.cgi?UID=1&CAM=1&CMD=START&COMP=JPEG&PORT=40000', 400],
    ['another order', '/cgi-bin/push.cgi?CAM=1&UID=1&CMD=START&COMP=H264&PORT=40000', 400],
    ['a UID that is none', '/cgi-bin/status.cgi?UID=-1&PC=AS60', 400],
    ['a missing PC', '/cgi-bin/status.cgi?UID=1', 400],
  ])('%s', async (_name, path, status) => {
    const { client } = await startTestRecorder();
    const reply = await client.get(path);
    expect(reply.status).toBe(status);
    expect(reply.headers['content-type']).toBe('text/html');
    expect(reply.body).toContain(`<TITLE>${status} `);
  });

  it('NV19: a full-width equals sign that is not even encoded', async () => {
    const { url } = await startTestRecorder();
    const socket = createConnection(Number(new URL(url).port), '127.0.0.1');
    socket.end('GET /cgi-bin/hdrctl.cgi?UID=1&PLAYCMD\uff1dBPLAY HTTP/1.1\r\nHost: a\r\n\r\n');
    const chunks: Buffer[] = [];
    for await (const chunk of socket as AsyncIterable<Buffer>) {
      chunks.push(chunk);
    }
    expect(Buffer.concat(chunks).toString()).toMatch(/^HTTP\/1\.1 400 /);
  });

  it('refuses other methods', async () => {
    const { recorder, url } = await startTestRecorder();
    expect((await fetchPage(`${url}${loginPath}`, { method: 'POST' })).status).toBe(400);
    expect(recorder.requests.counts).toEqual({ byCgi: { dlogin: 1 }, byStatus: { 400: 1 } });
  });
});

describe('the log of requests', () => {
  it('keeps what was asked, without the UID', async () => {
    const { client, recorder } = await startTestRecorder();
    const uid = await client.login();
    await client.get(nvrCommands.startLiveHttp(uid, 9, 'H264').path);
    expect(recorder.requests.entries.at(-1)).toMatchObject({
      cgi: 'push',
      command: 'startLiveHttp',
      camera: 9,
      status: 400,
      uid: `…${uid.slice(-2)}`,
    });
    expect(JSON.stringify(recorder.requests.entries)).not.toContain(uid);
  });
});
