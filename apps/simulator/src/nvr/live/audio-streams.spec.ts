import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { parseRtpPacket } from '@casement/media';
import { classifyLivePart, nvrCommands, parseRecorderInformation } from '@casement/protocol';
import { boundaryFromContentType, MultipartParser } from '@casement/protocol';
import type { LiveCompression, LivePart } from '@casement/protocol';
import type { AudioScenario, ScenarioInput } from '../../scenario.js';
import { createFakePictures } from '../../testing/fake-pictures.js';
import { createFakeSound } from '../../testing/fake-sound.js';
import { HttpLiveReader, UdpLiveReader } from '../../testing/live-reader.js';
import { closeTestRecorders, startTestRecorder } from '../../testing/test-recorder.js';
import type { TestRecorder } from '../../testing/test-recorder.js';
import { waitFor } from '../../testing/wait-for.js';

const closers: (() => void)[] = [];

afterEach(async () => {
  closers.splice(0).forEach((close) => close());
  await closeTestRecorders();
});

type AudioInput = Partial<AudioScenario> & Pick<AudioScenario, 'codec'>;

function start(audio: AudioInput, recorder: ScenarioInput['recorder'] = {}): Promise<TestRecorder> {
  const isAac = audio.codec === 'aac';
  return startTestRecorder({
    scenario: { recorder, cameras: [{ number: 1, audio }, { number: 2 }] },
    pictures: {
      main: createFakePictures(),
      sound: isAac ? createFakeSound(48_000, 1024) : createFakeSound(),
    },
  });
}

/** Collects datagrams on a port of its own. */
async function openSocket(): Promise<{ port: number; packets: Buffer[] }> {
  const socket = createSocket('udp4');
  const packets: Buffer[] = [];
  socket.on('message', (packet) => packets.push(packet));
  socket.bind(0, '127.0.0.1');
  await once(socket, 'listening');
  closers.push(() => socket.close());
  return { port: socket.address().port, packets };
}

async function startVideo({ client }: TestRecorder, uid: string): Promise<void> {
  const reader = new UdpLiveReader();
  closers.push(() => reader.close());
  const port = await reader.bind();
  const reply = await client.get(nvrCommands.startLiveRtp(uid, 1, 'H264', port).path);
  expect(reply.status).toBe(200);
}

async function startRtpSound(test: TestRecorder, uid: string) {
  const { port, packets } = await openSocket();
  const reply = await test.client.get(nvrCommands.startLiveRtp(uid, 1, 'AUDIO', port).path);
  return { port, packets, status: reply.status };
}

describe('sound over RTP', () => {
  it('is numbered on its own, on the clock of its rate, with the camera time of its first sample', async () => {
    const test = await start({ codec: 'g711' }, { timeZone: '+09:00' });
    const uid = await test.client.loginForLive();
    await startVideo(test, uid);
    const { packets, status } = await startRtpSound(test, uid);
    expect(status).toBe(200);
    await waitFor('packets', () => packets.length >= 4);
    const parsed = packets.map((packet) => parseRtpPacket(packet));
    for (const [index, packet] of parsed.entries()) {
      expect(packet).toMatchObject({ payloadType: 97, marker: true });
      expect(packet.payload).toHaveLength(40);
      const before = parsed[index - 1];
      if (before !== undefined) {
        expect((packet.sequenceNumber - before.sequenceNumber) & 0xffff).toBe(1);
        expect((packet.timestamp - before.timestamp) >>> 0).toBe(320);
      }
      const information = parseRecorderInformation(packet.extension!.bytes);
      expect(information).toMatchObject({ cameraTime: { timeZoneMinutes: 540 }, defects: [] });
      const { cameraTime, cameraHundredths } = information;
      const takenMs = cameraTime!.epochS * 1000 + cameraHundredths! * 10;
      // Frames begin on the grid of 40 ms, and are sent when they are complete.
      expect(takenMs % 40).toBe(0);
      expect(takenMs).toBeLessThan(Date.now());
    }
  });

  it.each([
    [4, '00100140'],
    [2, '0140'],
    [0, ''],
  ] as const)('has an AU header of %i bytes with AAC', async (auHeaderBytes, header) => {
    const test = await start({ codec: 'aac', auHeaderBytes, timeInfo: false });
    const uid = await test.client.loginForLive();
    await startVideo(test, uid);
    const { packets } = await startRtpSound(test, uid);
    await waitFor('packets', () => packets.length >= 3);
    const [first, second] = packets.map((packet) => parseRtpPacket(packet));
    expect(first?.extension).toBeUndefined();
    expect(first?.payload).toHaveLength(40 + auHeaderBytes);
    expect(Buffer.from(first!.payload.subarray(0, auHeaderBytes)).toString('hex')).toBe(header);
    expect((second!.timestamp - first!.timestamp) >>> 0).toBe(1024);
  });

  it('lies about sizes, loses bytes and moves its timestamps when faults say so', async () => {
    const test = await start({ codec: 'aac', timeInfo: false });
    const uid = await test.client.loginForLive();
    await startVideo(test, uid);
    test.recorder.faults.replace([
      { kind: 'sound-defect', form: 'au-too-long', rate: 1 },
      { kind: 'timestamp', form: 'stand', seconds: 1, media: 'audio' },
    ]);
    const { packets } = await startRtpSound(test, uid);
    await waitFor('packets', () => packets.length >= 3);
    const parsed = packets.map((packet) => parseRtpPacket(packet));
    expect(new Set(parsed.map(({ timestamp }) => timestamp)).size).toBe(1);
    expect([...parsed[0]!.payload.subarray(0, 4)]).toEqual([
      0,
      16,
      (47 << 3) >> 8,
      (47 << 3) & 255,
    ]);
    test.recorder.faults.replace([{ kind: 'sound-defect', form: 'odd-length', rate: 1 }]);
    const before = packets.length;
    await waitFor('an odd frame', () =>
      packets.slice(before).some((packet) => parseRtpPacket(packet).payload.length === 43),
    );
  });

  it('has more frames than the time when its clock is fast', async () => {
    const test = await start({ codec: 'g711', driftPpm: 10_000, timeInfo: false });
    const uid = await test.client.loginForLive();
    await startVideo(test, uid);
    const { packets } = await startRtpSound(test, uid);
    await waitFor('packets', () => packets.length >= 10);
    const times = packets.map((packet) => parseRtpPacket(packet).timestamp);
    expect((times[9]! - times[0]!) >>> 0).toBe(9 * 320);
  });
});

