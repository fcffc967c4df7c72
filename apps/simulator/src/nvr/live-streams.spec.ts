import { parseRtpPacket } from '@casement/media';
import type { AccessUnit } from '@casement/media';
import { nvrCommands, parseRecorderInformation } from '@casement/protocol';
import { createFakePictures } from '../testing/fake-pictures.js';
import { HttpLiveReader, UdpLiveReader } from '../testing/live-reader.js';
import { closeTestRecorders, startTestRecorder } from '../testing/test-recorder.js';
import type { TestRecorder } from '../testing/test-recorder.js';
import { waitFor } from '../testing/wait-for.js';

const readers: { close(): void }[] = [];

afterEach(async () => {
  readers.splice(0).forEach((reader) => reader.close());
  await closeTestRecorders();
});

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

async function openUdp({ client }: TestRecorder, uid: string, camera = 1) {
  const reader = new UdpLiveReader();
  readers.push(reader);
  const port = await reader.bind();
  const reply = await client.get(nvrCommands.startLiveRtp(uid, camera, 'H264', port).path);
  return { reader, port, reply };
}

/** Every received picture is one that the camera took, bit for bit, but for its delimiter. */
function expectFootage(units: readonly AccessUnit[], { pictures }: TestRecorder): void {
  const hex = (nalUnits: readonly Uint8Array[]): string =>
    nalUnits.map((nalUnit) => Buffer.from(nalUnit).toString('hex')).join(' ');
  const taken = new Set(pictures.taken.map((nalUnits) => hex(nalUnits.slice(1))));
  expect(units.map(({ nalUnits }) => hex(nalUnits)).filter((text) => !taken.has(text))).toEqual([]);
}

describe('live over RTP', () => {
  it('brings the pictures of the footage to the requester, until STOP', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const { reader, port, reply } = await openUdp(test, uid);
    expect(reply.status).toBe(200);
    const units = await reader.pictures(8);
    expect(units[0]?.randomAccess).toBe(true);
    expectFootage(units, test);
    expect(reader.receiver.statistics).toMatchObject({ lost: 0, duplicates: 0, malformed: 0 });

    const stopped = await test.client.get(nvrCommands.stopLiveRtp(uid, 1, 'H264', port).path);
    expect(stopped.status).toBe(200);
    expect(test.recorder.uids[0]?.session.streams.size).toBe(0);
  });

  it('brings the same pictures over a slow link', async () => {
    const test = await startTestRecorder({
      scenario: { cameras: [{ number: 1, linkMbps: 5 }] },
    });
    const { reader } = await openUdp(test, await test.client.loginForLive());
    expectFootage(await reader.pictures(8), test);
    expect(reader.receiver.statistics).toMatchObject({ lost: 0, duplicates: 0, malformed: 0 });
  });

  it('packetizes as the recorder does: AUD, SPS, PPS, SEI alone, then FU-As, marker at the end', async () => {
    const test = await startTestRecorder();
    const { reader } = await openUdp(test, await test.client.loginForLive());
    await reader.pictures(6);
    const packets = reader.packets.map(parseRtpPacket);
    const from = packets.findIndex(({ payload }) => (payload[0]! & 0x1f) === 7) - 1;
    const picture = packets.slice(
      from,
      packets.findIndex(({ marker }, at) => marker && at > from) + 1,
    );
    expect(picture.map(({ payload }) => payload[0]! & 0x1f)).toEqual([9, 7, 8, 6, 28, 28, 28, 28]);
    expect(picture.map(({ marker }) => marker)).toEqual([...Array<boolean>(7).fill(false), true]);
    expect(new Set(picture.map(({ timestamp }) => timestamp)).size).toBe(1);
    expect(reader.packets.every(({ length }) => length <= 1400)).toBe(true);
    expect(packets.every(({ payloadType }) => payloadType === 98)).toBe(true);
  });

  it('steps the timestamp by 3,600 at 25 pictures per second and numbers without a gap', async () => {
    const test = await startTestRecorder();
    const { reader } = await openUdp(test, await test.client.loginForLive());
    await reader.pictures(6);
    const packets = reader.packets.map(parseRtpPacket);
    const timestamps = [...new Set(packets.map(({ timestamp }) => timestamp))];
    timestamps.slice(1).forEach((timestamp, at) => {
      expect((timestamp - timestamps[at]! + 2 ** 32) % 2 ** 32).toBe(3_600);
    });
    packets.slice(1).forEach(({ sequenceNumber }, at) => {
      expect(sequenceNumber).toBe((packets[at]!.sequenceNumber + 1) % 65_536);
    });
  });

  it.each([
    ['Asia/Tokyo', 540, false],
    ['-05:30', -330, false],
  ])(
    'has the recorder clock of %s in a header extension of 7 words',
    async (timeZone, minutes, summer) => {
      const offsetMs = 3_600_000;
      const test = await startTestRecorder({
        scenario: { recorder: { timeZone, clockOffsetMs: offsetMs } },
      });
      const { reader } = await openUdp(test, await test.client.loginForLive(), 3);
      await waitFor('a packet', () => reader.packets.length > 0);
      const { extension } = parseRtpPacket(reader.packets[0]!);
      expect(extension).toMatchObject({ profile: 0, bytes: { length: 28 } });
      const information = parseRecorderInformation(extension!.bytes);
      expect(information).toMatchObject({
        camera: 3,
        timeZoneMinutes: minutes,
        summerTime: summer,
        state: 'live',
        defects: [],
      });
      expect(Math.abs(information.timeEpochS! - (Date.now() + offsetMs) / 1000)).toBeLessThan(3);
    },
  );

  it.each([
    ['first-packet' as const, [true, false]],
    ['none' as const, [false, false]],
  ])('the extension policy %s', async (rtpExtension, expected) => {
    const test = await startTestRecorder({ scenario: { recorder: { rtpExtension } } });
    const { reader } = await openUdp(test, await test.client.loginForLive());
    await reader.pictures(2);
    const packets = reader.packets.map(parseRtpPacket);
    const at = packets.findIndex(({ marker }) => marker) + 1;
    const found = packets.slice(at, at + 2).map(({ extension }) => extension !== undefined);
    expect(found).toEqual(expected);
  });
});

