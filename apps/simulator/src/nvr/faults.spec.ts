import { createConnection } from 'node:net';
import { parseRtpPacket } from '@casement/media';
import { nvrCommands, parseLoginPage, ProtocolError } from '@casement/protocol';
import type { Fault } from '../faults/fault.js';
import { fetchPage } from '../testing/http-client.js';
import { HttpLiveReader, UdpLiveReader } from '../testing/live-reader.js';
import { closeTestRecorders, startTestRecorder } from '../testing/test-recorder.js';
import type { TestRecorder, TestRecorderOptions } from '../testing/test-recorder.js';
import { waitFor } from '../testing/wait-for.js';

const readers: { close(): void }[] = [];

afterEach(async () => {
  readers.splice(0).forEach((reader) => reader.close());
  await closeTestRecorders();
});

async function startWith(
  faults: Fault[],
  options: TestRecorderOptions = {},
): Promise<TestRecorder> {
  return startTestRecorder({ ...options, scenario: { ...options.scenario, faults } });
}

async function openHttp(
  { client }: TestRecorder,
  uid: string,
  camera = 1,
): Promise<HttpLiveReader> {
  const reader = new HttpLiveReader(
    await client.open(nvrCommands.startLiveHttp(uid, camera, 'H264').path),
  );
  readers.push(reader);
  return reader;
}

async function openUdp({ client }: TestRecorder, uid: string, camera = 1): Promise<UdpLiveReader> {
  const reader = new UdpLiveReader();
  readers.push(reader);
  const port = await reader.bind();
  await client.get(nvrCommands.startLiveRtp(uid, camera, 'H264', port).path);
  return reader;
}

describe('faults of the packets', () => {
  it.each(['udp', 'http'] as const)('packet loss over %s', async (way) => {
    const test = await startWith([{ kind: 'packet-loss', rate: 0.05, burst: 2 }]);
    const uid = await test.client.loginForLive();
    const reader = await (way === 'udp' ? openUdp(test, uid) : openHttp(test, uid));
    await waitFor('lost packets', () => reader.receiver.statistics.lost > 2);
    expect(test.recorder.faults.active[0]?.hits).toBeGreaterThan(2);
  });

  it('reordered packets, which a receiver puts back in order', async () => {
    const test = await startWith([{ kind: 'packet-reorder', rate: 0.3, distance: 2 }]);
    const reader = await openUdp(test, await test.client.loginForLive());
    await reader.pictures(10);
    expect(reader.receiver.statistics.reordered).toBeGreaterThan(0);
    expect(reader.receiver.statistics.lost).toBe(0);
  });

  it('duplicates', async () => {
    const test = await startWith([{ kind: 'packet-duplicate', rate: 0.5 }]);
    const reader = await openUdp(test, await test.client.loginForLive());
    await reader.pictures(5);
    expect(reader.receiver.statistics.duplicates).toBeGreaterThan(0);
  });

  it('jitter: pictures come late and in order', async () => {
    const test = await startWith([{ kind: 'packet-jitter', maxMs: 150 }]);
    const reader = await openUdp(test, await test.client.loginForLive());
    const units = await reader.pictures(15);
    const gaps = units.slice(1).map(({ arrivalMs }, at) => arrivalMs - units[at]!.arrivalMs);
    expect(Math.max(...gaps)).toBeGreaterThan(55);
    expect(reader.receiver.statistics).toMatchObject({ lost: 0, reordered: 0 });
  });

  it('missing markers, without which pictures end with the next timestamp', async () => {
    const test = await startWith([{ kind: 'missing-marker' }]);
    const reader = await openUdp(test, await test.client.loginForLive());
    await reader.pictures(5);
    expect(reader.packets.every((packet) => !parseRtpPacket(packet).marker)).toBe(true);
  });

  it('freeze of one camera, and its end', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const frozen = await openHttp(test, uid, 1);
    const other = await openHttp(test, uid, 2);
    await frozen.pictures(1);
    test.recorder.faults.add({ kind: 'freeze', cameras: [1] });
    await other.pictures(2);
    const before = frozen.packets.length;
    await other.pictures(5);
    expect(frozen.packets.length).toBe(before);
    expect(frozen.ended).toBe(false);
    test.recorder.faults.clear();
    await frozen.pictures(1);
    expect(frozen.units.at(-1)?.discontinuity).toBe(true);
  });

  it('size change at the next IDR picture, and back', async () => {
    const test = await startTestRecorder();
    const reader = await openHttp(test, await test.client.loginForLive());
    await reader.pictures(3);
    expect(reader.receiver.video?.width).toBe(64);
    test.recorder.faults.add({ kind: 'size-change', cameras: [1] });
    await waitFor('the other size', () => reader.receiver.video?.width === 96);
    expect(reader.units.at(-1)?.randomAccess).toBe(true);
    test.recorder.faults.clear();
    await waitFor('the first size', () => reader.receiver.video?.width === 64);
    expect(reader.receiver.statistics.lost).toBe(0);
  });

  it('counters that wrap', async () => {
    const test = await startWith([{ kind: 'counter-wrap', packets: 10, seconds: 0.2 }]);
    const reader = await openUdp(test, await test.client.loginForLive());
    await reader.pictures(10);
    const packets = reader.packets.map(parseRtpPacket);
    expect(packets[0]).toMatchObject({ sequenceNumber: 65_526, timestamp: 2 ** 32 - 18_000 });
    expect(packets.at(-1)!.sequenceNumber).toBeLessThan(1_000);
    expect(packets.at(-1)!.timestamp).toBeLessThan(90_000);
    expect(reader.receiver.statistics).toMatchObject({ lost: 0, timestampJumps: 0, restarts: 0 });
  });
});

