import { fakeAnswer, fakeOffer, FakePeerConnection } from '../testing/fake-peer-connection.js';
import { FakeTimers, settle } from '../testing/fake-timers.js';
import { sampleReport } from '../testing/samples.js';
import { WhepClient, type WhepOptions } from './whep-client.js';
import type { WayError } from './way-error.js';

type Request = { readonly url: string; readonly init: RequestInit };
type Reply = { status: number; body?: string; headers?: Record<string, string> };

const url = 'https://video.example/base/api/v1/recorders/hq/cameras/3/live/whep';
const created: Reply = { status: 201, body: fakeAnswer, headers: { Location: 'whep/7' } };

function view(replies: (Reply | Error | Promise<Reply>)[], options: Partial<WhepOptions> = {}) {
  const peer = new FakePeerConnection();
  const timers = new FakeTimers();
  const requests: Request[] = [];
  const log: string[] = [];
  const errors: WayError[] = [];
  const client = new WhepClient({
    url,
    platform: {
      createPeerConnection: () => peer as unknown as RTCPeerConnection,
      setTimeout: timers.setTimeout,
      clearTimeout: timers.clearTimeout,
      fetch: async (input, init = {}) => {
        requests.push({ url: input as string, init });
        const reply = await (replies.shift() ?? { status: 204 });
        if (reply instanceof Error) {
          throw reply;
        }
        if (init.signal?.aborted === true) {
          throw init.signal.reason;
        }
        return {
          ok: reply.status < 300,
          status: reply.status,
          statusText: '',
          headers: new Headers(reply.headers),
          text: () => Promise.resolve(reply.body ?? ''),
          json: () => Promise.resolve().then(() => JSON.parse(reply.body ?? '') as unknown),
        } as Response;
      },
    },
    onConnected: () => log.push('connected'),
    onStream: (stream) => log.push(`stream ${stream as unknown as string}`),
    onEnded: (error) => {
      log.push(`ended ${error.kind}`);
      errors.push(error);
    },
    ...options,
  });
  return { client, peer, timers, requests, log, errors };
}

function problem(status: number, detail: string, context: object = {}): Reply {
  return {
    status,
    body: JSON.stringify({ type: 'about:blank', title: 'x', status, kind: 'k', detail, context }),
  };
}

async function negotiated(
  replies: Parameters<typeof view>[0] = [created],
): Promise<ReturnType<typeof view>> {
  const viewing = view(replies);
  await settle();
  viewing.peer.gathered();
  await settle();
  return viewing;
}

