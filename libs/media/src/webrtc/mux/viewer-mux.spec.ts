import { fromHex } from '@casement/bytes';
import { MediaError } from '../../errors/media-error.js';
import { serializeBindingIndication } from '../stun/serialize-stun.js';
import { RecordingListener, checkOf, checked } from './fixtures/browser.js';
import { plainSender } from './fixtures/plain-sender.js';
import { TcpClient } from './fixtures/tcp-client.js';
import { UdpClient } from './fixtures/udp-client.js';
import { maxPathsPerViewer } from './muxed-viewer.js';
import { maxTcpFramesPerSecond, maxTcpQueueBytes } from './tcp-connection.js';
import { maxUnverifiedConnections, unverifiedTimeoutMs } from './tcp-connections.js';
import { ViewerMux, silentPathMs } from './viewer-mux.js';
import type { MuxStatistics } from './viewer-mux.js';
import { ViewerPort } from './viewer-port.js';

const alice = { id: 'a', usernameFragment: 'alice', password: 'secret of alice' };
const bob = { id: 'b', usernameFragment: 'bob', password: 'secret of bob' };
const dtlsRecord = fromHex('16fefd0000');
const rtcpPacket = fromHex('80c90001');
const transactionId = new Uint8Array(12);
/** About five seconds. */
const maxTurns = 4_000;