describe('faults of HTTP', () => {
  it('split writes: the same content in many small pieces', async () => {
    const test = await startWith([{ kind: 'split-writes', maxBytes: 40 }]);
    const uid = await test.client.loginForLive();
    const message = await test.client.open(nvrCommands.startLiveHttp(uid, 1, 'H264').path);
    const sizes: number[] = [];
    message.on('data', ({ length }: Buffer) => sizes.push(length));
    const reader = new HttpLiveReader(message);
    readers.push(reader);
    await reader.pictures(5);
    expect(reader.parser.state).not.toBe('failed');
    expect(reader.receiver.statistics.lost).toBe(0);
    expect(sizes.filter((size) => size <= 40).length).toBeGreaterThan(20);
  });

  it('odd header case, of answers and of parts', async () => {
    const test = await startWith([{ kind: 'header-case', style: 'upper' }]);
    const page = await test.client.get('/cgi-bin/nothing.cgi');
    expect(page.rawHeaders).toEqual(expect.arrayContaining(['CONTENT-TYPE', 'CONTENT-LENGTH']));
    const uid = await test.client.loginForLive();
    const message = await test.client.open(nvrCommands.startLiveHttp(uid, 1, 'H264').path);
    const reader = new HttpLiveReader(message);
    readers.push(reader);
    const chunk = await new Promise<Buffer>((resolve) => message.once('data', resolve));
    expect(chunk.toString('latin1')).toContain('CONTENT-LENGTH: ');
    await reader.pictures(3);
  });

  it.each([
    ['MP07: LF only', ['lf-only'], 'multipart/x-mixed-replace; boundary=--myboundary'],
    ['MP05: no Content-Length', ['no-length'], 'multipart/x-mixed-replace; boundary=--myboundary'],
    ['MP07: two CRLF behind a body', ['two-newlines-after-body'], ''],
    ['MP07: no CRLF behind a body', ['no-newline-after-body'], ''],
    ['MP04: bare', ['bare-boundary'], 'multipart/x-mixed-replace; boundary=myboundary'],
    ['MP04: quoted', ['quoted-boundary'], 'multipart/x-mixed-replace; boundary="--myboundary"'],
    ['MP04: spaced', ['space-before-equals'], 'multipart/x-mixed-replace; boundary =--myboundary'],
    ['a preamble', ['preamble'], ''],
  ] as const)('multipart %s', async (_name, forms, contentType) => {
    const test = await startWith([{ kind: 'multipart-form', forms: [...forms] }]);
    const reader = await openHttp(test, await test.client.loginForLive());
    if (contentType !== '') {
      expect(reader.message.headers['content-type']).toBe(contentType);
    }
    await reader.pictures(4);
    expect(reader.receiver.statistics).toMatchObject({ lost: 0, malformed: 0 });
  });

  it('MP10: a closing delimiter', async () => {
    const test = await startWith([{ kind: 'multipart-form', forms: ['closing-delimiter'] }]);
    const uid = await test.client.loginForLive();
    const reader = await openHttp(test, uid);
    const tail: Buffer[] = [];
    reader.message.on('data', (chunk: Buffer) => tail.splice(0, tail.length, chunk));
    await reader.pictures(1);
    await test.client.get(nvrCommands.stopLiveHttp(uid, 1, 'H264').path);
    await waitFor('the end of the stream', () => reader.ended);
    expect(tail[0]!.toString('latin1').endsWith('--myboundary--\r\n')).toBe(true);
  });

  it('a stream that breaks in the middle of a part', async () => {
    const test = await startWith([{ kind: 'stream-reset', afterBytes: 9_000, times: 1 }]);
    const uid = await test.client.loginForLive();
    const reader = await openHttp(test, uid);
    await waitFor('the end of the stream', () => reader.ended);
    expect(reader.error).toMatchObject({ code: 'ECONNRESET' });
    await waitFor('no stream', () => test.recorder.uids[0]?.session.streams.size === 0);
    const second = await openHttp(test, uid, 2);
    await second.pictures(4);
  });

  it.each([
    [401 as const, 401, ''],
    [503 as const, 503, 'text/html'],
    [204 as const, 204, undefined],
    ['html' as const, 200, 'text/html'],
  ])(
    'NV36-NV38: answers %s instead, for chosen CGIs, so many times',
    async (status, expected, type) => {
      const test = await startWith([{ kind: 'answer', status, cgis: ['push'], times: 2 }]);
      const uid = await test.client.loginForLive();
      const start = nvrCommands.startLiveHttp(uid, 1, 'H264').path;
      for (let count = 0; count < 2; count += 1) {
        const reply = await test.client.get(start);
        expect(reply.status).toBe(expected);
        if (type !== '') {
          expect(reply.headers['content-type']).toBe(type);
        }
        expect(reply.headers['www-authenticate']).toBeUndefined();
      }
      await (await openHttp(test, uid)).pictures(1);
    },
  );

  it('slow answers', async () => {
    const test = await startWith([
      { kind: 'slow-answer', delayMs: 120, cgis: ['dlogin'], times: 1 },
    ]);
    const before = performance.now();
    await test.client.get(nvrCommands.login().path);
    const slow = performance.now() - before;
    expect(slow).toBeGreaterThan(115);
    expect(test.recorder.faults.active).toEqual([]);
  });

  it('NV03: a login page without a UID, once', async () => {
    const test = await startWith([{ kind: 'login-page', form: 'minus-one', times: 1 }]);
    const page = await test.client.getWithDigest(nvrCommands.login().path);
    expect(page.status).toBe(200);
    expect(() => parseLoginPage(page.body)).toThrow(ProtocolError);
    expect(await test.client.login()).toMatch(/^\d+$/);
  });
});