describe('live over HTTP', () => {
  it('brings one packet per part, the pictures of the footage, until STOP without INTERNETMODE', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const reader = await openHttp(test, uid);
    expect(reader.message.headers['content-type']).toBe(
      'multipart/x-mixed-replace; boundary=--myboundary',
    );
    expect(reader.message.headers['transfer-encoding']).toBeUndefined();
    const units = await reader.pictures(8);
    expectFootage(units, test);
    expect(reader.receiver.statistics.lost).toBe(0);
    await test.client.get(nvrCommands.stopLiveHttp(uid, 1, 'H264').path);
    await waitFor('the end of the stream', () => reader.ended);
    expect(reader.error).toBeUndefined();
  });

  it('also stops with INTERNETMODE, as the table of 2.2.2.2 has it', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const reader = await openHttp(test, uid);
    const { path } = nvrCommands.stopLiveHttp(uid, 1, 'H264');
    expect((await test.client.get(`${path}&INTERNETMODE=ON`)).status).toBe(200);
    await waitFor('the end of the stream', () => reader.ended);
  });

  it('frees the stream when the viewer hangs up', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const reader = await openHttp(test, uid);
    await reader.pictures(1);
    reader.close();
    await waitFor('no stream', () => test.recorder.uids[0]?.session.streams.size === 0);
  });

  it('works over TLS with the recorder certificate', async () => {
    const test = await startTestRecorder({
      scenario: { http: false, https: { host: '127.0.0.1', port: 0 } },
    });
    expect(test.url).toMatch(/^https:/);
    const reader = await openHttp(test, await test.client.loginForLive());
    expectFootage(await reader.pictures(6), test);
  });

  it('sends the tiny JPEG of 39 x 37 for COMP=JPEG', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const message = await test.client.open(nvrCommands.startLiveHttp(uid, 2, 'JPEG').path);
    const reader = new HttpLiveReader(message);
    readers.push(reader);
    const chunk = await new Promise<Buffer>((resolve) => message.once('data', resolve));
    expect(chunk.toString('latin1')).toContain('Content-type: image/jpeg\r\n');
    const jpeg = chunk.subarray(chunk.indexOf('\r\n\r\n') + 4);
    expect(jpeg.subarray(0, 6).toString('hex')).toBe('ffd8fffe0020');
    expect(parseRecorderInformation(jpeg.subarray(6, 34))).toMatchObject({ camera: 2 });
    expect(jpeg.subarray(34, 36).toString('hex')).toBe('ffd8');
    expect(jpeg.subarray(34).includes(Buffer.from('0800250027', 'hex'))).toBe(true);
  });

  it('does not pile up for a viewer that does not read, and goes on with an IDR picture', async () => {
    const test = await startTestRecorder({
      pictures: {
        main: createFakePictures({ fps: 30, picturesPerGop: 2, idrBytes: 400_000 }),
      },
    });
    const uid = await test.client.loginForLive();
    const message = await test.client.open(nvrCommands.startLiveHttp(uid, 1, 'H264').path);
    readers.push({ close: () => message.destroy() });
    const statistics = () => test.recorder.uids[0]!.session.streams.get(1)!.statistics;
    await waitFor('dropped packets', () => statistics().droppedPackets > 300, 10_000);
    const { bytes } = statistics();
    await waitFor('more dropped packets', () => statistics().droppedPackets > 1_500);
    // What waits is full: nothing was taken in meanwhile, however long that was.
    expect(statistics().bytes).toBe(bytes);

    const reader = new HttpLiveReader(message);
    readers.push(reader);
    await waitFor('pictures after the loss', () => reader.receiver.statistics.lost > 300, 10_000);
    await reader.pictures(2);
    expect(reader.receiver.statistics.malformed).toBe(0);
  }, 30_000);
});

