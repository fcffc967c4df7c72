import {
  H264Payloader,
  PacketRingReader,
  createSharedRing,
  serializeRtpPacket,
} from '@casement/media';
import { writeRecorderTlvs } from '@casement/protocol';
import { pictures } from '../recorders/testing/fake-recorder.js';
import { ThreadCamera } from './thread-camera.js';

describe('ThreadCamera', () => {
  let told: unknown[];
  let camera: ThreadCamera;
  let reader: PacketRingReader;
  let sequenceNumber: number;

  beforeEach(() => {
    told = [];
    sequenceNumber = 65_530;
    const ring = createSharedRing('ring');
    reader = new PacketRingReader(ring);
    camera = new ThreadCamera(3, ring, {
      firstPacket: (source, video) => told.push(['packet', source, video]),
      firstRandomAccess: (source) => told.push(['random access', source]),
      news: () => told.push('news'),
    });
  });

  function packetsOf(picture: number, { payloadType = 98, epochS = 1_000 } = {}): Uint8Array[] {
    const payloads = new H264Payloader().payloads(pictures[picture] ?? [], 100);
    return payloads.map((payload, index) => {
      sequenceNumber = (sequenceNumber + 1) & 0xffff;
      return serializeRtpPacket({
        payloadType,
        marker: index === payloads.length - 1,
        sequenceNumber,
        timestamp: picture * 9_000,
        ssrc: 7,
        extension: {
          profile: 0,
          bytes: writeRecorderTlvs({ camera: 3, timeEpochS: epochS, state: 'live' }),
        },
        payload,
      });
    });
  }

  const withoutNews = (): unknown[] => told.filter((each) => each !== 'news');

  it('tells the first packet and the first random access picture of each source, once', () => {
    const first = camera.addSource(10);
    [0, 1, 5].forEach((picture) => packetsOf(picture).forEach((each) => first(each, picture)));
    expect(withoutNews()).toEqual([
      ['packet', 10, 'H264'],
      ['random access', 10],
    ]);
    const second = camera.addSource(11);
    packetsOf(6).forEach((each) => second(each, 6));
    expect(withoutNews().slice(2)).toEqual([['packet', 11, 'H264']]);
    packetsOf(10).forEach((each) => second(each, 10));
    expect(withoutNews().slice(3)).toEqual([['random access', 11]]);
  });

  it('writes a picture into the ring while it arrives, and tells only of news', () => {
    const push = camera.addSource(1);
    const packets = packetsOf(0);
    expect(packets.length).toBeGreaterThan(3);
    packets.slice(0, -1).forEach((each) => push(each, 5));
    const before = reader.head();
    const newsBefore = told.length;
    expect(camera.report.newestPictureMs).toBe(5);
    expect(camera.report.received.accessUnits).toBe(0);
    camera.tick(6);
    expect(told).toHaveLength(newsBefore);
    push(packets.at(-1) ?? new Uint8Array(), 7);
    expect(reader.head()).toBeGreaterThan(before);
    expect(camera.report).toMatchObject({ camera: 3, newestPacketMs: 7, newestPictureMs: 5 });
    expect(camera.report.video).toMatchObject({ width: 64, height: 48 });
    expect(reader.randomAccess()).toBe(0);
    camera.forgetPictures();
    expect(reader.randomAccess()).toBe(-1);
  });

  it('remembers when the second of the recorder changed', () => {
    const push = camera.addSource(1);
    const at = (picture: number, epochS: number, nowMs: number): void =>
      packetsOf(picture, { epochS }).forEach((each) => push(each, nowMs));
    at(0, 1_000, 100);
    at(1, 1_000, 200);
    expect(camera.report.recorderSecond).toEqual({ epochS: 1_000, arrivalMs: 100 });
    at(2, 1_001, 300);
    at(3, 1_001, 400);
    expect(camera.report.recorderSecond).toEqual({ epochS: 1_001, arrivalMs: 300 });
  });

  it('tells H.265 by its payload type, and nothing of audio and noise', () => {
    const push = camera.addSource(1);
    packetsOf(0, { payloadType: 97 }).forEach((each) => push(each, 1));
    [new Uint8Array(), new Uint8Array(11).fill(0x80), new Uint8Array(12)].forEach((each) =>
      push(each, 2),
    );
    expect(told).toEqual([]);
    expect(camera.report.newestPacketMs).toBeUndefined();
    packetsOf(0, { payloadType: 101 }).forEach((each) => push(each, 3));
    expect(withoutNews()).toEqual([['packet', 1, 'H265']]);
    expect(camera.report.newestPacketMs).toBe(3);
  });

  it('takes nothing from a source that was closed, and closes what was opened too late', async () => {
    const push = camera.addSource(1);
    let closed = 0;
    const source = { close: () => Promise.resolve(void (closed += 1)) };
    expect(camera.setSource(1, source)).toBe(true);
    expect(camera.isOpen).toBe(true);
    await camera.closeSource(1);
    await camera.closeSource(1);
    expect([closed, camera.isOpen]).toEqual([1, false]);
    packetsOf(0).forEach((each) => push(each, 1));
    expect(told).toEqual([]);
    expect(camera.setSource(1, source)).toBe(false);
    camera.addSource(2);
    camera.setSource(2, source);
    await camera.close();
    expect([closed, camera.isOpen]).toEqual([2, false]);
  });
});
