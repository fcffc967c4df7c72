import { RTCPeerConnection, RTCRtpCodecParameters } from 'werift';
import type { RtpPacket } from 'werift';
import { HandshakeQueue } from './handshake-queue.js';
import { RingCamera } from './plane/fixtures/ring-camera.js';
import { RingMicrophone } from './plane/fixtures/ring-microphone.js';
import { until } from './plane/fixtures/until.js';
import { systemPlaneClock } from './plane/plane-clock.js';
import { SendPlane } from './plane/send-plane.js';
import { WhepViewer } from './whep-viewer.js';
import type { WhepViewerListener } from './whep-viewer.js';

/** A browser's part, played by werift as full ICE agent and DTLS client. */
class Browser {
  readonly connection: RTCPeerConnection;
  readonly packets: RtpPacket[] = [];
  readonly sound: RtpPacket[] = [];

  constructor({ hears = false }: { readonly hears?: boolean } = {}) {
    this.connection = new RTCPeerConnection({
      iceServers: [],
      // Else werift opens sockets for each m-line, and never closes those that bundling makes superfluous.
      bundlePolicy: 'max-bundle',
      iceUseIpv6: false,
      iceAdditionalHostAddresses: ['127.0.0.1'],
      codecs: {
        audio: hears ? [opusCodec, pcmuCodec] : [],
        video: [h264Codec(102, '42001f'), h264Codec(104, '42e01f')],
      },
      headerExtensions: { audio: [], video: [] },
    });
    const transceiver = this.connection.addTransceiver('video', { direction: 'recvonly' });
    transceiver.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => {
        this.packets.push(packet);
      });
    });
    if (hears) {
      const { onTrack } = this.connection.addTransceiver('audio', { direction: 'recvonly' });
      onTrack.subscribe((track) => {
        track.onReceiveRtp.subscribe((packet) => {
          this.sound.push(packet);
        });
      });
    }
  }

  async offer(): Promise<string> {
    await this.connection.setLocalDescription(await this.connection.createOffer());
    return this.connection.localDescription?.sdp ?? '';
  }

  async accept(answerSdp: string): Promise<void> {
    await this.connection.setRemoteDescription({ type: 'answer', sdp: answerSdp });
  }

  async askForKeyFrame(ssrc: number): Promise<void> {
    const [receiver] = this.connection.getReceivers();
    await receiver?.sendRtcpPLI(ssrc);
  }
}

const opusCodec = new RTCRtpCodecParameters({
  mimeType: 'audio/opus',
  clockRate: 48_000,
  channels: 2,
  payloadType: 111,
});

const pcmuCodec = new RTCRtpCodecParameters({
  mimeType: 'audio/PCMU',
  clockRate: 8_000,
  channels: 1,
  payloadType: 0,
});

function h264Codec(payloadType: number, profileLevelId: string): RTCRtpCodecParameters {
  return new RTCRtpCodecParameters({
    mimeType: 'video/H264',
    clockRate: 90_000,
    payloadType,
    rtcpFeedback: [{ type: 'nack' }, { type: 'nack', parameter: 'pli' }],
    parameters: `level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=${profileLevelId}`,
  });
}

/** What happened to a viewer. */
class Events implements WhepViewerListener {
  isConnected = false;
  reason: string | undefined;

  connected(): void {
    this.isConnected = true;
  }

  closed(reason: string): void {
    this.reason = reason;
  }
}

