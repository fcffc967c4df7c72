import { FakeClock } from './fixtures/fake-clock.js';
import { RingCamera } from './fixtures/ring-camera.js';
import { TestBrowser, expectedPayload, testRtxSsrc, testSsrc } from './fixtures/test-browser.js';
import { turns, until } from './fixtures/until.js';
import { checkOf } from '../mux/fixtures/browser.js';
import { TcpClient } from '../mux/fixtures/tcp-client.js';
import { UdpClient } from '../mux/fixtures/udp-client.js';
import {
  serializeFir,
  serializeNack,
  serializePli,
  serializeReceiverReport,
} from '../rtcp/serialize-feedback.js';
import type { ReportBlock } from '../rtcp/rtcp-feedback.js';
import type { BackendName } from '../srtp/run-protector.js';
import { maxDtlsPerTick, maxFeedbackPerTick } from './viewer-session.js';
import { SendPlane } from './send-plane.js';
import type { SendPlaneOptions } from './send-plane.js';
import type { PlaneViewer } from './viewer-plane.js';

const browserSsrc = 1;
const loopback = { ipv4: '127.0.0.1', ipv6: '::1' };

let clock: FakeClock;
let plane: SendPlane;
let camera: RingCamera;
const opened: TestBrowser[] = [];

async function openPlane(options: Partial<SendPlaneOptions> = {}): Promise<void> {
  clock = new FakeClock();
  plane = await SendPlane.open({
    tcp: true,
    localAddresses: loopback,
    clock,
    tickMs: 0,
    ...options,
  });
  camera = new RingCamera('camera', clock);
}

afterEach(async () => {
  await plane.close();
  await Promise.all(opened.splice(0).map((browser) => browser.close()));
});

type Joined = { readonly browser: TestBrowser; readonly viewer: PlaneViewer };

async function join(
  transport: 'udp4' | 'udp6' | 'tcp' = 'udp4',
  options: { readonly rtx?: boolean } = {},
): Promise<Joined> {
  const to = {
    address: transport === 'udp6' ? '::1' : '127.0.0.1',
    port: plane.addresses[transport === 'tcp' ? 'tcp4' : transport] ?? 0,
  };
  const client = transport === 'tcp' ? await TcpClient.open(to) : await UdpClient.open(to);
  const browser = new TestBrowser(client, options);
  opened.push(browser);
  const viewer = plane.open(browser.spec, browser);
  await browser.check();
  await until('the answer of the check', () => browser.answers.length > 0);
  return { browser, viewer };
}

async function watch(
  transport: 'udp4' | 'udp6' | 'tcp' = 'udp4',
  options: { readonly rtx?: boolean } = {},
): Promise<Joined> {
  const joined = await join(transport, options);
  joined.viewer.setKeys(joined.browser.keys);
  joined.viewer.play(camera.ring, 'compressed');
  // In the ring, and live with the next random access picture if there was none.
  await turns(3);
  return joined;
}

function writeGop(pictures: number, options = {}): void {
  camera.gop(pictures, options);
  plane.ringHasNews('camera');
}

function write(pictures: number, options = {}): void {
  for (let at = 0; at < pictures; at += 1) {
    camera.picture(options);
  }
  plane.ringHasNews('camera');
}

/** All media so far is contiguous, in order and has the camera's payloads. */
function expectExact({ browser }: Joined): void {
  const { media } = browser;
  media.forEach((packet, at) => {
    expect(packet.payloadType).toBe(102);
    expect(packet.sequenceNumber).toBe(((media[0]?.sequenceNumber ?? 0) + at) & 0xffff);
    expect(packet.payload).toEqual(expectedPayload(packet.payload));
  });
}

const came = (joined: Joined, packets: number): Promise<void> =>
  until(`${packets} packets`, () => joined.browser.media.length >= packets);

function block(changes: Partial<ReportBlock> = {}): ReportBlock {
  return {
    ssrc: testSsrc,
    fractionLost: 0,
    packetsLost: 0,
    highestSequence: 0,
    jitter: 0,
    lastSenderReport: 0,
    delaySinceLastSenderReport: 0,
    ...changes,
  };
}

