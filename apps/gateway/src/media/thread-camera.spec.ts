import {
  H264Payloader,
  H265Payloader,
  PacketRingReader,
  RingUnitReader,
  createSharedRing,
  serializeRtpPacket,
} from '@casement/media';
import type { MediaUnit, SharedRing } from '@casement/media';
import { writeRecorderTlvs } from '@casement/protocol';
import { h265Pictures, jpeg, pictures, placeholderJpeg } from '../recorders/testing/fake-live.js';
import type { SoundSettings } from './messages.js';
import { ThreadCamera } from './thread-camera.js';

describe('ThreadCamera', () => {
  let told: unknown[];
  let camera: ThreadCamera;
  let ring: SharedRing;
  let reader: PacketRingReader;
  let sequenceNumber: number;

  beforeEach(() => {
    told = [];
    sequenceNumber = 65_530;
    ring = createSharedRing('ring');
    reader = new PacketRingReader(ring);
    camera = new ThreadCamera(3, ring, {
      firstPacket: (source, video) => told.push(['packet', source, video]),
      firstRandomAccess: (source) => told.push(['random access', source]),
      placeholder: (source) => told.push(['placeholder', source]),
      sound: (source, { format }) => told.push(['sound', source, format]),
      changed: () => told.push(['changed', camera.report.video?.codec]),
      news: () => told.push('news'),
    });
  });

  const zone = { timeZoneMinutes: -210, summerTime: true };

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
          bytes: writeRecorderTlvs({ camera: 3, timeEpochS: epochS, ...zone, state: 'live' }),
        },
        payload,
      });
    });
  }

  const withoutNews = (): unknown[] => told.filter((each) => each !== 'news');

  it('tells the first packet and the first random access picture of each source, once', () => {
    const first = camera.addSource(10).packet;
    [0, 1, 5].forEach((picture) => packetsOf(picture).forEach((each) => first(each, picture)));
    expect(withoutNews()).toEqual([
      ['packet', 10, 'H264'],
      ['random access', 10],
    ]);
    const second = camera.addSource(11).packet;
    packetsOf(6).forEach((each) => second(each, 6));
    expect(withoutNews().slice(2)).toEqual([['packet', 11, 'H264']]);
    packetsOf(10).forEach((each) => second(each, 10));
    expect(withoutNews().slice(3)).toEqual([['random access', 11]]);
  });

  it('writes a picture into the ring while it arrives, and tells only of news', () => {
    const push = camera.addSource(1).packet;
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
    const push = camera.addSource(1).packet;
    const at = (picture: number, epochS: number, nowMs: number): void =>
      packetsOf(picture, { epochS }).forEach((each) => push(each, nowMs));
    at(0, 1_000, 100);
    at(1, 1_000, 200);
    expect(camera.report.recorderSecond).toEqual({ epochS: 1_000, arrivalMs: 100, zone });
    at(2, 1_001, 300);
    at(3, 1_001, 400);
    expect(camera.report.recorderSecond).toEqual({ epochS: 1_001, arrivalMs: 300, zone });
  });

  it('tells H.265 by its payload type, and nothing of audio and noise', () => {
    const push = camera.addSource(1).packet;
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

  it('goes through H.264, H.265 and JPEG in one ring, on one timeline', () => {
    const units = new RingUnitReader(ring);
    const source = camera.addSource(1);
    [0, 1].forEach((picture) =>
      packetsOf(picture).forEach((each) => source.packet(each, picture * 100)),
    );
    expect(camera.report.video).toMatchObject({ codec: 'h264', width: 64, height: 48 });
    const payloader = new H265Payloader();
    [5, 6].forEach((picture) => {
      const payloads = payloader.payloads(h265Pictures[picture] ?? [], 1_200);
      payloads.forEach((payload, index) => {
        sequenceNumber = (sequenceNumber + 1) & 0xffff;
        const marker = index === payloads.length - 1;
        const timestamp = picture * 9_000;
        const packet = { payloadType: 101, marker, sequenceNumber, timestamp, ssrc: 7, payload };
        source.packet(serializeRtpPacket(packet), picture * 100);
      });
    });
    expect(camera.report.video).toMatchObject({ codec: 'h265', width: 128, height: 96 });
    source.jpeg(jpeg, 800);
    source.jpeg(jpeg, 900);
    expect(camera.report.video).toMatchObject({ codec: 'jpeg', width: 128, height: 96 });
    [10, 11].forEach((picture) =>
      packetsOf(picture).forEach((each) => source.packet(each, picture * 100)),
    );
    const all: MediaUnit[] = [];
    for (let unit = units.pull(); unit !== undefined; unit = units.pull()) {
      all.push(unit);
    }
    expect(all.map(({ codec, randomAccess }) => [codec, randomAccess])).toEqual([
      ['h264', true],
      ['h264', false],
      ['h265', true],
      ['h265', false],
      ['jpeg', true],
      ['jpeg', true],
      ['h264', true],
      ['h264', false],
    ]);
    const steps = all.slice(1).map(({ timestamp }, at) => timestamp - (all[at]?.timestamp ?? 0));
    expect(steps.every((step) => step > 0 && step < 90_000)).toBe(true);
    expect(withoutNews()).toEqual([
      ['packet', 1, 'H264'],
      ['random access', 1],
      ['changed', 'h265'],
      ['changed', 'jpeg'],
      ['changed', 'h264'],
    ]);
    expect(camera.report.received).toMatchObject({ accessUnits: 8, lost: 0 });
  });

  it('B27 tells once of pictures that are no image, and shows none of them', () => {
    const source = camera.addSource(1);
    source.jpeg(placeholderJpeg, 1);
    source.jpeg(placeholderJpeg, 2);
    source.jpeg(Uint8Array.of(1, 2, 3), 3);
    expect(told).toEqual([['placeholder', 1]]);
    expect(reader.head()).toBe(0);
    expect(camera.report).toMatchObject({ video: undefined, newestPacketMs: undefined });
    source.jpeg(jpeg, 4);
    expect(withoutNews().slice(1)).toEqual([
      ['packet', 1, 'JPEG'],
      ['random access', 1],
    ]);
  });

  it('takes the time of the recorder out of the chunk in front of a JPEG', () => {
    const tlvs = writeRecorderTlvs({ camera: 3, timeEpochS: 1_234, ...zone, state: 'live' });
    const chunk = Uint8Array.of(0xff, 0xd8, 0xff, 0xfe, 0, tlvs.length + 4);
    camera.addSource(1).jpeg(Buffer.concat([chunk, tlvs, jpeg]), 70);
    expect(camera.report.recorderSecond).toEqual({ epochS: 1_234, arrivalMs: 70, zone });
    const units = new RingUnitReader(ring);
    expect(units.pull()?.parts[0]).toEqual(new Uint8Array(jpeg));
  });

  describe('sound', () => {
    const settings: SoundSettings = { codec: 'auto', law: 'mu', g726BitOrder: 'left' };
    const g711 = (count: number): Uint8Array =>
      serializeRtpPacket({
        payloadType: 97,
        marker: true,
        sequenceNumber: count,
        timestamp: count * 240,
        ssrc: 9,
        payload: new Uint8Array(240).fill(count),
      });
    const format = { codec: 'pcmu', sampleRateHz: 8_000, channels: 1 };

    it('has a ring of its own, told with its format when the first sound is there', () => {
      const source = camera.addSource(1, settings);
      expect(camera.report.sound).toMatchObject({
        packets: 0,
        frames: 0,
        newestFrameMs: undefined,
      });
      Array.from({ length: 40 }, (_, count) => source.packet(g711(count), count * 30));
      source.jpeg(jpeg, 1);
      packetsOf(0).forEach((each) => source.packet(each, 1_200));
      expect(withoutNews()).toEqual([['sound', 1, format]]);
      expect(camera.report).toMatchObject({
        newestPacketMs: undefined,
        newestPictureMs: undefined,
      });
      expect(camera.report.sound).toMatchObject({ frames: 40, lost: 0, newestFrameMs: 39 * 30 });
      expect(reader.head()).toBe(0);
      expect(told.includes('news')).toBe(true);
    });

    it('goes on in the same ring when it is started again, and is told of once more', () => {
      const rings: SharedRing[] = [];
      camera = new ThreadCamera(3, ring, {
        firstPacket: () => undefined,
        firstRandomAccess: () => undefined,
        placeholder: () => undefined,
        changed: () => undefined,
        news: () => undefined,
        sound: (source, sound) => {
          told.push([source, sound.format.codec]);
          rings.push(sound.ring);
        },
      });
      const part = (codec: 'g711' | 'aac') =>
        ({ kind: 'audio', codec, clockRateHz: 8_000, bytes: new Uint8Array(160) }) as const;
      const first = camera.addSource(1, settings);
      [0, 1].forEach((count) => first.sound(part('g711'), count * 20));
      const second = camera.addSource(2, { ...settings });
      [2, 3].forEach((count) => second.sound(part('g711'), count * 20));
      const other = camera.addSource(3, { ...settings, law: 'a' });
      [4, 5].forEach((count) => other.sound(part('g711'), count * 20));
      expect(told).toEqual([
        [1, 'pcmu'],
        [2, 'pcmu'],
        [3, 'pcma'],
      ]);
      expect(rings[1]).toBe(rings[0]);
      expect(rings[2]?.id).not.toBe(rings[0]?.id);
      expect(rings[0]).toMatchObject({ clockRateHz: 8_000, channels: 1 });
    });

    it('is not taken from a source of pictures', () => {
      const source = camera.addSource(1);
      source.sound(
        { kind: 'audio', codec: 'g711', clockRateHz: 8_000, bytes: new Uint8Array(9) },
        1,
      );
      expect(told).toEqual([]);
      expect(camera.report.sound).toBeUndefined();
    });
  });

  it('takes nothing from a source that was closed, and closes what was opened too late', async () => {
    const push = camera.addSource(1).packet;
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
