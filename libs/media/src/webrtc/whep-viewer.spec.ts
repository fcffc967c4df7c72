import { RTCPeerConnection, RTCRtpCodecParameters } from 'werift';
import type { RtpPacket } from 'werift';
import type { PacketizedUnit } from '../gop/packetized-unit.js';
import { WhepViewer } from './whep-viewer.js';
import type { WebRtcOptions, WhepViewerListener } from './whep-viewer.js';

/** A browser's part, played by werift as full ICE agent and DTLS client. */
class Browser {
  readonly connection: RTCPeerConnection;
  readonly packets: RtpPacket[] = [];
  readonly #arrivals = new Set<() => void>();

  constructor(video = [h264Codec(102, '42001f'), h264Codec(104, '42e01f')]) {
    this.connection = new RTCPeerConnection({
      iceServers: [],
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
      codecs: { audio: [], video },
      headerExtensions: { audio: [], video: [] },
    });
    const transceiver = this.connection.addTransceiver('video', { direction: 'recvonly' });
    transceiver.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => {
        this.packets.push(packet);
        this.#arrivals.forEach((check) => check());
      });
    });
  }

  async offer(): Promise<string> {
    await this.connection.setLocalDescription(await this.connection.createOffer());
    return this.connection.localDescription?.sdp ?? '';
  }

  async accept(answerSdp: string): Promise<void> {
    await this.connection.setRemoteDescription({ type: 'answer', sdp: answerSdp });
  }

  async received(count: number): Promise<readonly RtpPacket[]> {
    await new Promise<void>((resolve) => {
      const check = (): void => {
        if (this.packets.length >= count) {
          this.#arrivals.delete(check);
          resolve();
        }
      };
      this.#arrivals.add(check);
      check();
    });
    return this.packets;
  }

  /** Closed any earlier, werift's consent timer would hold the process for 30 s. */
  async connected(): Promise<void> {
    if (this.connection.connectionState !== 'connected') {
      await this.connection.connectionStateChange.watch((state) => state === 'connected');
    }
  }

  async askForKeyFrame(ssrc: number): Promise<void> {
    const [receiver] = this.connection.getReceivers();
    await receiver?.sendRtcpPLI(ssrc);
  }

  async close(): Promise<void> {
    await this.connection.close();
  }
}

function h264Codec(payloadType: number, profileLevelId: string): RTCRtpCodecParameters {
  return new RTCRtpCodecParameters({
    mimeType: 'video/H264',
    clockRate: 90_000,
    payloadType,
    rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    parameters: `level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${profileLevelId}`,
  });
}

/** A viewer whose events can be awaited. */
class Viewing implements WhepViewerListener {
  readonly keyFrames: number[] = [];
  readonly whenConnected: Promise<void>;
  readonly whenClosed: Promise<string>;
  readonly whenKeyFrameNeeded: Promise<void>;
  connected!: () => void;
  closed!: (reason: string) => void;
  keyFrameNeeded!: () => void;
  viewer!: WhepViewer;
  answerSdp!: string;

  constructor() {
    this.whenConnected = new Promise((resolve) => (this.connected = resolve));
    this.whenClosed = new Promise((resolve) => (this.closed = resolve));
    this.whenKeyFrameNeeded = new Promise((resolve) => (this.keyFrameNeeded = resolve));
  }

  static async of(offer: string, options: Partial<WebRtcOptions> = {}): Promise<Viewing> {
    const viewing = new Viewing();
    const answered = await WhepViewer.answer(
      offer,
      { announce: [], localAddresses: ['::ffff:127.0.0.1'], ...options },
      viewing,
    );
    viewing.viewer = answered.viewer;
    viewing.answerSdp = answered.answerSdp;
    return viewing;
  }
}

function unit(payloads: readonly Uint8Array[], timestamp90k: number): PacketizedUnit {
  return {
    payloads,
    timestamp90k,
    arrivalMs: 0,
    randomAccess: timestamp90k === 0,
    bytes: payloads.reduce((sum, { length }) => sum + length, 0),
  };
}

/** Three access units of 1, 3 and 2 packets with recognisable bytes. */
const units = [1, 3, 2].map((count, index) =>
  unit(
    Array.from({ length: count }, (_, packet) =>
      Uint8Array.from(
        { length: 1200 - packet },
        (_byte, at) => (index * 50 + packet * 7 + at) & 255,
      ),
    ),
    index * 3000,
  ),
);

