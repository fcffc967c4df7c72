import { parseRtpPacket } from '@casement/media';
import { boundaryFromContentType, classifyLivePart, MultipartParser } from '@casement/protocol';
import { nvrCommands, parseRecorderInformation } from '@casement/protocol';
import type { LiveCompression } from '@casement/protocol';
import type { ScenarioInput } from '../../scenario.js';
import { createFakePictures } from '../../testing/fake-pictures.js';
import { HttpLiveReader } from '../../testing/live-reader.js';
import { closeTestRecorders, startTestRecorder } from '../../testing/test-recorder.js';
import type { TestRecorder } from '../../testing/test-recorder.js';
import { waitFor } from '../../testing/wait-for.js';
import type { CameraPictures } from '../recorder-camera.js';
import type { PictureSource } from './camera-source.js';

const closers: (() => void)[] = [];

afterEach(async () => {
  closers.splice(0).forEach((close) => close());
  await closeTestRecorders();
});

/** VPS, SPS, PPS of nothing, and a slice of several packets; 10 pictures a second. */
const h265Pictures: PictureSource = {
  codec: 'h265',
  fps: 10,
  picturesPerGop: 2,
  pictureCount: 2,
  picture: (index) =>
    index === 0
      ? [[0x46], [0x40], [0x42], [0x44], [0x4e], [0x28]].map(nalUnit)
      : [[0x46], [0x44], [0x4e], [0x02]].map(nalUnit),
};

function nalUnit([first = 0]: readonly number[]): Uint8Array {
  return Uint8Array.from({ length: first === 0x28 ? 3_000 : 20 }, (_, at) =>
    at === 0 ? first : at === 1 ? 1 : 0x11,
  );
}

const jpeg = Uint8Array.from([0xff, 0xd8, 0xff, 0xdb, 1, 2, 3, 0xff, 0xd9]);
const jpegPictures: PictureSource = {
  ...{ codec: 'jpeg', fps: 25, picturesPerGop: 1, pictureCount: 1 },
  picture: () => [jpeg],
};

async function open(
  test: TestRecorder,
  compression: LiveCompression = 'H265',
): Promise<HttpLiveReader> {
  const uid = await test.client.loginForLive();
  const path = nvrCommands.startLiveHttp(uid, 1, compression).path;
  const reader = new HttpLiveReader(await test.client.open(path));
  closers.push(() => reader.close());
  return reader;
}

function start(
  pictures: CameraPictures,
  scenario: Partial<ScenarioInput> = {},
): Promise<TestRecorder> {
  return startTestRecorder({ pictures, scenario: { cameras: [{ number: 1 }], ...scenario } });
}

describe('H.265', () => {
  it('has payload type 101, heads in packets of their own, fragments, the marker at the end', async () => {
    const test = await start({ main: h265Pictures });
    const reader = await open(test);
    await waitFor('packets', () => reader.packets.length > 20);
    const packets = reader.packets.map(parseRtpPacket);
    expect(packets.every(({ payloadType }) => payloadType === 101)).toBe(true);
    const types = packets.map(({ payload }) => (payload[0]! >> 1) & 0x3f);
    const from = types.indexOf(32) - 1;
    expect(types.slice(from, from + 8)).toEqual([35, 32, 33, 34, 39, 49, 49, 49]);
    expect(packets.slice(from, from + 8).map(({ marker }) => marker)).toEqual([
      ...Array<boolean>(7).fill(false),
      true,
    ]);
  });

  it.each([
    ['silence', false],
    ['real-codec', true],
  ] as const)('asked for as H264 brings %s', async (wrongCompression, comes) => {
    const test = await start({ main: h265Pictures }, { recorder: { wrongCompression } });
    const reader = await open(test, 'H264');
    const other = await open(test);
    await waitFor('the right one', () => other.packets.length > 10);
    expect(reader.packets.length > 0).toBe(comes);
  });
});

describe('a change in mid-stream', () => {
  it('brings other payload types and rates, numbers without gap, time that goes on', async () => {
    const test = await start({ main: createFakePictures(), other: h265Pictures });
    const reader = await open(test, 'H264');
    await waitFor('H.264', () => reader.packets.length > 5);
    test.recorder.faults.add({ kind: 'stream-change' });
    const has = (type: number): boolean =>
      parseRtpPacket(reader.packets.at(-1)!).payloadType === type;
    await waitFor('H.265', () => has(101));
    const seen = reader.packets.length;
    await waitFor('several pictures', () => reader.packets.length > seen + 20);
    test.recorder.faults.clear();
    await waitFor('H.264 again', () => has(98));
    const packets = reader.packets.map(parseRtpPacket);
    for (const [index, packet] of packets.entries()) {
      const before = packets[index - 1];
      if (before !== undefined) {
        expect((packet.sequenceNumber - before.sequenceNumber) & 0xffff).toBe(1);
        // Steps of 1/25 s, later of 1/10 s.
        const step = (packet.timestamp - before.timestamp) >>> 0;
        expect([0, 3_600, 9_000]).toContain(step);
      }
    }
    expect(test.recorder.cameras.get(1)?.source?.codec).toBe('h264');
  });
});