describe('ViewerMux', () => {
  let mux: ViewerMux;
  let to4: { readonly address: string; readonly port: number };
  let to6: { readonly address: string; readonly port: number };
  let nowMs: number;
  let clients: (UdpClient | TcpClient)[];

  beforeEach(async () => {
    nowMs = 1_000_000;
    clients = [];
    const port = await ViewerPort.open({ tcp: true });
    to4 = { address: '127.0.0.1', port: port.port };
    to6 = { address: '::1', port: port.port };
    mux = new ViewerMux({ port, sender: plainSender, nowMs: () => nowMs, tickMs: 0 });
  });

  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()));
    await mux.close();
  });

  async function udp(to = to4): Promise<UdpClient> {
    const client = await UdpClient.open(to);
    clients.push(client);
    return client;
  }

  async function tcp(to = to4): Promise<TcpClient> {
    const client = await TcpClient.open(to);
    clients.push(client);
    return client;
  }

  function dropped(): MuxStatistics['dropped'] {
    return mux.statistics.dropped;
  }

  async function until(isTrue: () => boolean): Promise<void> {
    // Ends with the test: a loop that went on would keep the process alive for ever.
    for (let turns = 0; !isTrue(); turns += 1) {
      if (turns > maxTurns) {
        throw new Error(`it never happened: ${isTrue.toString()}`);
      }
      await new Promise((resolve) => setTimeout(resolve, 1));
    }
  }

  it.each(['UDP over IPv4', 'UDP over IPv6', 'TCP over IPv4', 'TCP over IPv6'])(
    '%s: a check opens a path to its viewer, in both directions',
    async (way) => {
      const to = way.endsWith('4') ? to4 : to6;
      const client = await (way.startsWith('UDP') ? udp(to) : tcp(to));
      const listeners = [new RecordingListener(), new RecordingListener()] as const;
      const [listener, stranger] = listeners;
      const viewer = mux.add({ ...alice, listener });
      mux.add({ ...bob, listener: stranger });
      expect(await checked(client, alice)).toEqual({
        kind: 'success',
        transactionId: expect.any(Uint8Array) as unknown,
        mappedAddress: { address: to.address, port: client.port },
      });
      await client.send(dtlsRecord);
      await client.send(rtcpPacket);
      await until(() => listener.records.length === 2);
      const { path } = viewer;
      expect(path).toMatchObject({
        transport: way.slice(0, 3).toLowerCase(),
        address: to.address,
        port: client.port,
        queuedBytes: 0,
      });
      expect(path?.destination).toEqual(
        way.startsWith('UDP') ? { address: to.address, port: client.port } : undefined,
      );
      expect(listener.records).toEqual([
        { text: 'dtls 5', path },
        { text: 'rtcp 4', path },
      ]);
      expect(listener.nominations).toEqual([path]);
      expect(listener.heardCount).toBe(1);
      expect(stranger).toMatchObject({ heardCount: 0, records: [], nominations: [] });
      path?.send(dtlsRecord);
      expect(await client.packets.next()).toEqual(Buffer.from(dtlsRecord));
    },
  );

  it('opens a path without nominating it, and passes the nominating request on as it came', async () => {
    const listener = new RecordingListener();
    const viewer = mux.add({ ...alice, listener });
    const client = await udp();
    expect(await checked(client, alice, { useCandidate: false })).toMatchObject({
      kind: 'success',
    });
    expect(viewer.path).toBeUndefined();
    const request = checkOf(alice);
    await client.send(request);
    await client.packets.next();
    expect(viewer.path?.port).toBe(client.port);
    expect(listener.requests).toEqual([Buffer.from(request)]);
    expect(mux.statistics).toMatchObject({ viewers: 1, paths: 1, tcpConnections: 0 });
  });

  it('follows the last nomination: from IPv6 to IPv4 to TCP', async () => {
    const viewer = mux.add({ ...alice, listener: new RecordingListener() });
    for (const client of [await udp(to6), await udp(to4), await tcp(to4)]) {
      await checked(client, alice);
      expect(viewer.path?.port).toBe(client.port);
      viewer.path?.send(dtlsRecord);
      expect(await client.packets.next()).toEqual(Buffer.from(dtlsRecord));
    }
    expect(mux.statistics.paths).toBe(3);
  });

  it('answers nobody who has not shown the password, and counts why', async () => {
    const listener = new RecordingListener();
    const viewer = mux.add({ ...alice, listener });
    const client = await udp();
    const ofUnknown = checkOf({ usernameFragment: 'carol', password: alice.password });
    await client.send(checkOf({ ...alice, password: 'a guess' }));
    await client.send(ofUnknown);
    await client.send(dtlsRecord);
    await client.send(rtcpPacket);
    await client.send(fromHex('8060'));
    await client.send(fromHex('ff'));
    await client.send(new Uint8Array(0));
    await client.send(fromHex('000100'));
    await client.send(fromHex('000100002112a442000000000000000000000000'));
    await client.send(serializeBindingIndication(transactionId));
    // Datagrams of one socket to another on this machine stay in order: this answer is the first.
    expect(await checked(client, alice)).toMatchObject({ kind: 'success' });
    expect(client.packets.size).toBe(0);
    expect(dropped()).toMatchObject({
      'wrong-password': 1,
      'unknown-fragment': 1,
      'stranger-dtls': 1,
      'stranger-rtcp': 1,
      rtp: 1,
      'unknown-protocol': 1,
      empty: 1,
      'malformed-stun': 1,
      'no-username': 1,
      'stranger-indication': 1,
    });
    expect(listener.records).toEqual([]);
    viewer.close();
  });

  it('hears indications on a known path', async () => {
    const listener = new RecordingListener();
    mux.add({ ...alice, listener });
    const client = await udp();
    await checked(client, alice);
    await client.send(serializeBindingIndication(transactionId));
    await until(() => listener.heardCount === 2);
    expect(client.packets.size).toBe(0);
  });

  it('refuses, signed, what a verified check may not ask for, and opens no path for it', async () => {
    mux.add({ ...alice, listener: new RecordingListener() });
    const client = await udp();
    const unknown = { extra: [{ type: 0x0003, value: new Uint8Array(4) }] };
    expect(await checked(client, alice, unknown)).toMatchObject({
      kind: 'error',
      code: 420,
      unknownAttributes: [3],
    });
    expect(await checked(client, alice, { role: 'controlled' })).toMatchObject({
      kind: 'error',
      code: 487,
    });
    expect(mux.statistics).toMatchObject({
      paths: 0,
      dropped: { 'unknown-attribute': 1, 'role-conflict': 1 },
    });
  });

  it('a flood for nobody costs no verification', async () => {
    mux.add({ ...alice, listener: new RecordingListener() });
    const client = await udp();
    const request = checkOf({ usernameFragment: 'nobody', password: 'x' });
    for (let sent = 0; sent < 1_000; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, () => client.send(request)));
      await checked(client, alice);
      nowMs += 100;
    }
    expect(dropped()).toMatchObject({ 'unknown-fragment': 1_000, 'wrong-password': 0 });
  });

  it('a flood with a wrong password costs 50 verifications a second and does not hurt the browser', async () => {
    mux.add({ ...alice, listener: new RecordingListener() });
    const browser = await udp();
    await checked(browser, alice);
    const stranger = await udp();
    const request = checkOf({ ...alice, password: 'a guess' });
    const total = (): number => dropped()['wrong-password'] + dropped()['check-budget'];
    for (let sent = 50; sent <= 1_000; sent += 50) {
      await Promise.all(Array.from({ length: 50 }, () => stranger.send(request)));
      await until(() => total() === sent);
      expect(await checked(browser, alice)).toMatchObject({ kind: 'success' });
    }
    expect(dropped()).toMatchObject({ 'wrong-password': 50, 'check-budget': 950 });
    nowMs += 1_000;
    await stranger.send(request);
    await until(() => total() === 1_001);
    expect(dropped()['wrong-password']).toBe(51);
  });

  it('a browser gets 200 answers a second', async () => {
    mux.add({ ...alice, listener: new RecordingListener() });
    const client = await udp();
    // The first answer is on the stranger's account: the path is not known before.
    for (let sent = 0; sent <= 200; sent += 1) {
      await checked(client, alice);
    }
    await client.send(checkOf(alice));
    await until(() => dropped()['check-budget'] === 1);
    nowMs += 1_000;
    expect(await checked(client, alice)).toMatchObject({ kind: 'success' });
  });

  it('remembers so many paths of a viewer and gives up the longest silent one, never the one in use', async () => {
    const listener = new RecordingListener();
    const viewer = mux.add({ ...alice, listener });
    const first = await udp();
    await checked(first, alice);
    const second = await udp();
    await checked(second, alice, { useCandidate: false });
    for (let paths = 2; paths <= maxPathsPerViewer; paths += 1) {
      await checked(await udp(), alice, { useCandidate: false });
    }
    expect(mux.statistics).toMatchObject({
      paths: maxPathsPerViewer,
      dropped: { 'path-evicted': 1 },
    });
    expect(listener.lost.map(({ port }) => port)).toEqual([second.port]);
    expect(viewer.path?.port).toBe(first.port);
  });

  it('forgets a path after a minute of silence, but not the one in use', async () => {
    const listener = new RecordingListener();
    const viewer = mux.add({ ...alice, listener });
    const used = await udp();
    const spare = await tcp();
    await checked(used, alice);
    await checked(spare, alice, { useCandidate: false });
    nowMs += silentPathMs - 1;
    mux.tick();
    expect(mux.statistics.paths).toBe(2);
    nowMs += 1;
    mux.tick();
    expect(mux.statistics).toMatchObject({ paths: 1, dropped: { 'path-silent': 1 } });
    expect(listener.lost.map(({ transport }) => transport)).toEqual(['tcp']);
    expect(viewer.path?.port).toBe(used.port);
    await spare.closed;
  });

  it('gives a path to the viewer that last showed a password on it', async () => {
    const before = new RecordingListener();
    const after = new RecordingListener();
    const old = mux.add({ ...alice, listener: before });
    mux.add({ ...bob, listener: after });
    const client = await udp();
    await checked(client, alice);
    await checked(client, bob);
    expect(before.lost.map(({ port }) => port)).toEqual([client.port]);
    expect(old.path).toBeUndefined();
    await client.send(dtlsRecord);
    await until(() => after.records.length === 1);
    old.close();
    await client.send(dtlsRecord);
    await until(() => after.records.length === 2);
    expect(before.records).toEqual([]);
  });

  it('forgets a closed viewer: its paths, its name, its connections, but not what was queued', async () => {
    const viewer = mux.add({ ...alice, listener: new RecordingListener() });
    expect(() => mux.add({ ...alice, listener: new RecordingListener() })).toThrow(MediaError);
    const [overUdp, overTcp] = [await udp(), await tcp()];
    await checked(overUdp, alice);
    await checked(overTcp, alice);
    viewer.path?.send(rtcpPacket);
    viewer.close();
    viewer.close();
    expect(await overTcp.packets.next()).toEqual(Buffer.from(rtcpPacket));
    await overTcp.closed;
    await overUdp.send(dtlsRecord);
    await overUdp.send(checkOf(alice));
    await until(() => dropped()['unknown-fragment'] === 1);
    expect(dropped()['stranger-dtls']).toBe(1);
    expect(viewer.path).toBeUndefined();
    expect(mux.statistics).toMatchObject({ viewers: 0, paths: 0 });
    const again = mux.add({ ...alice, listener: new RecordingListener() });
    expect(await checked(overUdp, alice)).toMatchObject({ kind: 'success' });
    expect(again.path?.port).toBe(overUdp.port);
  });

  it('does not nominate for a viewer that its owner closes when it is heard', async () => {
    const listener = new RecordingListener();
    const viewer = mux.add({
      ...alice,
      listener: {
        nominated: (request, path) => listener.nominated(request, path),
        heard: () => viewer.close(),
        dtls: (datagram, path) => listener.dtls(datagram, path),
        rtcp: (datagram, path) => listener.rtcp(datagram, path),
        pathLost: (path) => listener.pathLost(path),
      },
    });
    expect(await checked(await udp(), alice)).toMatchObject({ kind: 'success' });
    expect(listener.nominations).toEqual([]);
    expect(mux.statistics).toMatchObject({ viewers: 0, paths: 0 });
  });

  describe('over TCP', () => {
    it('reports the end of a connection', async () => {
      const listener = new RecordingListener();
      const viewer = mux.add({ ...alice, listener });
      const client = await tcp();
      await checked(client, alice);
      const path = viewer.path;
      const lost = new Promise<void>((resolve) => {
        listener.onLost = resolve;
      });
      await client.close();
      await lost;
      expect(listener.lost).toEqual([path]);
      expect(viewer.path).toBeUndefined();
      path?.send(dtlsRecord);
      expect(mux.statistics).toMatchObject({ paths: 0, tcpConnections: 0 });
    });

    it('ends silent strangers after ten seconds', async () => {
      mux.add({ ...alice, listener: new RecordingListener() });
      const silent = await tcp();
      const browser = await tcp();
      await checked(browser, alice);
      nowMs += unverifiedTimeoutMs - 1;
      mux.tick();
      expect(dropped()['tcp-idle']).toBe(0);
      nowMs += 1;
      mux.tick();
      await silent.closed;
      expect(dropped()['tcp-idle']).toBe(1);
      expect(await checked(browser, alice)).toMatchObject({ kind: 'success' });
      expect(mux.statistics.tcpConnections).toBe(1);
    });

    it.each([
      ['another protocol', Buffer.from('GET / HTTP/1.1\r\n\r\n'), 'tcp-frame-too-long'],
      ['a DTLS record', fromHex('000516fefd0000'), 'tcp-garbage'],
      ['an empty frame', fromHex('0000'), 'tcp-garbage'],
      ['STUN that is none', fromHex('000400010000'), 'tcp-garbage'],
    ] as const)('ends a stranger that begins with %s', async (_, bytes, reason) => {
      const client = await tcp();
      await client.sendRaw(bytes);
      await client.closed;
      expect(dropped()[reason]).toBe(1);
      expect(mux.statistics.tcpConnections).toBe(0);
    });

    it('keeps room for browsers: the longest waiting of too many strangers has to go', async () => {
      mux.add({ ...alice, listener: new RecordingListener() });
      const oldest = await tcp();
      for (let count = 1; count < maxUnverifiedConnections; count += 1) {
        await tcp();
      }
      await until(() => mux.statistics.tcpConnections === maxUnverifiedConnections);
      const browser = await tcp();
      await oldest.closed;
      expect(await checked(browser, alice)).toMatchObject({ kind: 'success' });
      expect(dropped()['tcp-refused']).toBe(1);
      expect(mux.statistics.tcpConnections).toBe(maxUnverifiedConnections);
    });

    it.each([
      ['empty', fromHex('0000'), 'empty'],
      ['of a protocol of its own', fromHex('000140'), 'unknown-protocol'],
    ] as const)(
      'ends the connection of a viewer with a flood of frames: %s',
      async (_name, frame, as) => {
        const viewer = mux.add({ ...alice, listener: new RecordingListener() });
        const client = await tcp();
        await checked(client, alice);
        const before = mux.statistics.dropped[as];
        await client.sendRaw(Buffer.concat(Array.from({ length: 20_000 }, () => frame)));
        await client.closed;
        await until(() => viewer.path === undefined);
        // The check was a frame, too.
        expect(dropped()[as] - before).toBe(maxTcpFramesPerSecond - 1);
        expect(dropped()['tcp-flood']).toBe(1);
        expect(mux.statistics.tcpConnections).toBe(0);
      },
    );

    it('takes as many frames as a browser may send, second by second', async () => {
      const listener = new RecordingListener();
      mux.add({ ...alice, listener });
      const client = await tcp();
      await checked(client, alice);
      for (let second = 1; second <= 3; second += 1) {
        nowMs += 1_000;
        await client.sendRaw(
          Buffer.concat(
            Array.from({ length: maxTcpFramesPerSecond }, () => fromHex('000480c90001')),
          ),
        );
        await until(() => listener.records.length === second * maxTcpFramesPerSecond);
      }
      expect(dropped()['tcp-flood']).toBe(0);
    });

    it('ends the connection of a viewer that does not read', async () => {
      const viewer = mux.add({ ...alice, listener: new RecordingListener() });
      const client = await tcp();
      await checked(client, alice);
      client.socket.pause();
      const { path } = viewer;
      const packet = new Uint8Array(60_000);
      let most = 0;
      while (path && dropped()['tcp-queue-full'] === 0) {
        path.send(packet);
        most = Math.max(most, path.queuedBytes);
      }
      expect(most).toBeGreaterThan(maxTcpQueueBytes);
      expect(most).toBeLessThanOrEqual(maxTcpQueueBytes + packet.length + 2);
      await until(() => viewer.path === undefined);
      expect(mux.statistics.tcpConnections).toBe(0);
    });

    it('does not wait for ever for a closed viewer that does not read', async () => {
      const viewer = mux.add({ ...alice, listener: new RecordingListener() });
      const client = await tcp();
      await checked(client, alice);
      client.socket.pause();
      while (viewer.path?.queuedBytes === 0) {
        viewer.path.send(new Uint8Array(60_000));
      }
      viewer.close();
      await until(() => mux.statistics.tcpConnections === 0);
      expect(mux.statistics.paths).toBe(0);
    });
  });

  it('frees everything when it is closed, also under open connections', async () => {
    mux.add({ ...alice, listener: new RecordingListener() });
    const [stranger, browser, overUdp] = [await tcp(), await tcp(to6), await udp()];
    await checked(browser, alice);
    await checked(overUdp, alice);
    await mux.close();
    await mux.close();
    await Promise.all([stranger.closed, browser.closed]);
    const again = await ViewerPort.open({ tcp: true, ports: [to4.port, to4.port] });
    expect(again.port).toBe(to4.port);
    await again.close();
  });
});
