import { createServer } from 'node:http';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createSharedRing, MediaError } from '@casement/media';
import type { ViewerEvents, ViewerFigures, ViewerSpec } from '@casement/media';
import { ManualClock, settle } from '../net/testing/manual-clock.js';
import { StreamUnavailableError } from '../net/stream-requester.js';
import { NoUdpPortError } from '../net/udp-ports.js';
import { until } from '../recorders/testing/until.js';
import { inProcessLauncher } from './in-process-launcher.js';
import { MediaThreadClient } from './media-thread-client.js';
import type { RemoteCamera } from './media-thread-client.js';
import type { CameraReport, MediaThreadSettings, PlaneStatus } from './messages.js';
import type { SourceEvents } from './remote-sources.js';
import { RecordingPlane } from './testing/recording-plane.js';
import type { ThreadHandle } from './thread-launcher.js';

const settings: MediaThreadSettings = {
  thread: 0,
  threads: 1,
  viewerPorts: { from: 50_000, to: 50_000 },
  tcp: true,
  backend: 'auto',
  offload: 'auto',
  rtpPorts: { from: 23_600, to: 23_603 },
};

const spec: ViewerSpec = {
  id: 'viewer',
  usernameFragment: 'frag',
  password: 'a password of some length',
  ssrc: 1,
  rtxSsrc: undefined,
  payloadTypes: { h264: { payloadType: 96 } },
  cname: 'casement',
};

const figures: ViewerFigures = {
  mode: 'all-pictures',
  video: 'h264',
  audio: undefined,
  sound: undefined,
  transport: 'udp',
  remoteAddress: '192.0.2.1',
  packetsSent: 3,
  bytesSent: 30,
  retransmitted: 0,
  retransmissionsRefused: 0,
  skippedAccessUnits: 0,
  keyFrameRequests: 0,
  keyFrameRequestsAnswered: 0,
  packetsLost: undefined,
  fractionLost: undefined,
  jitterMs: undefined,
  roundTripMs: undefined,
  sendErrors: 0,
};

const silent: ViewerEvents = {
  nominated: () => undefined,
  dtls: () => undefined,
  figures: () => undefined,
  gone: () => undefined,
};