describe.each<{ backend: BackendName; offload: 'auto' | 'single' }>([
  { backend: 'ffi', offload: 'auto' },
  { backend: 'wasm', offload: 'single' },
  { backend: 'node', offload: 'single' },
])('SendPlane with $backend, $offload', ({ backend, offload }) => {
  beforeEach(() => openPlane({ backend, offload }));

  it.each(['udp4', 'udp6', 'tcp'] as const)(
    'brings over %s what the camera sent, exactly',
    async (transport) => {
      const joined = await watch(transport);
      const lengths = [1_200, 1_200, 1_200, 700];
      camera.gop(5, { lengths });
      plane.ringHasNews('camera');
      await came(joined, 20);
      expectExact(joined);
      const { media } = joined.browser;
      expect(media.map(({ marker }) => marker)).toEqual(
        Array.from({ length: 20 }, (_, at) => at % 4 === 3),
      );
      const start = media[0]?.timestamp ?? 0;
      expect(media.map(({ timestamp }) => (timestamp - start) >>> 0)).toEqual(
        Array.from({ length: 20 }, (_, at) => Math.floor(at / 4) * 3_600),
      );
      expect(joined.browser.nominations).toHaveLength(1);
      plane.tick();
      expect(joined.browser.figureList.at(-1)).toMatchObject({
        mode: 'all-pictures',
        transport: transport === 'tcp' ? 'tcp' : 'udp',
        remoteAddress: transport === 'udp6' ? '::1' : '127.0.0.1',
        packetsSent: 20,
        bytesSent: 5 * 4_300,
        sendErrors: 0,
      });
    },
  );

  it('answers a NACK with the lost payloads, as retransmissions', async () => {
    const joined = await watch();
    const { browser } = joined;
    const lostPayloads: Uint8Array[] = [];
    let seen = 0;
    browser.loses = (_sequenceNumber, ssrc) => {
      seen += ssrc === testSsrc ? 1 : 0;
      return ssrc === testSsrc && [3, 4, 9].includes(seen);
    };
    lostPayloads.push(...camera.gop(4, { lengths: [1_200, 1_200, 33] }));
    plane.ringHasNews('camera');
    await came(joined, 9);
    expect(browser.lost).toHaveLength(3);
    await browser.feedback(serializeNack(browserSsrc, testSsrc, browser.lost));
    await until('retransmissions', () => browser.retransmissions.length === 3);
    browser.retransmissions.forEach((packet, at) => {
      const original = browser.lost[at] ?? 0;
      expect(packet.payloadType).toBe(103);
      expect(packet.sequenceNumber).toBe(
        ((browser.retransmissions[0]?.sequenceNumber ?? 0) + at) & 0xffff,
      );
      expect([...packet.payload.subarray(0, 2)]).toEqual([original >> 8, original & 0xff]);
      expect(packet.payload.subarray(2)).toEqual(lostPayloads[[2, 3, 8][at] ?? -1]);
      expect(packet.marker).toBe([true, false, true][at]);
    });
    const { timestamp } = browser.media[0] ?? { timestamp: 0 };
    expect(browser.retransmissions.map((packet) => (packet.timestamp - timestamp) >>> 0)).toEqual([
      0, 3_600, 7_200,
    ]);
  });
});