describe('faults of the network', () => {
  it('reset connections: every stream breaks, the recorder goes on', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const reader = await openHttp(test, uid);
    await reader.pictures(1);
    test.server.resetConnections();
    await waitFor('the end of the stream', () => reader.ended);
    expect(reader.error).toMatchObject({ code: 'ECONNRESET' });
    expect((await test.client.get(nvrCommands.keepAlive(uid).path)).status).toBe(200);
  });

  it.each(['http', 'https'] as const)('resets %s connections as TCP does', async (scheme) => {
    const listener = { host: '127.0.0.1', port: 0 };
    const test = await startTestRecorder({
      scenario: scheme === 'http' ? { http: listener } : { http: false, https: listener },
    });
    const reader = await openHttp(test, await test.client.loginForLive());
    await reader.pictures(1);
    test.server.resetConnections();
    await waitFor('the end of the stream', () => reader.error !== undefined);
    expect(reader.error).toMatchObject({ code: 'ECONNRESET' });
  });

  it('reboot: connections die, the port is closed, UIDs and nonces are gone, then all is new', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const http = await openHttp(test, uid, 1);
    const udp = await openUdp(test, uid, 2);
    await Promise.all([http.pictures(1), udp.pictures(1)]);
    const lastSequence = parseRtpPacket(udp.packets.at(-1)!).ssrc;
    test.server.reboot(300);
    expect(test.server.reachability).toBe('rebooting');
    await waitFor('the end of the stream', () => http.ended);
    const packets = udp.packets.length;
    await expect(fetchPage(`${test.url}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    await waitFor('the recorder', () => test.server.reachability === 'up');
    expect(udp.packets.length).toBe(packets);
    expect(test.recorder.uids).toEqual([]);

    const keepAlive = await waitForAnswer(test, nvrCommands.keepAlive(uid).path);
    expect(keepAlive.status).toBe(401);
    const again = await openUdp(test, await test.client.loginForLive(), 2);
    await again.pictures(1);
    expect(parseRtpPacket(again.packets[0]!).ssrc).not.toBe(lastSequence);
  });

  it('network cut, refused: nobody listens, then the same port again', async () => {
    const test = await startTestRecorder();
    const reader = await openHttp(test, await test.client.loginForLive());
    test.recorder.faults.add({ kind: 'network-cut', mode: 'refuse', forS: 0.3 });
    await waitFor('the end of the stream', () => reader.ended);
    await expect(fetchPage(`${test.url}/`)).rejects.toMatchObject({ code: 'ECONNREFUSED' });
    expect((await waitForAnswer(test, '/')).status).toBe(404);
  });

  it.each(['http', 'https'] as const)('network cut, silent, over %s: all waits', async (scheme) => {
    const listener = { host: '127.0.0.1', port: 0 };
    const test = await startTestRecorder({
      scenario: scheme === 'http' ? { http: listener } : { http: false, https: listener },
    });
    const uid = await test.client.loginForLive();
    const http = await openHttp(test, uid, 1);
    const udp = await openUdp(test, uid, 2);
    await Promise.all([http.pictures(1), udp.pictures(1)]);
    test.recorder.faults.add({ kind: 'network-cut', mode: 'silent' });
    expect(test.server.reachability).toBe('silent');
    let answered = false;
    const pending = test.client.get(nvrCommands.keepAlive(uid).path).finally(() => {
      answered = true;
    });
    await waitFor('swallowed packets', () => test.recorder.udp.statistics.swallowed > 10);
    const [httpPackets, udpPackets] = [http.packets.length, udp.packets.length];
    const swallowed = test.recorder.udp.statistics.swallowed;
    await waitFor('more of them', () => test.recorder.udp.statistics.swallowed > swallowed + 10);
    expect([http.packets.length, udp.packets.length]).toEqual([httpPackets, udpPackets]);
    expect(answered).toBe(false);
    expect(http.ended).toBe(false);

    test.recorder.faults.clear();
    expect((await pending).status).toBe(200);
    await Promise.all([http.pictures(2), udp.pictures(2)]);
    expect(http.receiver.statistics).toMatchObject({ lost: 0, malformed: 0 });
    expect(udp.receiver.statistics.lost).toBeGreaterThan(0);
  });

  it('may be cut from the start', async () => {
    const test = await startWith([{ kind: 'network-cut', mode: 'silent' }]);
    const { port } = new URL(test.url);
    const socket = createConnection(Number(port), '127.0.0.1');
    await waitFor('a connection', () => test.server.connections === 1);
    expect(socket.bytesRead).toBe(0);
    socket.destroy();
  });
});

/** Asks until the recorder answers. */
async function waitForAnswer(test: TestRecorder, path: string) {
  let reply: Awaited<ReturnType<TestRecorder['client']['get']>> | undefined;
  let asking = false;
  await waitFor(`an answer to ${path}`, () => {
    if (!asking) {
      asking = true;
      test.client
        .get(path)
        .then((answer) => (reply = answer))
        .catch(() => (asking = false));
    }
    return reply !== undefined;
  });
  return reply!;
}