describe('the rules of live streams', () => {
  it('refuses a START before SCREEN=16X', async () => {
    const { client } = await startTestRecorder();
    const uid = await client.login();
    const reply = await client.get(nvrCommands.startLiveHttp(uid, 1, 'H264').path);
    expect(reply.status).toBe(400);
    expect(reply.body).toContain('SCREEN=16X');
  });

  it('NV34: refuses live while the UID plays, and playback while it streams live', async () => {
    const test = await startTestRecorder();
    const { client } = test;
    const uid = await client.loginForLive();
    const start = nvrCommands.startLiveHttp(uid, 1, 'H264').path;
    const mask = nvrCommands.mask(uid, [1], 4).path;
    const stop = nvrCommands.stopPlayback(uid, Date.UTC(2022, 11, 1, 11, 23, 14)).path;
    expect((await client.get(mask)).status).toBe(200);
    expect((await client.get(start)).status).toBe(400);
    expect((await client.get(stop)).status).toBe(200);
    const reader = await openHttp(test, uid);
    await reader.pictures(1);
    expect((await client.get(mask)).status).toBe(400);
  });

  it('NV35: refuses the same camera twice on a UID; a second UID may have it', async () => {
    const test = await startTestRecorder({ scenario: { recorder: { startChurnMs: 0 } } });
    const uid = await test.client.loginForLive();
    await openHttp(test, uid);
    const again = await test.client.get(nvrCommands.startLiveHttp(uid, 1, 'H264').path);
    expect(again.status).toBe(503);
    const other = await openHttp(test, await test.client.loginForLive());
    expect(other.message.statusCode).toBe(200);
  });

  it('carries at most the streams of a UID that it may', async () => {
    const test = await startTestRecorder({ scenario: { uid: { maxStreams: 2 } } });
    const uid = await test.client.loginForLive();
    await openHttp(test, uid, 1);
    await openHttp(test, uid, 2);
    const third = await test.client.get(nvrCommands.startLiveHttp(uid, 3, 'H264').path);
    expect(third.status).toBe(503);
  });

  it('NV37: answers 204 to a START within a second of the last one', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const reader = await openHttp(test, uid);
    await test.client.get(nvrCommands.stopLiveHttp(uid, 1, 'H264').path);
    const churned = await test.client.get(nvrCommands.startLiveHttp(uid, 1, 'H264').path);
    expect(churned).toMatchObject({ status: 204, body: '' });
    expect(reader.ended).toBe(true);
  });

  it('NV32: ends the streams of a UID that another login ended', async () => {
    const test = await startTestRecorder({ scenario: { uid: { max: 1 } } });
    const reader = await openHttp(test, await test.client.loginForLive());
    await reader.pictures(1);
    await test.client.login();
    await waitFor('the end of the stream', () => reader.ended);
  });

  it('wants video before audio, and has none', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const { path } = nvrCommands.startLiveHttp(uid, 1, 'AUDIO');
    expect((await test.client.get(path)).status).toBe(400);
    await openHttp(test, uid);
    expect((await test.client.get(path)).status).toBe(204);
    await test.client.get(nvrCommands.stopLiveHttp(uid, 1, 'AUDIO').path);
    expect(test.recorder.uids[0]?.session.streams.size).toBe(1);
  });

  it('refuses a camera that is not registered and a STOP of nothing is no error', async () => {
    const { client } = await startTestRecorder({
      scenario: { cameras: [{ number: 1 }, { number: 2, connection: 'unregistered' }] },
    });
    const uid = await client.loginForLive();
    for (const camera of [2, 7]) {
      const reply = await client.get(nvrCommands.startLiveHttp(uid, camera, 'H264').path);
      expect(reply.status).toBe(400);
    }
    expect((await client.get(nvrCommands.stopLiveHttp(uid, 1, 'H264').path)).status).toBe(200);
  });

  it.each([
    ['silence' as const, 0],
    ['real-codec' as const, 98],
  ])('B28, RT16: COMP=H265 of an H.264 camera brings %s', async (wrongCompression, payloadType) => {
    const test = await startTestRecorder({ scenario: { recorder: { wrongCompression } } });
    const uid = await test.client.loginForLive();
    const reader = new HttpLiveReader(
      await test.client.open(nvrCommands.startLiveHttp(uid, 1, 'H265').path),
    );
    readers.push(reader);
    const witness = await openHttp(test, uid, 2);
    await witness.pictures(2);
    const seen = reader.packets.map((packet) => parseRtpPacket(packet).payloadType);
    expect([...new Set(seen)]).toEqual(payloadType === 0 ? [] : [payloadType]);
  });

  it('a camera whose cable is pulled sends nothing until it is back', async () => {
    const test = await startTestRecorder();
    const uid = await test.client.loginForLive();
    const reader = await openHttp(test, uid, 1);
    const witness = await openHttp(test, uid, 2);
    await reader.pictures(1);
    const camera = test.recorder.cameras.get(1)!;
    camera.connection = 'error';
    await witness.pictures(1);
    const before = reader.packets.length;
    await witness.pictures(5);
    expect(reader.packets.length).toBe(before);
    camera.connection = 'ok';
    await reader.pictures(1);
  });
});