describe('SendPlane', () => {
  beforeEach(() => openPlane());

  it('tells how it works', () => {
    expect(plane.status.addresses.udp4).toBe(plane.addresses.tcp4);
    expect(['ffi', 'wasm', 'node']).toContain(plane.status.backend);
    expect(plane.statistics).toMatchObject({ viewers: 0, rings: 0, packetsSent: 0 });
    expect(plane.statistics.bytesPerViewer).toBeLessThan(20_000);
  });

  it('gives 50 viewers who come at once the same payloads, the GOP first', async () => {
    camera.gop(10, { lengths: [1_200, 90] });
    const joined = await Promise.all(Array.from({ length: 50 }, () => watch()));
    await Promise.all(joined.map((each) => came(each, 20)));
    write(2, { lengths: [1_200, 91] });
    await Promise.all(joined.map((each) => came(each, 24)));
    for (const each of joined) {
      expectExact(each);
      expect(each.browser.pictures).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11]);
    }
    expect(plane.statistics).toMatchObject({ viewers: 50, rings: 1, joinsWaiting: 0 });
  });

  it('starts when path, keys and ring are there, in any order', async () => {
    camera.gop(2);
    const first = await join();
    first.viewer.play(camera.ring, 'compressed');
    await turns(5);
    expect(first.browser.media).toHaveLength(0);
    first.viewer.setKeys(first.browser.keys);
    await came(first, 2);
    const client = await UdpClient.open({ address: '127.0.0.1', port: plane.addresses.udp4 ?? 0 });
    const browser = new TestBrowser(client);
    opened.push(browser);
    const viewer = plane.open(browser.spec, browser);
    viewer.play(camera.ring, 'compressed');
    viewer.setKeys(browser.keys);
    await turns(5);
    await browser.check();
    await came({ browser, viewer }, 2);
    expect(browser.pictures).toEqual([0, 1]);
  });

  it('plays a ring that another thread writes, without being told of news', async () => {
    camera.gop(1);
    const joined = await watch();
    await came(joined, 1);
    camera.picture();
    await came(joined, 2);
    camera.picture();
    await came(joined, 3);
    expectExact(joined);
  });

  it('passes DTLS records both ways', async () => {
    const { browser, viewer } = await join();
    await browser.send(Uint8Array.of(22, 1, 2, 3));
    await until('the record', () => browser.dtlsRecords.length === 1);
    viewer.sendDtls(Uint8Array.of(23, 4, 5));
    await until('the answer', () => browser.dtlsRecords.length === 2);
    expect(browser.dtlsRecords.map((record) => [...record])).toEqual([
      [22, 1, 2, 3],
      [23, 4, 5],
    ]);
  });

  it('says with the first packet and every second which instant an RTP timestamp stands for', async () => {
    const joined = await watch();
    const { browser } = joined;
    writeGop(1);
    await until('the first report', () => browser.rtcp.length === 1);
    clock.ms += 1_500;
    plane.tick();
    await until('the second report', () => browser.rtcp.length === 2);
    const [first, second] = browser.rtcp.map((rtcp) => {
      const view = new DataView(rtcp.buffer, rtcp.byteOffset, rtcp.length);
      return {
        type: view.getUint8(1),
        ssrc: view.getUint32(4),
        epochMs:
          (view.getUint32(8) - 2_208_988_800) * 1_000 + (view.getUint32(12) / 2 ** 32) * 1_000,
        timestamp: view.getUint32(16),
        packets: view.getUint32(20),
        bytes: view.getUint32(24),
        text: Buffer.from(rtcp).toString('latin1'),
      };
    });
    expect(first).toMatchObject({ type: 200, ssrc: testSsrc, packets: 1, bytes: 100 });
    expect(first?.timestamp).toBe(browser.media[0]?.timestamp);
    expect(first?.epochMs).toBeCloseTo(clock.epochMs() - 1_500, 3);
    expect(second?.epochMs).toBeCloseTo(clock.epochMs(), 3);
    expect(((second?.timestamp ?? 0) - (first?.timestamp ?? 0)) >>> 0).toBe(1_500 * 90);
    expect(second?.text).toContain('casement');
  });

  it('repeats the very same packet for a browser without retransmission streams', async () => {
    const joined = await watch('udp4', { rtx: false });
    const { browser } = joined;
    browser.loses = () => browser.lost.length < 2;
    writeGop(4, { lengths: [300] });
    await came(joined, 2);
    await browser.feedback(serializeNack(browserSsrc, testSsrc, browser.lost));
    await came(joined, 4);
    expect(browser.pictures).toEqual([2, 3, 0, 1]);
    expect(browser.media.slice(2).map(({ sequenceNumber }) => sequenceNumber)).toEqual(
      browser.lost,
    );
  });

  it('does not repeat what was repeated a moment ago, but does after half a round trip', async () => {
    const joined = await watch();
    const { browser } = joined;
    writeGop(4);
    await came(joined, 4);
    const sequenceNumber = browser.media[1]?.sequenceNumber ?? 0;
    const nack = serializeNack(browserSsrc, testSsrc, [sequenceNumber]);
    await browser.feedback(nack);
    await browser.feedback(nack);
    await until('the retransmission', () => browser.retransmissions.length === 1);
    clock.ms += 21;
    await browser.feedback(nack);
    await until('the second retransmission', () => browser.retransmissions.length === 2);
    expect(plane.statistics).toMatchObject({ retransmitted: 2, retransmissionsRefused: 0 });
  });

  it('refuses what is gone, was never sent, or is asked for without end', async () => {
    const joined = await watch();
    const { browser, viewer } = joined;
    writeGop(40);
    await came(joined, 40);
    const first = browser.media[0]?.sequenceNumber ?? 0;
    const asked = Array.from({ length: 600 }, (_, at) => (first + at) & 0xffff);
    for (let round = 0; round < 10; round += 1) {
      clock.ms += 30;
      await browser.feedback(serializeNack(browserSsrc, testSsrc, asked));
      const refused = (round + 1) * 600 - 40;
      await until('refusals', () => plane.statistics.retransmissionsRefused === refused);
    }
    // Not more than was sent, whatever is asked for.
    expect(plane.statistics.retransmitted).toBe(40);
    const second = new RingCamera('second', clock);
    viewer.play(second.ring, 'compressed');
    await browser.feedback(serializeNack(browserSsrc, testSsrc, [first]));
    await until('the old ring to be refused', () => {
      plane.tick();
      return (browser.figureList.at(-1)?.retransmissionsRefused ?? 0) > 5_960;
    });
  });

  it('answers key-frame requests from the ring, at most every 500 ms', async () => {
    const joined = await watch();
    const { browser } = joined;
    camera.gop(3);
    plane.ringHasNews('camera');
    await came(joined, 3);
    const pli = serializePli(browserSsrc, testSsrc);
    await browser.feedback(pli);
    await browser.feedback(pli);
    await came(joined, 6);
    clock.ms += 500;
    const fir = serializeFir(browserSsrc, [{ ssrc: testSsrc, sequenceNumber: 1 }]);
    await browser.feedback(fir);
    await came(joined, 9);
    clock.ms += 500;
    await browser.feedback(fir);
    await browser.feedback(serializePli(browserSsrc, testRtxSsrc));
    await browser.feedback(pli);
    await came(joined, 12);
    expectExact(joined);
    expect(browser.pictures).toEqual([0, 1, 2, 0, 1, 2, 0, 1, 2, 0, 1, 2]);
    plane.tick();
    expect(browser.figureList.at(-1)).toMatchObject({
      keyFrameRequests: 4,
      keyFrameRequestsAnswered: 3,
    });
  });

  it('takes receiver reports over into the figures', async () => {
    const joined = await watch();
    const { browser } = joined;
    writeGop(1);
    await until('a sender report', () => browser.rtcp.length === 1);
    const report = browser.rtcp[0] ?? new Uint8Array();
    const view = new DataView(report.buffer, report.byteOffset, report.length);
    const lost = (packetsLost: number): Promise<void> =>
      until('figures', () => {
        plane.tick();
        return browser.figureList.at(-1)?.packetsLost === packetsLost;
      });
    await browser.feedback(
      serializeReceiverReport(browserSsrc, [block({ highestSequence: 1000, packetsLost: 1 })]),
    );
    await lost(1);
    clock.ms += 1000;
    await browser.feedback(
      serializeReceiverReport(browserSsrc, [
        block({
          highestSequence: 1028,
          packetsLost: 8,
          jitter: 180,
          lastSenderReport: view.getUint32(10),
          delaySinceLastSenderReport: Math.round(0.97 * 65_536),
        }),
      ]),
    );
    await lost(8);
    expect(browser.figureList.at(-1)).toMatchObject({ fractionLost: 0.25, jitterMs: 2 });
    expect(browser.figureList.at(-1)?.roundTripMs).toBeCloseTo(30, 0);
  });

  it('sends key pictures only while the network loses too much, and shows it', async () => {
    const joined = await watch();
    const { browser } = joined;
    writeGop(1);
    await came(joined, 1);
    let highestSequence = 0;
    let packetsLost = 0;
    const report = async (lost: number): Promise<string | undefined> => {
      highestSequence += 100;
      packetsLost += lost;
      clock.ms += 1000;
      await browser.feedback(
        serializeReceiverReport(browserSsrc, [
          block({ highestSequence, packetsLost, jitter: highestSequence * 90 }),
        ]),
      );
      await until('the report', () => {
        plane.tick();
        return browser.figureList.at(-1)?.jitterMs === highestSequence;
      });
      return browser.figureList.at(-1)?.mode;
    };
    const mode = async (lost: number, reports: number): Promise<string | undefined> => {
      for (let at = 1; at < reports; at += 1) {
        await report(lost);
      }
      return report(lost);
    };
    await report(0);
    expect(await mode(30, 3)).toBe('key-pictures');
    const other = await watch();
    camera.gop(3);
    camera.gop(3);
    plane.ringHasNews('camera');
    await came(joined, 3);
    await came(other, 6);
    expect(browser.pictures).toEqual([0, 1, 4]);
    expect(other.browser.pictures).toEqual([1, 2, 3, 4, 5, 6]);
    expect(await mode(0, 4)).toBe('all-pictures');
    write(1);
    camera.gop(2);
    plane.ringHasNews('camera');
    await came(joined, 5);
    expect(browser.pictures).toEqual([0, 1, 4, 8, 9]);
    expectExact(joined);
  });

  it('gives a silent viewer up, and closes its place', async () => {
    const joined = await watch();
    const { browser, viewer } = joined;
    for (let tick = 0; tick < 12; tick += 1) {
      plane.tick();
    }
    await browser.check();
    await until('the check', () => browser.answers.length === 2);
    for (let tick = 0; tick < 12; tick += 1) {
      plane.tick();
    }
    expect(browser.goneReasons).toEqual([]);
    plane.tick();
    plane.tick();
    expect(browser.goneReasons).toEqual(['nothing was heard of the browser for 13 s']);
    expect(plane.statistics).toMatchObject({ viewers: 0, rings: 0 });
    viewer.close();
    viewer.play(camera.ring, 'compressed');
    viewer.setKeys(browser.keys);
    expect(plane.statistics).toMatchObject({ viewers: 0, rings: 0 });
    await browser.check();
    await until('a stranger', () => plane.statistics.droppedDatagrams['unknown-fragment'] === 1);
  });

  it('says goodbye', async () => {
    const { browser, viewer } = await watch();
    viewer.close();
    await until('the goodbye', () => browser.rtcp.length === 1);
    expect([...(browser.rtcp[0] ?? [])]).toContain(203);
    expect(browser.goneReasons).toEqual([]);
  });

  it('follows a browser to another address', async () => {
    const joined = await watch();
    const { browser } = joined;
    writeGop(1);
    await came(joined, 1);
    const to = { address: '::1', port: plane.addresses.udp6 ?? 0 };
    const elsewhere = await UdpClient.open(to);
    await elsewhere.send(checkOf(browser.spec));
    await until('the nomination', () => browser.nominations.length === 2);
    write(1);
    await until('media', () => elsewhere.packets.size >= 2);
    expect(browser.media).toHaveLength(1);
    await elsewhere.close();
  });

  it('throws away what is forged or too much, and counts it', async () => {
    const { browser } = await watch();
    const forged = Uint8Array.from([0x80, 201, 0, 1, ...new Uint8Array(40)]);
    for (let at = 0; at < maxFeedbackPerTick + 20; at += 1) {
      await browser.send(forged);
    }
    await until('the flood', () => plane.statistics.droppedDatagrams['rtcp-excess'] === 20);
    expect(plane.statistics.droppedDatagrams['rtcp-refused']).toBe(maxFeedbackPerTick);
    // What is forged is no sign of life.
    for (let tick = 0; tick < 13; tick += 1) {
      plane.tick();
    }
    expect(browser.goneReasons).toHaveLength(1);
  });

  it('passes no more DTLS records on than a handshake can have, second by second', async () => {
    const { browser } = await join();
    const record = Uint8Array.from([22, 0xfe, 0xfd, ...new Uint8Array(10)]);
    for (let at = 0; at < maxDtlsPerTick + 20; at += 1) {
      await browser.send(record);
    }
    await until('the flood', () => plane.statistics.droppedDatagrams['dtls-excess'] === 20);
    expect(browser.dtlsRecords).toHaveLength(maxDtlsPerTick);
    plane.tick();
    await browser.send(record);
    await until('one more', () => browser.dtlsRecords.length === maxDtlsPerTick + 1);
  });

  it('stops and plays again on the same connection', async () => {
    const joined = await watch();
    const { browser, viewer } = joined;
    writeGop(2);
    await came(joined, 2);
    viewer.stop();
    write(2);
    await turns(5);
    plane.tick();
    expect(browser.figureList.at(-1)?.mode).toBe('waiting');
    expect(plane.statistics.rings).toBe(0);
    viewer.play(camera.ring, 'none');
    await turns(3);
    write(1);
    writeGop(2);
    await came(joined, 4);
    expect(browser.pictures).toEqual([0, 1, 5, 6]);
    expectExact(joined);
  });

  it('frees its port when it is closed, and takes nobody any more', async () => {
    const { browser } = await watch();
    const { udp4 = 0 } = plane.addresses;
    await plane.close();
    await plane.close();
    expect(() => plane.open(browser.spec, browser)).toThrow(/closed/);
    const again = await SendPlane.open({
      tcp: true,
      localAddresses: loopback,
      ports: [udp4, udp4],
      backend: 'node',
      offload: 'single',
    });
    expect(again.addresses.udp4).toBe(udp4);
    await again.close();
  });
});