describe('WhepClient', () => {
  it('offers to receive video and takes the answer', async () => {
    const { peer, requests, log } = await negotiated();
    expect(peer.transceivers).toEqual([{ kind: 'video', direction: 'recvonly' }]);
    expect(requests[0]).toMatchObject({
      url,
      init: { method: 'POST', body: fakeOffer, headers: { 'Content-Type': 'application/sdp' } },
    });
    expect(peer.remoteSdp).toBe(fakeAnswer);
    peer.track('picture');
    peer.becomes('connected');
    peer.becomes('connected');
    expect(log).toEqual(['stream picture', 'connected']);
  });

  it('does not wait long for candidates and trickles the late ones', async () => {
    const { peer, timers, requests } = view([created, { status: 204 }, { status: 204 }]);
    await settle();
    expect(requests).toHaveLength(0);
    timers.pass(150);
    await settle();
    expect(requests).toHaveLength(1);
    peer.candidate('candidate:1 1 udp 1 192.0.2.1 5000 typ host');
    peer.candidate('candidate:2 1 udp 1 192.0.2.2 5000 typ host');
    peer.candidate(null);
    await settle();
    expect(requests.slice(1).map(({ url: to, init }) => [init.method, to, init.body])).toEqual([
      [
        'PATCH',
        'https://video.example/base/api/v1/recorders/hq/cameras/3/live/whep/7',
        'a=ice-ufrag:abcd\r\na=ice-pwd:secretsecretsecretsecret\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=candidate:1 1 udp 1 192.0.2.1 5000 typ host\r\n',
      ],
      [
        'PATCH',
        'https://video.example/base/api/v1/recorders/hq/cameras/3/live/whep/7',
        'a=ice-ufrag:abcd\r\na=ice-pwd:secretsecretsecretsecret\r\nm=video 9 UDP/TLS/RTP/SAVPF 96\r\na=mid:0\r\na=candidate:2 1 udp 1 192.0.2.2 5000 typ host\r\na=end-of-candidates\r\n',
      ],
    ]);
  });

  it('stops trickling when the gateway does not take it', async () => {
    const { peer, requests } = await negotiated([created, { status: 405 }]);
    peer.candidate('candidate:1 1 udp 1 192.0.2.1 5000 typ host');
    await settle();
    peer.candidate('candidate:2 1 udp 1 192.0.2.2 5000 typ host');
    await settle();
    expect(requests.map(({ init }) => init.method)).toEqual(['POST', 'PATCH']);
  });

  it('hands on the ICE servers that the answer names', async () => {
    const links: (string | null)[] = [];
    const Link = '<stun:stun.example>; rel="ice-server"';
    const viewing = view([{ ...created, headers: { Location: '/l', Link } }], {
      onLink: (header) => links.push(header),
    });
    await settle();
    viewing.peer.gathered();
    await settle();
    expect(links).toEqual([Link]);
  });

  it('asks the gateway what it knows of the viewing', async () => {
    const report = sampleReport({ mode: 'key-pictures', fractionLost: 0.18 });
    const { client, requests } = await negotiated([
      created,
      { status: 200, body: JSON.stringify(report) },
      { status: 404 },
      { status: 200, body: '{}' },
      new TypeError('Failed to fetch'),
    ]);
    expect(await client.report()).toEqual(report);
    expect(requests[1]?.url).toMatch(/\/whep\/7$/);
    expect([await client.report(), await client.report(), await client.report()]).toEqual([
      null,
      null,
      null,
    ]);
    client.close();
    const asked = requests.length;
    expect(await client.report()).toBeNull();
    expect(requests).toHaveLength(asked);
  });

  it('ends once, frees everything and tells the gateway, even while the page is left', async () => {
    const { client, peer, timers, requests, log } = await negotiated();
    peer.becomes('disconnected');
    client.close();
    client.close();
    peer.becomes('failed');
    peer.track('late');
    await settle();
    expect(requests.slice(1)).toMatchObject([
      {
        url: 'https://video.example/base/api/v1/recorders/hq/cameras/3/live/whep/7',
        init: { method: 'DELETE', keepalive: true },
      },
    ]);
    expect(peer).toMatchObject({ closed: 1, tracksStopped: 1 });
    expect(timers.pending).toBe(0);
    expect(log).toEqual([]);
  });

  it('does not wait long for a gateway that is gone', async () => {
    const { client, peer, timers } = await negotiated([created, new Promise(() => undefined)]);
    client.close();
    expect(peer.closed).toBe(0);
    timers.pass(1_000);
    expect(peer.closed).toBe(1);
  });

  it('ends a viewing whose answer came after close()', async () => {
    let answer: (reply: Reply) => void = () => undefined;
    const viewing = view([new Promise((resolve) => (answer = resolve))]);
    await settle();
    viewing.peer.gathered();
    await settle();
    viewing.client.close();
    expect(viewing.requests).toHaveLength(1);
    answer(created);
    await settle();
    expect(viewing.requests.map(({ init }) => init.method)).toEqual(['POST', 'DELETE']);
    expect(viewing.log).toEqual([]);
  });

  it.each<[string, Reply | Error, string, string, RegExp]>([
    ['401', { status: 401 }, 'signed-out', 'signed-out', /./],
    [
      '403',
      problem(403, 'You may not watch camera 3.'),
      'refused',
      'failed',
      /^You may not watch camera 3\.$/,
    ],
    ['404', problem(404, 'Recorder "hq" is unknown.'), 'busy', 'again', /unknown/],
    [
      '406',
      problem(406, 'The camera sends H.265.', { ways: ['hls', 'mjpeg'] }),
      'codec',
      'failed',
      /^The camera sends H\.265\.$/,
    ],
    ['503', problem(503, 'All 16 sessions are in use.'), 'busy', 'again', /16 sessions/],
    [
      '502 of a proxy',
      { status: 502, body: '<title>Bad Gateway</title>' },
      'busy',
      'again',
      /not ready.*Bad Gateway/,
    ],
    ['no answer', new TypeError('Failed to fetch'), 'busy', 'again', /cannot be reached/],
    [
      'an answer without video',
      { ...created, body: 'v=0\r\nm=video 0 UDP/TLS/RTP/SAVPF 0\r\na=inactive\r\n' },
      'codec',
      'failed',
      /no video codec/,
    ],
  ])('%s', async (_name, reply, kind, severity, words) => {
    const { log, errors, peer } = await negotiated([reply]);
    expect(log).toEqual([`ended ${kind}`]);
    expect(errors[0]?.tileEnd.severity).toBe(severity);
    expect(errors[0]?.message).toMatch(words);
    expect(peer.closed).toBe(1);
  });

  it('hands on which other ways would work', async () => {
    const { errors } = await negotiated([problem(406, 'H.265', { ways: ['hls', 'mjpeg'] })]);
    expect(errors[0]?.ways).toEqual(['hls', 'mjpeg']);
    const other = await negotiated([problem(503, 'Busy', { ways: ['hls'] })]);
    expect(other.errors[0]?.ways).toBeNull();
  });

  it('hands on how long the gateway asks to wait', async () => {
    const { errors } = await negotiated([{ status: 503, headers: { 'Retry-After': '5' } }]);
    expect(errors[0]?.tileEnd.retryAfterMs).toBe(5_000);
  });

  it('gives up on an answer that does not come', async () => {
    const never = new Promise<Reply>(() => undefined);
    const viewing = view([never]);
    await settle();
    viewing.peer.gathered();
    await settle();
    const signal = viewing.requests[0]?.init.signal;
    viewing.timers.pass(10_000);
    expect(signal?.aborted).toBe(true);
  });

  it('does not accept a description that the browser refuses', async () => {
    const viewing = view([created]);
    viewing.peer.remoteFails = true;
    await settle();
    viewing.peer.gathered();
    await settle();
    expect(viewing.log).toEqual(['ended negotiation']);
    expect(viewing.requests.map(({ init }) => init.method)).toEqual(['POST', 'DELETE']);
  });

  it.each<[string, (viewing: ReturnType<typeof view>) => void, RegExp]>([
    ['ICE that never connects', ({ peer }) => peer.becomes('failed'), /UDP may be blocked/],
    [
      'a connection that fails',
      ({ peer }) => {
        peer.becomes('connected');
        peer.becomes('failed');
      },
      /broke/,
    ],
    [
      'a disconnection that lasts',
      ({ peer, timers }) => {
        peer.becomes('connected');
        peer.becomes('disconnected');
        timers.pass(1_000);
      },
      /broke/,
    ],
  ])('tells of %s', async (_name, happen, words) => {
    const viewing = await negotiated();
    happen(viewing);
    expect(viewing.errors.map(({ message }) => message)).toEqual([expect.stringMatching(words)]);
  });

  it('forgives a short disconnection', async () => {
    const { peer, timers, log } = await negotiated();
    peer.becomes('connected');
    peer.becomes('disconnected');
    timers.pass(900);
    peer.becomes('connected');
    timers.pass(60_000);
    expect(log).toEqual(['connected']);
  });

  it('says when the browser has no WebRTC', () => {
    expect(() =>
      view([], {
        platform: {
          createPeerConnection: () => {
            throw new ReferenceError('RTCPeerConnection is not defined');
          },
          fetch: () => Promise.reject(new Error('not asked')),
          setTimeout: () => 0,
          clearTimeout: () => undefined,
        },
      }),
    ).toThrow('This browser has no WebRTC');
  });
});