describe('B pictures', () => {
  it('are sent in decoding order with the times at which they are shown', async () => {
    const offsets = [0, 1, -1, 1, -1];
    const shown: number[] = [];
    const main = createFakePictures();
    const test = await start({
      main: {
        ...main,
        displayOffset: (index) => offsets[index % 5] ?? 0,
        reorderDelay: 1,
        picture: (index, ms, counter) => {
          shown.push(ms);
          return main.picture(index, ms, counter);
        },
      },
    });
    const reader = await open(test, 'H264');
    await waitFor('pictures', () => shown.length > 12);
    const times = reader.packets.map(parseRtpPacket).map(({ timestamp }) => timestamp);
    const distinct = times.filter((time, at) => time !== times[at - 1]);
    expect(distinct.some((time, at) => at > 0 && (time - distinct[at - 1]!) >> 0 < 0)).toBe(true);
    for (const [at, time] of distinct.slice(0, 10).entries()) {
      const ms = ((time - distinct[0]!) >> 0) / 90;
      expect(Math.abs(ms - (shown[at]! - shown[0]!))).toBeLessThan(0.1);
    }
  });
});

/** Collects whole parts of a stream. */
async function openParts(test: TestRecorder, compression: LiveCompression): Promise<Uint8Array[]> {
  const uid = await test.client.loginForLive();
  const path = nvrCommands.startLiveHttp(uid, 1, compression).path;
  const message = await test.client.open(path);
  closers.push(() => message.destroy());
  const parser = new MultipartParser({
    boundary: boundaryFromContentType(message.headers['content-type'] ?? '') ?? '',
  });
  const parts: Uint8Array[] = [];
  message.on('data', (chunk: Buffer) => {
    parser.push(chunk);
    for (let part = parser.pull(); part !== undefined; part = parser.pull()) {
      const live = classifyLivePart(part);
      if (live.kind === 'jpeg') {
        parts.push(Uint8Array.from(live.bytes));
      }
    }
  });
  return parts;
}

describe('a JPEG camera', () => {
  /** The TLVs of the chunk that begins at `at`, and where the next thing begins. */
  function chunk(part: Uint8Array, at: number) {
    const view = new DataView(part.buffer, part.byteOffset + at);
    expect(view.getUint32(0)).toBe(0xffd8_fffe);
    const length = view.getUint16(4);
    return { tlvs: part.subarray(at + 6, at + 2 + length), end: at + 2 + length };
  }

  it('sends JPEGs behind a chunk of the recorder and one of the camera', async () => {
    const test = await start({ main: jpegPictures });
    const parts = await openParts(test, 'JPEG');
    await waitFor('pictures', () => parts.length >= 3);
    const recorder = chunk(parts[0]!, 0);
    expect(parseRecorderInformation(recorder.tlvs)).toMatchObject({ camera: 1, state: 'live' });
    const camera = chunk(parts[0]!, recorder.end);
    const information = parseRecorderInformation(camera.tlvs.subarray(0, 20));
    expect(information.cameraHundredths).toBeGreaterThanOrEqual(0);
    // As JP02: what nobody documents behind the time.
    expect(Buffer.from(camera.tlvs.subarray(20)).toString('hex')).toBe(
      '001e000800000000001f0008000000000027000c0506070800000000',
    );
    expect(parts[0]!.subarray(camera.end)).toEqual(jpeg);
  });

  it.each([
    ['recorder' as const, 1],
    ['none' as const, 0],
  ])('with chunks of %s', async (jpegChunks, count) => {
    const test = await start({ main: jpegPictures }, { cameras: [{ number: 1, jpegChunks }] });
    const parts = await openParts(test, 'JPEG');
    await waitFor('pictures', () => parts.length >= 1);
    const at = count === 0 ? 0 : chunk(parts[0]!, 0).end;
    expect(parts[0]!.subarray(at)).toEqual(jpeg);
  });

  it.each([
    ['no-end' as const, jpeg.subarray(0, -2)],
    ['cut' as const, undefined],
    ['noise' as const, undefined],
  ])('spoils pictures: %s', async (form, expected) => {
    const test = await start(
      { main: jpegPictures },
      { cameras: [{ number: 1, jpegChunks: 'none' }] },
    );
    test.recorder.faults.add({ kind: 'jpeg-defect', form, rate: 1 });
    const parts = await openParts(test, 'JPEG');
    await waitFor('pictures', () => parts.length >= 3);
    expect(parts.some((part) => Buffer.compare(part, jpeg) === 0)).toBe(false);
    if (expected !== undefined) {
      expect(parts[0]).toEqual(expected);
    }
  });

  it('is silent as H264, whatever the scenario says of wrong codecs', async () => {
    const recorder = { wrongCompression: 'real-codec' as const };
    const test = await start({ main: jpegPictures }, { recorder });
    const reader = await open(test, 'H264');
    const parts = await openParts(test, 'JPEG');
    await waitFor('pictures', () => parts.length >= 3);
    expect(reader.packets).toEqual([]);
  });

  it('is what other cameras are not: they send the placeholder', async () => {
    const test = await start({ main: h265Pictures });
    const parts = await openParts(test, 'JPEG');
    await waitFor('the placeholder', () => parts.length >= 1);
    const { end } = chunk(parts[0]!, 0);
    expect(parts[0]!.length - end).toBeLessThan(300);
  });
});
