import { FakeClock } from './fixtures/fake-clock.js';
import { RingCamera } from './fixtures/ring-camera.js';
import { RingMicrophone, soundPayload } from './fixtures/ring-microphone.js';
import { TestBrowser, testAudioSsrc, testRtxSsrc, testSsrc } from './fixtures/test-browser.js';
import { turns, until } from './fixtures/until.js';
import { TcpClient } from '../mux/fixtures/tcp-client.js';
import { UdpClient } from '../mux/fixtures/udp-client.js';
import { parseRtcp } from '../rtcp/parse-rtcp.js';
import { serializeNack, serializeReceiverReport } from '../rtcp/serialize-feedback.js';
import type { ReportBlock } from '../rtcp/rtcp-feedback.js';
import type { BackendName } from '../srtp/run-protector.js';
import { SendPlane } from './send-plane.js';
import type { SendPlaneOptions } from './send-plane.js';
import type { PlaneViewer } from './viewer-plane.js';

let clock: FakeClock;
let plane: SendPlane;
let camera: RingCamera;
let microphone: RingMicrophone;
const opened: TestBrowser[] = [];

async function openPlane(options: Partial<SendPlaneOptions> = {}): Promise<void> {
  clock = new FakeClock();
  plane = await SendPlane.open({
    tcp: true,
    families: [4],
    localAddresses: { ipv4: '127.0.0.1' },
    clock,
    tickMs: 0,
    // Tests tick as often as they like.
    limits: { silentTicks: 10_000, quietTicks: 10_000, connectTicks: 10_000 },
    ...options,
  });
  camera = new RingCamera('camera', clock);
  microphone = new RingMicrophone('sound', clock);
}

afterEach(async () => {
  await plane.close();
  await Promise.all(opened.splice(0).map((browser) => browser.close()));
});

type Joined = { readonly browser: TestBrowser; readonly viewer: PlaneViewer };

async function watch(
  transport: 'udp4' | 'tcp' = 'udp4',
  options: ConstructorParameters<typeof TestBrowser>[1] = { audio: true },
): Promise<Joined> {
  const port = plane.addresses[transport === 'tcp' ? 'tcp4' : 'udp4'] ?? 0;
  const to = { address: '127.0.0.1', port };
  const client = transport === 'tcp' ? await TcpClient.open(to) : await UdpClient.open(to);
  const browser = new TestBrowser(client, options);
  opened.push(browser);
  const viewer = plane.open(browser.spec, browser);
  await browser.check();
  await until('the answer of the check', () => browser.answers.length > 0);
  viewer.setKeys(browser.keys);
  viewer.play(camera.ring, 'compressed');
  viewer.playAudio(microphone.ring);
  await turns(3);
  return { browser, viewer };
}

function speak(pieces: number): void {
  for (let at = 0; at < pieces; at += 1) {
    microphone.piece();
    clock.ms += 20;
  }
  plane.ringHasNews('sound');
}

/** The parts of a compound packet. */
function reportsIn(rtcp: Uint8Array): { ssrc: number; timestamp: number; epochMs: number }[] {
  const view = new DataView(rtcp.buffer, rtcp.byteOffset, rtcp.length);
  const found = [];
  for (let at = 0; at < rtcp.length; at += 4 * (view.getUint16(at + 2) + 1)) {
    if (view.getUint8(at + 1) === 200) {
      const seconds = view.getUint32(at + 8) - 2_208_988_800;
      found.push({
        ssrc: view.getUint32(at + 4),
        timestamp: view.getUint32(at + 16),
        epochMs: (seconds + view.getUint32(at + 12) / 2 ** 32) * 1_000,
      });
    }
  }
  return found;
}

describe.each<{ backend: BackendName; offload: 'auto' | 'single' }>([
  { backend: 'ffi', offload: 'auto' },
  { backend: 'wasm', offload: 'single' },
  { backend: 'node', offload: 'single' },
])('SendPlane with $backend, $offload', ({ backend, offload }) => {
  beforeEach(() => openPlane({ backend, offload }));

  it.each(['udp4', 'tcp'] as const)(
    'brings sound and pictures of both codecs over %s, exactly',
    async (transport) => {
      const { browser } = await watch(transport, { audio: true, h265: true });
      camera.gop(2, { lengths: [1_200, 1_200, 30] });
      camera.gop(2, { codec: 'h265', lengths: [1_200, 700] });
      plane.ringHasNews('camera');
      speak(3);
      plane.ringHasNews('sound');
      await until('all', () => browser.media.length === 10 && browser.sound.length === 3);
      expect(browser.media.map(({ payloadType }) => payloadType)).toEqual([
        102, 102, 102, 102, 102, 102, 49, 49, 49, 49,
      ]);
      expect(browser.sound.map(({ payload }) => payload)).toEqual(
        [0, 1, 2].map((piece) => soundPayload(piece, 160)),
      );
      expect(browser.sound.map(({ payloadType }) => payloadType)).toEqual([0, 0, 0]);
    },
  );
});