describe('WhepViewer on a SendPlane', () => {
  const browsers: Browser[] = [];
  const handshakes = new HandshakeQueue();
  let plane: SendPlane;
  let camera: RingCamera;

  beforeEach(async () => {
    plane = await SendPlane.open({
      tcp: true,
      families: [4],
      localAddresses: { ipv4: '127.0.0.1' },
      tickMs: 100,
    });
    camera = new RingCamera('gate', systemPlaneClock);
  });

  afterEach(async () => {
    await plane.close();
    await Promise.all(browsers.splice(0).map(({ connection }) => connection.close()));
  });

  async function join(
    options: ConstructorParameters<typeof Browser>[0] = {},
  ): Promise<{ browser: Browser; viewer: WhepViewer; events: Events }> {
    const browser = new Browser(options);
    browsers.push(browser);
    const events = new Events();
    const { viewer, answerSdp } = await WhepViewer.answer(
      await browser.offer(),
      { plane, handshakes, announce: [], localAddresses: ['127.0.0.1'] },
      events,
    );
    await browser.accept(answerSdp);
    await until('connected', () => events.isConnected);
    await until(
      'connected at the browser',
      () => browser.connection.connectionState === 'connected',
    );
    return { browser, viewer, events };
  }

  it('brings the pictures of a ring to a browser', async () => {
    const { browser, viewer } = await join();
    camera.gop(2, { lengths: [1_200, 700] });
    viewer.play(camera.ring, 'compressed');
    await until('the first pictures', () => browser.packets.length >= 4);
    const written = camera.picture({ lengths: [300] });
    plane.ringHasNews('gate');
    await until('the live picture', () => browser.packets.length >= 5);
    expect(browser.packets.map(({ payload }) => payload.length)).toEqual([
      1_200, 700, 1_200, 700, 300,
    ]);
    const live = browser.packets[4];
    expect(Uint8Array.from(live?.payload ?? [])).toEqual(written[0]);
    expect(live?.header).toMatchObject({ payloadType: 104, marker: true });
    const numbers = browser.packets.map(({ header }) => header.sequenceNumber);
    expect(numbers).toEqual(numbers.map((_, at) => (numbers[0] ?? 0) + at));
    await until('figures', () => viewer.statistics.packetsSent === 5);
    expect(viewer.statistics).toMatchObject({
      state: 'connected',
      mode: 'all-pictures',
      transport: 'udp',
    });
    expect(viewer.statistics.remoteAddress).toContain('127.0.0.1');
  });

  it('brings sound over the same transport, in whatever codec it comes', async () => {
    const { browser, viewer } = await join({ hears: true });
    expect(viewer.accepts).toEqual({
      video: new Set(['h264']),
      audio: new Set(['opus', 'pcmu']),
    });
    const microphone = new RingMicrophone('voice', systemPlaneClock);
    viewer.play(camera.ring, 'compressed');
    viewer.playAudio(microphone.ring);
    camera.gop(1);
    plane.ringHasNews('gate');
    await until('a picture', () => browser.packets.length === 1);
    const written = [microphone.piece(), microphone.piece()];
    plane.ringHasNews('voice');
    await until('sound', () => browser.sound.length === 2);
    expect(browser.sound.map(({ payload }) => Uint8Array.from(payload))).toEqual(written);
    const opus = new RingMicrophone('opus', systemPlaneClock, {
      codec: 'opus',
      clockRateHz: 48_000,
    });
    viewer.playAudio(opus.ring);
    opus.piece(77);
    plane.ringHasNews('opus');
    await until('Opus', () => browser.sound.length === 3);
    expect(browser.sound.map(({ header }) => header.payloadType)).toEqual([0, 0, 111]);
    await until('figures', () => viewer.statistics.sound?.packetsSent === 3);
    expect(viewer.statistics).toMatchObject({ video: 'h264', audio: 'opus' });
  });

  it('hears the browser ask for a key frame, encrypted', async () => {
    const { browser, viewer } = await join();
    camera.gop(1);
    viewer.play(camera.ring, 'compressed');
    await until('a picture', () => browser.packets.length >= 1);
    await browser.askForKeyFrame(browser.packets[0]?.header.ssrc ?? 0);
    await until('figures', () => viewer.statistics.keyFrameRequests >= 1);
    expect(viewer.statistics.state).toBe('connected');
  });

  it('joins several browsers through one port', async () => {
    const joined = await Promise.all([join(), join(), join()]);
    camera.gop(1, { lengths: [900] });
    joined.forEach(({ viewer }) => viewer.play(camera.ring, 'compressed'));
    await until('pictures for all', () =>
      joined.every(({ browser }) => browser.packets.length > 0),
    );
    expect(plane.statistics.viewers).toBe(3);
    await Promise.all(joined.map(({ viewer }) => viewer.close()));
    expect(plane.statistics.viewers).toBe(0);
  });

  it('ends when the plane does not hear of the browser any more', async () => {
    const { browser, events } = await join();
    await browser.connection.close();
    await until('the end', () => events.reason !== undefined);
    expect(events.reason).toMatch(/nothing was heard|closed the connection/);
  });
});