describe('a media thread', () => {
  const clock = new ManualClock();
  let plane: RecordingPlane;
  let client: MediaThreadClient;
  let handle: ThreadHandle | undefined;
  let told: string[];
  const servers: Server[] = [];
  const clients: MediaThreadClient[] = [];

  async function start(openPlane = () => Promise.resolve(plane)): Promise<void> {
    const launch = inProcessLauncher({ clock, openPlane });
    client = new MediaThreadClient((...launched) => (handle = launch(...launched)), settings, {
      ready: ({ backend }: PlaneStatus) => told.push(`ready: ${backend}`),
      ended: (reason) => told.push(`ended: ${reason}`),
      bug: (message) => told.push(`bug: ${message}`),
    });
    clients.push(client);
    await until(() => told.length > 0);
  }

  beforeEach(() => {
    plane = new RecordingPlane();
    told = [];
  });

  afterEach(async () => {
    await Promise.all(clients.splice(0).map((each) => each.close()));
    await Promise.all(
      servers.splice(0).map((server) => {
        server.closeAllConnections();
        return new Promise((resolve) => server.close(resolve));
      }),
    );
  });

  const unheard: SourceEvents = {
    firstPacket: () => undefined,
    firstRandomAccess: () => undefined,
    placeholder: () => undefined,
    sound: () => undefined,
    ended: () => undefined,
  };

  function openCamera(reports: CameraReport[] = []): RemoteCamera {
    return client.openCamera(createSharedRing('ring'), {
      report: (report) => reports.push(report),
      lost: (reason) => told.push(`camera lost: ${reason}`),
    });
  }

  async function serve(listener: Parameters<typeof createServer>[1]): Promise<string> {
    const server = createServer(listener);
    servers.push(server);
    await new Promise<void>((resolve) => {
      server.listen(0, '127.0.0.1', () => resolve());
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  }

  const wanted = (origin: string) => ({
    origin,
    path: '/push?UID=123',
    headers: { authorization: 'Digest secret' },
    headersTimeoutMs: 2_000,
  });

  it('says what it sends with, reports, and closes', async () => {
    await start();
    expect(told).toEqual(['ready: node']);
    expect(client.status?.addresses.udp4).toBe(50_000);
    const reports: CameraReport[] = [];
    openCamera(reports);
    expect(client.cameras).toBe(1);
    await settle();
    await clock.advance(500);
    expect(client.report).toMatchObject({ plane: { packetsSent: 7 }, viewers: [] });
    expect(reports).toMatchObject([{ received: { packets: 0 }, newestPacketMs: undefined }]);
    await client.close();
    expect(plane.isClosed).toBe(true);
    expect(told).toEqual(['ready: node', 'camera lost: the media thread was closed']);
    expect(client.plane).toBeUndefined();
    expect(client.status).toBeUndefined();
  });

  it('carries what viewers and their plane have to say to each other', async () => {
    await start();
    const heard: unknown[] = [];
    const viewer = client.plane?.open(spec, {
      nominated: (request, from) => heard.push(['nominated', [...request], from]),
      dtls: (datagram) => heard.push(['dtls', [...datagram]]),
      figures: ({ packetsSent }) => heard.push(['figures', packetsSent]),
      gone: (reason) => heard.push(['gone', reason]),
    });
    expect(client.viewers).toBe(1);
    const ring = createSharedRing('played');
    const pool = new Uint8Array([9, 9, 1, 2, 9, 9]);
    viewer?.sendDtls(pool.subarray(2, 4));
    const key = { key: pool.subarray(0, 2), salt: pool.subarray(2, 4) };
    viewer?.setKeys({ outgoing: key, incoming: key });
    viewer?.play(ring, 'compressed');
    viewer?.playAudio(createSharedRing('heard', { clockRateHz: 8_000, channels: 1 }));
    viewer?.playAudio(undefined);
    viewer?.stop();
    await until(() => plane.viewers[0]?.isStopped === true);
    const recorded = plane.viewers[0];
    expect(recorded?.spec).toEqual(spec);
    expect(recorded?.datagrams.map((each) => [...each])).toEqual([[1, 2]]);
    expect(recorded?.datagrams[0]?.buffer.byteLength).toBe(2);
    expect(recorded?.keys[0]?.outgoing.salt.buffer.byteLength).toBe(2);
    expect(recorded?.played[0]?.catchUp).toBe('compressed');
    expect(recorded?.heard).toMatchObject([{ id: 'heard', clockRateHz: 8_000 }, undefined]);
    // The memory is the same, not a copy of it.
    new Int32Array(ring.control)[0] = 77;
    expect(new Int32Array(recorded!.played[0]!.ring.control)[0]).toBe(77);

    recorded?.events.nominated(pool.subarray(2, 3), { address: '192.0.2.1', port: 5 });
    recorded?.events.dtls(pool.subarray(3, 4));
    recorded?.events.figures({ ...figures, packetsSent: 2 });
    recorded?.events.figures(figures);
    await settle();
    await clock.advance(500);
    expect(heard).toEqual([
      ['nominated', [1], { address: '192.0.2.1', port: 5 }],
      ['dtls', [2]],
      ['figures', 3],
    ]);
    recorded?.events.gone('silent for 5 s');
    await until(() => heard.length === 4);
    expect(heard[3]).toEqual(['gone', 'silent for 5 s']);
    expect(client.viewers).toBe(0);
    viewer?.close();
    viewer?.sendDtls(pool);
    await settle();
    expect(recorded?.datagrams).toHaveLength(1);
  });

  it('closes a viewer on its plane, which is heard of no more', async () => {
    await start();
    const heard: string[] = [];
    const viewer = client.plane?.open(spec, {
      nominated: () => heard.push('nominated'),
      dtls: () => heard.push('dtls'),
      figures: () => heard.push('figures'),
      gone: () => heard.push('gone'),
    });
    viewer?.close();
    await until(() => plane.viewers[0]?.isClosed === true);
    plane.viewers[0]?.events.dtls(new Uint8Array(1));
    plane.viewers[0]?.events.figures(figures);
    await settle();
    await clock.advance(500);
    expect(heard).toEqual([]);
    expect(client.report?.viewers).toEqual([]);
  });

  it('binds a port for a camera, says when there is none, and gives it back', async () => {
    await start();
    const camera = openCamera();
    const sources = [
      await camera.openRtp({ from: ['127.0.0.1'], number: 1 }, unheard),
      await camera.openRtp({ from: ['127.0.0.1'], number: 1 }, unheard),
    ];
    expect(sources.map(({ port }) => port).sort()).toEqual([23_600, 23_602]);
    await expect(camera.openRtp({ from: [], number: 1 }, unheard)).rejects.toThrow(NoUdpPortError);
    await Promise.all([sources[0]?.close(), sources[0]?.close()]);
    await sources[0]?.close();
    const again = await camera.openRtp({ from: [], number: 1 }, unheard);
    expect(again.port).toBe(sources[0]?.port);
    camera.close();
    camera.close();
    expect(client.cameras).toBe(0);
    await expect(camera.openRtp({ from: [], number: 1 }, unheard)).rejects.toThrow(
      'the camera is closed',
    );
  });

  it('sends a request for a stream with the headers given, and tells the head of the answer', async () => {
    await start();
    const camera = openCamera();
    const seen: unknown[] = [];
    const origin = await serve(({ url, headers }, response) => {
      seen.push([url, headers.authorization, headers.accept]);
      response.writeHead(401, {
        'WWW-Authenticate': ['Digest realm="a"', 'Basic realm="b"'],
        'Content-Type': 'text/plain',
      });
      response.end('no');
    });
    const { request, ...head } = await camera.request(undefined, wanted(origin), undefined);
    expect(request).toBe(1);
    expect(head).toMatchObject({ status: 401, contentType: 'text/plain' });
    expect(head.challenges.join()).toContain('Basic realm="b"');
    expect(seen).toEqual([['/push?UID=123', 'Digest secret', undefined]]);
    await head.discard();
    await head.discard();
    expect(JSON.stringify(told)).not.toContain('secret');
  });

  it('says why there is no answer, without a secret', async () => {
    await start();
    const camera = openCamera();
    const gone = await serve(() => undefined);
    const server = servers.pop();
    await new Promise((resolve) => server?.close(resolve));
    const failure = camera.request(undefined, wanted(gone), undefined);
    await expect(failure).rejects.toMatchObject({
      name: 'DialError',
      kind: 'no-answer',
      message: 'it refuses connections on this port',
    });
    const lost = await serve(({ socket }) => socket.destroy());
    const cut = await camera.request(undefined, wanted(lost), undefined).catch(String);
    expect(cut).toBe('DialError: it closed the connection');
  });

  it('gives up a request when it is aborted, before and after it was sent', async () => {
    await start();
    const camera = openCamera();
    let isCut = false;
    let isAsked = false;
    const origin = await serve(({ socket }) => {
      isAsked = true;
      socket.on('close', () => (isCut = true));
    });
    const abort = new AbortController();
    const pending = camera.request(undefined, wanted(origin), abort.signal).catch(String);
    await until(() => isAsked);
    abort.abort(new Error('enough'));
    expect(await pending).toBe('DialError: given up');
    await until(() => isCut);
    const late = camera.request(undefined, wanted(origin), abort.signal);
    await expect(late).rejects.toMatchObject({ kind: 'aborted' });
  });

  it('reads a stream whose body was attached, tells its end, and cuts it when it is closed', async () => {
    await start();
    const camera = openCamera();
    const isCut: boolean[] = [];
    const origin = await serve(({ socket }, response) => {
      socket.on('close', () => isCut.push(true));
      response.writeHead(200, { 'Content-Type': 'multipart/x-mixed-replace; boundary=b' });
      response.flushHeaders();
      if (isCut.length > 0) {
        setImmediate(() => response.destroy());
      }
    });
    const ended: string[] = [];
    const events = { ...unheard, ended: (reason: string) => void ended.push(reason) };
    const head = await camera.request(undefined, wanted(origin), undefined);
    const source = camera.attach(head, events);
    await source.close();
    await until(() => isCut.length === 1);
    expect(ended).toEqual([]);
    camera.attach(await camera.request(undefined, wanted(origin), undefined), events);
    await until(() => ended.length === 1);
    expect(ended).toEqual(['the connection was cut']);
    camera.attach(head, events);
    await until(() => ended.length === 2);
  });

  it('tells everybody when it ends by itself, and nothing waits for it', async () => {
    await start();
    const camera = openCamera();
    const origin = await serve(() => undefined);
    const heard: string[] = [];
    const source = await camera.openRtp(
      { from: [], number: 1 },
      {
        ...unheard,
        ended: (reason) => void heard.push(reason),
      },
    );
    const request = camera.request(undefined, wanted(origin), undefined).catch((error: unknown) => {
      heard.push(error instanceof StreamUnavailableError ? 'unavailable' : String(error));
    });
    const lost = client.plane;
    lost?.open(spec, { ...silent, gone: (reason) => void heard.push(`viewer: ${reason}`) });
    await settle();
    await handle?.terminate();
    await request;
    await source.close();
    expect(heard).toHaveLength(3);
    expect(heard).toContain('unavailable');
    expect(told.slice(1)).toEqual([
      expect.stringMatching(/^camera lost: the media thread was /),
      expect.stringMatching(/^ended: the media thread was /),
    ]);
    expect([client.cameras, client.viewers]).toEqual([0, 0]);
    await expect(camera.openRtp({ from: [], number: 1 }, unheard)).rejects.toBeInstanceOf(
      StreamUnavailableError,
    );
    await expect(camera.request(undefined, wanted(origin), undefined)).rejects.toBeInstanceOf(
      StreamUnavailableError,
    );
    camera.attach(
      {
        request: 1,
        status: 200,
        contentType: '',
        challenges: [],
        discard: () => Promise.resolve(),
      },
      { ...unheard, ended: () => void heard.push('attached in vain') },
    );
    lost?.open(spec, { ...silent, gone: () => void heard.push('opened in vain') });
    await settle();
    expect(heard.slice(3)).toEqual(['attached in vain', 'opened in vain']);
  });

  it('says why it cannot work', async () => {
    await start(() => Promise.reject(new Error('no UDP port of 50000-50000 is free')));
    expect(told).toEqual(['ended: no UDP port of 50000-50000 is free']);
    expect(client.status).toBeUndefined();
  });

  it('goes on after a mistake, and tells of it', async () => {
    await start();
    plane.open = () => {
      throw new TypeError('a mistake');
    };
    client.plane?.open(spec, { ...silent, gone: (reason) => void told.push(`gone: ${reason}`) });
    await until(() => told.length === 3);
    expect(told.slice(1)).toEqual(['gone: it could not be opened', 'bug: a mistake']);
    plane.open = () => {
      throw new MediaError('option', 'two viewers have the same user name');
    };
    client.plane?.open(spec, { ...silent, gone: (reason) => void told.push(`gone: ${reason}`) });
    await until(() => told.length === 4);
    expect(told[3]).toBe('gone: two viewers have the same user name');
    const camera = openCamera();
    await expect(camera.openRtp({ from: [], number: 1 }, unheard)).resolves.toMatchObject({
      port: expect.any(Number),
    });
  });
});