describe('SendPlane with sound', () => {
  beforeEach(() => openPlane());

  it('plays a ring of sound that another thread writes, without being told of news', async () => {
    const { browser } = await watch();
    microphone.piece();
    await until('a piece', () => browser.sound.length === 1);
    microphone.piece();
    await until('another one', () => browser.sound.length === 2);
  });

  it('says in one compound which timestamps of both belong to an instant, jitter left out', async () => {
    const { browser } = await watch();
    // Pictures come 0 to 30 ms late, and so does sound, two pieces at once: the first of them is 20 ms old.
    const late = [0, 30, 10, 20, 5, 30, 15, 25];
    const startMs = clock.ms;
    for (const [at, delayMs] of late.entries()) {
      clock.ms = startMs + at * 40 + delayMs;
      camera.picture({ idr: true });
      plane.ringHasNews('camera');
      microphone.piece();
      microphone.piece();
      plane.ringHasNews('sound');
      await turns(2);
    }
    clock.ms = startMs + 1_000;
    plane.tick();
    const told = (): Uint8Array[] => browser.rtcp.filter((rtcp) => reportsIn(rtcp).length === 2);
    await until('a report of both', () => {
      const newest = told().at(-1);
      return newest !== undefined && (reportsIn(newest)[0]?.epochMs ?? 0) > clock.epochMs() - 1;
    });
    const [picture, sound] = reportsIn(told().at(-1) ?? new Uint8Array());
    expect(picture?.ssrc).toBe(testSsrc);
    expect(sound?.ssrc).toBe(testAudioSsrc);
    expect(picture?.epochMs).toBe(sound?.epochMs);
    // The first picture and the second piece came at `startMs`, without delay.
    const pictureMs = (((picture?.timestamp ?? 0) - (browser.media[0]?.timestamp ?? 0)) | 0) / 90;
    const soundMs = (((sound?.timestamp ?? 0) - (browser.sound[0]?.timestamp ?? 0)) | 0) / 8;
    expect(pictureMs).toBeCloseTo(1_000, 0);
    expect(soundMs).toBeCloseTo(1_020, 0);
  });

  it('takes reports about sound into figures of its own', async () => {
    const { browser } = await watch();
    camera.gop(1);
    plane.ringHasNews('camera');
    speak(2);
    await until('both', () => browser.media.length === 1 && browser.sound.length === 2);
    const block: ReportBlock = {
      ssrc: testAudioSsrc,
      fractionLost: 0,
      packetsLost: 0,
      highestSequence: 1_000,
      jitter: 80,
      lastSenderReport: 0,
      delaySinceLastSenderReport: 0,
    };
    await browser.feedback(serializeReceiverReport(1, [block]));
    await until('the first report', () => {
      plane.tick();
      return browser.figureList.at(-1)?.sound?.packetsLost === 0;
    });
    clock.ms += 1_000;
    const lossy = { ...block, highestSequence: 1_050, packetsLost: 20 };
    await browser.feedback(serializeReceiverReport(1, [lossy]));
    await until('figures', () => {
      plane.tick();
      return browser.figureList.at(-1)?.sound?.fractionLost === 0.4;
    });
    expect(browser.figureList.at(-1)).toMatchObject({
      mode: 'all-pictures',
      video: 'h264',
      audio: 'pcmu',
      packetsSent: 1,
      bytesSent: 100,
      packetsLost: undefined,
      sound: { packetsSent: 2, bytesSent: 320, skipped: 0, packetsLost: 20, jitterMs: 10 },
    });
    expect(plane.statistics).toMatchObject({ packetsSent: 3, soundPacketsSent: 2, rings: 2 });
  });

  it('does not repeat sound', async () => {
    const { browser } = await watch();
    camera.gop(1);
    plane.ringHasNews('camera');
    speak(3);
    await until('sound', () => browser.sound.length === 3 && browser.media.length === 1);
    const asked = browser.sound.map(({ sequenceNumber }) => sequenceNumber);
    await browser.feedback(serializeNack(1, testAudioSsrc, asked));
    await browser.feedback(serializeNack(1, testSsrc, [browser.media[0]?.sequenceNumber ?? 0]));
    await until('the picture', () => browser.retransmissions.length === 1);
    expect(browser.sound).toHaveLength(3);
    expect(plane.statistics).toMatchObject({ retransmitted: 1, retransmissionsRefused: 0 });
  });

  it('stops sound and pictures each by itself', async () => {
    const { browser, viewer } = await watch();
    speak(1);
    await until('sound', () => browser.sound.length === 1);
    viewer.stop();
    speak(1);
    await until('more sound', () => browser.sound.length === 2);
    viewer.playAudio(undefined);
    speak(1);
    await turns(5);
    expect(plane.statistics.rings).toBe(0);
    viewer.playAudio(microphone.ring);
    await turns(2);
    speak(1);
    await until('sound again', () => browser.sound.length === 3);
    plane.tick();
    expect(browser.figureList.at(-1)).toMatchObject({ mode: 'waiting', audio: 'pcmu' });
  });

  it('shows what was not negotiated, and gives no sound to a browser that takes none', async () => {
    const { browser } = await watch('udp4', {});
    camera.gop(2, { codec: 'h265' });
    plane.ringHasNews('camera');
    speak(2);
    await turns(5);
    plane.tick();
    expect(browser.packets).toEqual([]);
    expect(browser.figureList.at(-1)).toMatchObject({
      mode: 'unsupported',
      video: undefined,
      audio: undefined,
      sound: undefined,
      skippedAccessUnits: 2,
    });
    camera.gop(1);
    plane.ringHasNews('camera');
    await until('a picture', () => browser.media.length === 1);
    plane.tick();
    expect(browser.figureList.at(-1)).toMatchObject({ mode: 'all-pictures', video: 'h264' });
  });

  it('says goodbye for pictures, retransmissions and sound', async () => {
    const { browser, viewer } = await watch();
    viewer.close();
    viewer.playAudio(microphone.ring);
    await until('the goodbye', () => browser.rtcp.length === 1);
    expect(parseRtcp(browser.rtcp[0] ?? new Uint8Array()).at(-1)).toEqual({
      kind: 'bye',
      ssrcs: [testSsrc, testRtxSsrc, testAudioSsrc],
    });
    expect(plane.statistics).toMatchObject({ viewers: 0, rings: 0 });
  });
});
