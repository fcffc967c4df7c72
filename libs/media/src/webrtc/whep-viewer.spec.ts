import { jest } from '@jest/globals';
import { DtlsBrowser } from './fixtures/dtls-browser.js';
import { MemoryPlane } from './fixtures/memory-plane.js';
import { chromiumH265Offer } from './fixtures/offers.js';
import type { SharedRing } from '../gop/shared-ring.js';
import { HandshakeQueue } from './handshake-queue.js';
import type { ViewerFigures } from './plane/viewer-plane.js';
import { WhepViewer } from './whep-viewer.js';
import type { AnsweredViewer, WebRtcOptions } from './whep-viewer.js';

// Thirty handshakes on a machine that is busy.
jest.setTimeout(60_000);

function offerOf({ algorithm, value }: { algorithm: string; value: string }): string {
  return [
    'v=0',
    'o=- 1 2 IN IP4 127.0.0.1',
    's=-',
    't=0 0',
    'a=group:BUNDLE 0',
    'm=video 9 UDP/TLS/RTP/SAVPF 102 103',
    'a=mid:0',
    'a=recvonly',
    'a=rtcp-mux',
    'a=ice-ufrag:theirs',
    'a=ice-pwd:abcdefghijklmnopqrstuvwx',
    `a=fingerprint:${algorithm} ${value}`,
    'a=setup:actpass',
    'a=rtpmap:102 H264/90000',
    'a=fmtp:102 packetization-mode=1;profile-level-id=42e01f',
    'a=rtcp-fb:102 nack',
    'a=rtpmap:103 rtx/90000',
    'a=fmtp:103 apt=102',
    '',
  ].join('\r\n');
}

/** A viewing whose browser has everything but a network. */
class Viewing {
  readonly browser: DtlsBrowser;
  readonly plane: MemoryPlane;
  readonly reasons: string[] = [];
  readonly whenConnected: Promise<void>;
  readonly whenClosed: Promise<string>;
  connected!: () => void;
  answered!: AnsweredViewer;
  #resolveClosed!: (reason: string) => void;