describe('WhepViewer', () => {
  const browsers: Browser[] = [];
  const viewings: Viewing[] = [];

  async function join(options: Partial<WebRtcOptions> = {}): Promise<[Browser, Viewing]> {
    const browser = new Browser();
    browsers.push(browser);
    const viewing = await Viewing.of(await browser.offer(), options);
    viewings.push(viewing);
    await browser.accept(viewing.answerSdp);
    return [browser, viewing];
  }

  afterEach(async () => {
    await Promise.all(viewings.splice(0).map(({ viewer }) => viewer.close()));
    await Promise.all(browsers.splice(0).map((browser) => browser.close()));
  });

  it('answers as ICE-lite DTLS server with the best payload type and carries the bytes unchanged', async () => {
    const [browser, viewing] = await join();
    expect(viewing.answerSdp).toContain('a=ice-lite');
    expect(viewing.answerSdp).toContain('a=setup:passive');
    expect(viewing.answerSdp).toContain('a=sendonly');
    expect(viewing.answerSdp).toMatch(/^m=video 9 UDP\/TLS\/RTP\/SAVPF 104\r$/m);
    expect(viewing.answerSdp).toMatch(/^a=candidate:1 1 udp \d+ 127\.0\.0\.1 \d+ typ host\r$/m);
    await viewing.whenConnected;
    const before = units.map(({ payloads }) => payloads.map((payload) => Uint8Array.from(payload)));
    units.forEach((each) => viewing.viewer.push(each));
    const packets = await browser.received(6);
    expect(packets.map(({ payload }) => Uint8Array.from(payload))).toEqual(
      units.flatMap(({ payloads }) => payloads),
    );
    expect(packets.map(({ header }) => header.marker)).toEqual([
      true,
      false,
      false,
      true,
      false,
      true,
    ]);
    expect(packets.every(({ header }) => header.payloadType === 104)).toBe(true);
    const [first] = packets;
    const sequence = packets.map(({ header }) => header.sequenceNumber);
    expect(sequence[0]).toBeLessThan(32_768);
    expect(sequence).toEqual(
      packets.map((_, index) => (first?.header.sequenceNumber ?? 0) + index),
    );
    const times = packets.map(
      ({ header }) => (header.timestamp - (first?.header.timestamp ?? 0)) >>> 0,
    );
    expect(times).toEqual([0, 3000, 3000, 3000, 6000, 6000]);
    expect(units.map(({ payloads }) => payloads)).toEqual(before);
    expect(viewing.viewer.statistics).toMatchObject({ state: 'connected', packetsSent: 6 });
  });

  it('drops what is pushed before the connection stands, and after the end', async () => {
    const browser = new Browser();
    browsers.push(browser);
    const viewing = await Viewing.of(await browser.offer());
    viewings.push(viewing);
    units.forEach((each) => viewing.viewer.push(each));
    expect(viewing.viewer.statistics).toMatchObject({ state: 'connecting', packetsSent: 0 });
    await viewing.viewer.close();
    units.forEach((each) => viewing.viewer.push(each));
    expect(viewing.viewer.statistics).toMatchObject({ state: 'closed', packetsSent: 0 });
  });

  it('hands a key-frame request on', async () => {
    const [browser, viewing] = await join();
    await viewing.whenConnected;
    units.forEach((each) => viewing.viewer.push(each));
    const [packet] = await browser.received(1);
    await browser.askForKeyFrame(packet?.header.ssrc ?? 0);
    await viewing.whenKeyFrameNeeded;
    expect(viewing.viewer.statistics).toMatchObject({
      keyFrameRequests: 1,
      keyFrameRequestsAnswered: 1,
    });
  });

  it('ends with a reason when the browser falls silent', async () => {
    const [browser, viewing] = await join({
      liveness: { silentTicks: 3, connectTicks: 200 },
      livenessTickMs: 200,
    });
    await Promise.all([viewing.whenConnected, browser.connected()]);
    await browser.close();
    await expect(viewing.whenClosed).resolves.toMatch(/nothing was heard|closed the connection/);
    expect(viewing.viewer.statistics.state).toBe('closed');
  });

  it('ends when no browser ever comes', async () => {
    const browser = new Browser();
    browsers.push(browser);
    const viewing = await Viewing.of(await browser.offer(), { livenessTickMs: 5 });
    viewings.push(viewing);
    await expect(viewing.whenClosed).resolves.toBe(
      "the browser did not reach the gateway's UDP port within 15 s",
    );
  });

  it('gives its port back, and says so when the range is taken', async () => {
    const first = await Viewing.of(await offerOnce());
    viewings.push(first);
    const port = Number(/ 127\.0\.0\.1 (\d+) typ host/.exec(first.answerSdp)?.[1]);
    const udpPorts = [port, port] as const;
    await expect(Viewing.of(await offerOnce(), { udpPorts })).rejects.toMatchObject({
      kind: 'negotiation',
      context: { defect: 'no-port' },
    });
    await first.viewer.close();
    const second = await Viewing.of(await offerOnce(), { udpPorts });
    viewings.push(second);
    expect(second.answerSdp).toContain(` 127.0.0.1 ${port} typ host`);
  });

  it('closes once, and tells so once', async () => {
    const reasons: string[] = [];
    const { viewer } = await WhepViewer.answer(
      await offerOnce(),
      { announce: [] },
      {
        connected: () => undefined,
        keyFrameNeeded: () => undefined,
        closed: (r) => reasons.push(r),
      },
    );
    await Promise.all([viewer.close('one'), viewer.close('two')]);
    expect(reasons).toEqual(['one']);
  });

  it('takes a trickle fragment, but no ICE restart', async () => {
    const viewing = await Viewing.of(await offerOnce());
    viewings.push(viewing);
    expect(() =>
      viewing.viewer.addRemoteCandidate('a=candidate:1 1 udp 1 192.0.2.7 5000 typ host\r\n'),
    ).not.toThrow();
    expect(() => viewing.viewer.addRemoteCandidate('a=ice-ufrag:other\r\na=ice-pwd:x\r\n')).toThrow(
      /restarts ICE/,
    );
  });

  async function offerOnce(): Promise<string> {
    const browser = new Browser();
    browsers.push(browser);
    return browser.offer();
  }
});