describe('sound over HTTP', () => {
  const rates = { aac: 48_000, g726: 8_000, g711: 8_000 };

  it.each(['aac', 'g726', 'g711'] as const)(
    'has 0x00 in front of %s and no headers',
    async (codec) => {
      const test = await start({ codec });
      const uid = await test.client.loginForLive();
      await startVideo(test, uid);
      const message = await test.client.open(nvrCommands.startLiveHttp(uid, 1, 'AUDIO').path);
      closers.push(() => message.destroy());
      const boundary = boundaryFromContentType(message.headers['content-type'] ?? '');
      const parser = new MultipartParser({ boundary: boundary ?? '' });
      const parts: LivePart[] = [];
      message.on('data', (chunk: Buffer) => {
        parser.push(chunk);
        for (let part = parser.pull(); part !== undefined; part = parser.pull()) {
          parts.push(classifyLivePart(part));
        }
      });
      await waitFor('parts', () => parts.length >= 3);
      const [first] = parts;
      expect(first).toMatchObject({ kind: 'audio', codec, clockRateHz: rates[codec] });
      expect(first).not.toHaveProperty('defect');
      expect(first?.kind === 'audio' && first.bytes.length).toBe(40);
      message.destroy();
      await waitFor('the end', () => test.recorder.uids[0]?.session.sounds.size === 0);
    },
  );
});

describe('the order of video and sound', () => {
  const ask = async (
    { client }: TestRecorder,
    uid: string,
    verb: 'startLiveRtp' | 'stopLiveRtp',
    compression: LiveCompression,
    camera = 1,
  ): Promise<number> =>
    (await client.get(nvrCommands[verb](uid, camera, compression, 50_000).path)).status;

  it('refuses sound without video, and gives 204 without a microphone, too soon, and 503 twice', async () => {
    const test = await start({ codec: 'g711' }, { startChurnMs: 50 });
    const uid = await test.client.loginForLive();
    expect(await ask(test, uid, 'startLiveRtp', 'AUDIO')).toBe(400);
    expect(await ask(test, uid, 'startLiveRtp', 'H264', 2)).toBe(200);
    expect(await ask(test, uid, 'startLiveRtp', 'AUDIO', 2)).toBe(204);
    expect(await ask(test, uid, 'startLiveRtp', 'AUDIO')).toBe(400);
    expect(await ask(test, uid, 'startLiveRtp', 'H264')).toBe(200);
    expect(await ask(test, uid, 'startLiveRtp', 'AUDIO')).toBe(200);
    expect(await ask(test, uid, 'startLiveRtp', 'AUDIO')).toBe(204);
    const { session } = test.recorder.uids[0]!;
    await waitFor('time', () => session.sinceLastSoundStartMs(1, Date.now())! > 60);
    expect(await ask(test, uid, 'startLiveRtp', 'AUDIO')).toBe(503);
  });

  it('ends sound with STOP, or with its video, and counts the latter', async () => {
    const test = await start({ codec: 'g711' }, { startChurnMs: 0 });
    const uid = await test.client.loginForLive();
    const { session } = test.recorder.uids[0]!;
    for (const soundFirst of [true, false]) {
      await ask(test, uid, 'startLiveRtp', 'H264');
      await ask(test, uid, 'startLiveRtp', 'AUDIO');
      expect(session.sounds.size).toBe(1);
      if (soundFirst) {
        expect(await ask(test, uid, 'stopLiveRtp', 'AUDIO')).toBe(200);
        expect([session.streams.size, session.sounds.size]).toEqual([1, 0]);
      }
      expect(await ask(test, uid, 'stopLiveRtp', 'H264')).toBe(200);
      expect([session.streams.size, session.sounds.size]).toEqual([0, 0]);
      expect(test.recorder.counters.soundLeftRunning).toBe(soundFirst ? 0 : 1);
    }
  });

  it('ends sound when the connection of its video is gone, and with the UID', async () => {
    const test = await start({ codec: 'g711' }, { startChurnMs: 0 });
    const uid = await test.client.loginForLive();
    const { session } = test.recorder.uids[0]!;
    const video = new HttpLiveReader(
      await test.client.open(nvrCommands.startLiveHttp(uid, 1, 'H264').path),
    );
    closers.push(() => video.close());
    await waitFor('video', () => session.streams.size === 1);
    await ask(test, uid, 'startLiveRtp', 'AUDIO');
    video.close();
    await waitFor('the end of the sound', () => session.sounds.size === 0);
    await ask(test, uid, 'startLiveRtp', 'H264');
    await ask(test, uid, 'startLiveRtp', 'AUDIO');
    await test.client.get(nvrCommands.logout(uid).path);
    expect(session.sounds.size).toBe(0);
  });
});