  private constructor(browser: DtlsBrowser, plane: MemoryPlane) {
    this.browser = browser;
    this.plane = plane;
    this.whenConnected = new Promise((resolve) => (this.connected = resolve));
    this.whenClosed = new Promise((resolve) => (this.#resolveClosed = resolve));
  }

  static async of(
    options: Partial<WebRtcOptions> = {},
    plane = new MemoryPlane(),
  ): Promise<Viewing> {
    const viewing = new Viewing(await DtlsBrowser.open(), plane);
    viewing.answered = await WhepViewer.answer(
      offerOf(viewing.browser.fingerprint),
      {
        plane,
        handshakes: new HandshakeQueue(),
        announce: [],
        localAddresses: ['127.0.0.1'],
        ...options,
      },
      viewing,
    );
    viewings.push(viewing);
    return viewing;
  }

  get viewer(): WhepViewer {
    return this.answered.viewer;
  }

  closed(reason: string): void {
    this.reasons.push(reason);
    this.#resolveClosed(reason);
  }

  /** Has the browser shake hands over the plane. */
  connect(): void {
    const { newest } = this.plane;
    newest.deliver = (datagram) => setImmediate(() => this.browser.receive(datagram));
    this.browser.connect((datagram) => setImmediate(() => newest.events.dtls(datagram)));
  }
}

const viewings: Viewing[] = [];
/** What looks on at every turn of the event loop, also when the test has given up. */
let onlooker: NodeJS.Immediate | undefined;

afterEach(async () => {
  clearImmediate(onlooker);
  for (const { browser, answered } of viewings.splice(0)) {
    browser.close();
    await answered.viewer.close();
  }
});

const ring = { id: 'gate' } as SharedRing;

describe('WhepViewer', () => {
  it('opens a viewer on the plane with what the answer says', async () => {
    const { answered, plane } = await Viewing.of({ announce: ['203.0.113.5'] });
    const { spec } = plane.newest;
    const { answerSdp, viewer } = answered;
    expect(spec.id).toBe(viewer.id);
    expect(spec.payloadTypes).toEqual({ h264: { payloadType: 102, rtx: 103 } });
    expect(spec.audio).toBeUndefined();
    expect(spec.usernameFragment.length).toBeGreaterThanOrEqual(4);
    expect(spec.password.length).toBeGreaterThanOrEqual(22);
    for (const line of [
      `a=ice-ufrag:${spec.usernameFragment}`,
      `a=ice-pwd:${spec.password}`,
      `a=ssrc-group:FID ${spec.ssrc} ${spec.rtxSsrc}`,
      `a=ssrc:${spec.ssrc} cname:${spec.cname}`,
      'a=setup:passive',
      'a=ice-lite',
      'a=candidate:1 1 udp 2130706431 127.0.0.1 50000 typ host',
      'a=candidate:2 1 udp 2130706175 203.0.113.5 50000 typ host',
      'a=candidate:17 1 tcp 1520435199 127.0.0.1 50000 typ host tcptype passive',
    ]) {
      expect(answerSdp.split('\r\n')).toContain(line);
    }
    expect(viewer.statistics).toMatchObject({ state: 'connecting', mode: 'waiting' });
  });

  it('gives the plane the keys of the finished handshake, and then plays', async () => {
    const viewing = await Viewing.of();
    viewing.connect();
    await viewing.whenConnected;
    await viewing.browser.whenConnected;
    const { newest } = viewing.plane;
    expect(newest.keys?.outgoing.key).toEqual(viewing.browser.keys.remoteKey);
    expect(newest.keys?.incoming.salt).toEqual(viewing.browser.keys.localSalt);
    viewing.viewer.play(ring, 'compressed');
    expect(newest.played).toEqual([['gate', 'compressed']]);
    expect(viewing.viewer.statistics.state).toBe('connected');
    newest.events.dtls(viewing.browser.goodbye());
    await expect(viewing.whenClosed).resolves.toBe('the browser closed the connection');
    expect(newest.isClosed).toBe(true);
  });

  it('shows the figures of the plane', async () => {
    const { viewer, plane } = await Viewing.of();
    const figures: ViewerFigures = {
      ...viewer.statistics,
      mode: 'key-pictures',
      transport: 'tcp',
      remoteAddress: '192.0.2.7',
      packetsSent: 9,
      roundTripMs: 40,
    };
    plane.newest.events.figures(figures);
    expect(viewer.statistics).toEqual({ ...figures, state: 'connecting' });
  });

  it('ends when the plane gives it up, once', async () => {
    const viewing = await Viewing.of();
    viewing.plane.newest.events.gone('nothing was heard of the browser for 5 s');
    await Promise.all([viewing.viewer.close('one'), viewing.viewer.close('two')]);
    expect(viewing.reasons).toEqual(['nothing was heard of the browser for 5 s']);
    expect(viewing.viewer.statistics.state).toBe('closed');
    viewing.viewer.play(ring, 'none');
    expect(viewing.plane.newest.played).toEqual([]);
  });

  it('plays sound on the plane until it ends', async () => {
    const { viewer, plane } = await Viewing.of();
    viewer.playAudio({ id: 'sound' } as SharedRing);
    viewer.playAudio(undefined);
    await viewer.close();
    viewer.playAudio({ id: 'late' } as SharedRing);
    expect(plane.newest.heard).toEqual(['sound', undefined]);
  });

  it('tells what was negotiated, and what was not', async () => {
    const handshakes = new HandshakeQueue();
    const { viewer, answerSdp } = await WhepViewer.answer(
      chromiumH265Offer,
      {
        plane: new MemoryPlane(),
        handshakes,
        announce: [],
        localAddresses: ['127.0.0.1'],
        prefer: 'h265',
      },
      { connected: () => undefined, closed: () => undefined },
    );
    expect(viewer.accepts).toEqual({
      video: new Set(['h264', 'h265']),
      audio: new Set(['pcmu', 'pcma', 'opus']),
    });
    expect(viewer.notes).toEqual([]);
    expect(answerSdp).toContain('\r\nm=video 9 UDP/TLS/RTP/SAVPF 121 122 108 109\r\n');
    await viewer.close();
    const unbundled = chromiumH265Offer.replace(/^a=group.*\n/m, '');
    const second = await WhepViewer.answer(
      unbundled,
      { plane: new MemoryPlane(), handshakes, announce: [], localAddresses: ['127.0.0.1'] },
      { connected: () => undefined, closed: () => undefined },
    );
    expect(second.viewer.accepts.audio).toEqual(new Set());
    expect(second.viewer.notes).toEqual([expect.stringContaining('does not bundle')]);
    expect(second.answerSdp).toContain('\r\nm=audio 0 ');
    await second.viewer.close();
  });

  it('ends an offer without a place to answer from', async () => {
    await expect(Viewing.of({}, new MemoryPlane({}))).rejects.toMatchObject({
      kind: 'negotiation',
      context: { defect: 'no-port' },
    });
  });

  it('takes a trickle fragment, but no ICE restart', async () => {
    const { viewer } = await Viewing.of();
    const candidate = 'a=candidate:1 1 udp 1 192.0.2.7 5000 typ host\r\n';
    expect(() => viewer.addRemoteCandidate(candidate)).not.toThrow();
    expect(() => viewer.addRemoteCandidate(`a=ice-ufrag:theirs\r\n${candidate}`)).not.toThrow();
    expect(() => viewer.addRemoteCandidate('a=ice-ufrag:other\r\na=ice-pwd:x\r\n')).toThrow(
      /restarts ICE/,
    );
  });

  it('joins thirty at once without keeping the thread from anything else', async () => {
    const handshakes = new HandshakeQueue();
    const plane = new MemoryPlane();
    const all: Viewing[] = [];
    for (let at = 0; at < 30; at += 1) {
      const viewing = await Viewing.of({ handshakes }, plane);
      viewing.connect();
      all.push(viewing);
    }
    let most = 0;
    let turns = 0;
    const watch = (): void => {
      turns += 1;
      most = Math.max(most, handshakes.counts.running);
      onlooker = setImmediate(watch);
    };
    watch();
    await Promise.all(all.map(({ whenConnected }) => whenConnected));
    clearImmediate(onlooker);
    expect(most).toBe(4);
    expect(turns).toBeGreaterThan(90);
    expect(handshakes.counts).toEqual({ running: 0, waiting: 0 });
  });
});
