import { fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { joinAnnexB } from '../codec/nal/annex-b.js';
import { h264AccessUnits, withoutDelimiters } from '../fixtures/h264-streams.js';
import type { H264StreamName } from '../fixtures/h264-streams.js';
import { packetsOf, rtpPacket } from '../fixtures/rtp-packets.js';
import type { StreamOptions } from '../fixtures/rtp-packets.js';
import { mediaTimeMs } from '../rtp/media-time.js';
import { parseRtpPacket } from '../rtp/parse-rtp-packet.js';
import { serializeRtpPacket } from '../rtp/serialize-rtp-packet.js';
import type { AccessUnit } from './access-unit.js';
import { VideoReceiver } from './video-receiver.js';
import type { VideoReceiverOptions } from './video-receiver.js';

const streams: H264StreamName[] = ['high-aud-sei', 'baseline-four-slices', 'main-b-pictures'];

function pullAll(receiver: VideoReceiver): AccessUnit[] {
  const units: AccessUnit[] = [];
  for (let unit = receiver.pull(); unit; unit = receiver.pull()) {
    units.push(unit);
  }
  return units;
}

/** Pushes packets 1 ms apart, then lets a second pass. */
function receive(packets: readonly Uint8Array[], options?: VideoReceiverOptions) {
  const receiver = new VideoReceiver(options);
  const units = packets.flatMap((bytes, nowMs) => {
    receiver.push(bytes, nowMs);
    return pullAll(receiver);
  });
  receiver.tick(packets.length + 1000);
  units.push(...pullAll(receiver));
  return { receiver, units, statistics: receiver.statistics };
}

function nalUnitsOf(units: readonly AccessUnit[]) {
  return units.map(({ nalUnits }) => nalUnits);
}

/** The stream as it is handed over when nothing is lost and the last picture has a marker. */
function expectedOf(name: H264StreamName) {
  return h264AccessUnits(name).map((nalUnits) => withoutDelimiters(nalUnits));
}

/** Which pictures of the stream these are, told by all their bytes; -1 for one that is not in it. */
function picturesIn(units: readonly AccessUnit[], name: H264StreamName): number[] {
  const known = expectedOf(name).map((nalUnits) => hexOf(nalUnits));
  return units.map(({ nalUnits }) => known.indexOf(hexOf(nalUnits)));
}

function hexOf(nalUnits: readonly Uint8Array[]): string {
  return toHex(joinAnnexB(nalUnits), Number.POSITIVE_INFINITY);
}

describe('VideoReceiver with streams of FFmpeg', () => {
  it.each(streams)('%s comes out byte by byte', (name) => {
    const { units, statistics } = receive(packetsOf(h264AccessUnits(name)).flat());
    const expected = expectedOf(name);
    expect(units).toHaveLength(expected.length);
    units.forEach(({ nalUnits, randomAccess }, picture) => {
      // x264 sends parameter sets with every IDR picture: nothing has to be put in.
      expect(joinAnnexB(nalUnits)).toEqual(joinAnnexB(expected[picture]!));
      expect(randomAccess).toBe(nalUnits.some(([header = 0]) => (header & 31) === 5));
    });
    expect(statistics.lost).toBe(0);
    expect(Object.values(statistics.defects).every((count) => count === 0)).toBe(true);
    expect(statistics.accessUnits).toBe(expected.length);
  });

  it('describes the video and tells the times', () => {
    const { receiver, units } = receive(packetsOf(h264AccessUnits('high-aud-sei')).flat());
    expect(receiver.video).toEqual({
      codec: 'h264',
      width: 320,
      height: 240,
      codecString: 'avc1.64000d',
      reorders: false,
      framesPerSecond: 25,
      profile: 'High',
    });
    expect(units.map(({ time }) => mediaTimeMs(time))).toEqual(units.map((_, at) => at * 40));
    expect(receiver.statistics).toMatchObject({ randomAccessUnits: 3, parameterSetsVersion: 2 });
  });

  it('sees B pictures', () => {
    const withB = receive(packetsOf(h264AccessUnits('main-b-pictures')).flat());
    expect(withB.receiver.video).toMatchObject({ profile: 'Main', reorders: true });
    expect(withB.statistics.bPictures).toBe(14);
    const without = receive(packetsOf(h264AccessUnits('high-aud-sei')).flat());
    expect(without.statistics.bPictures).toBe(0);
  });

  it('B20: comes out the same from a sender that never sets the marker, but for the last picture', () => {
    const { units } = receive(packetsOf(h264AccessUnits('high-aud-sei'), { marker: false }).flat());
    expect(nalUnitsOf(units)).toEqual(expectedOf('high-aud-sei').slice(0, -1));
  });

  it('B20: and when its timestamps stand still as well', () => {
    const options: StreamOptions = { marker: false, ticksPerPicture: 0 };
    const { units } = receive(packetsOf(h264AccessUnits('baseline-four-slices'), options).flat());
    expect(nalUnitsOf(units)).toEqual(expectedOf('baseline-four-slices').slice(0, -1));
  });

  it('estimates pictures and bits per second', () => {
    const receiver = new VideoReceiver();
    const pictures = packetsOf(h264AccessUnits('high-aud-sei'));
    let payloadBytes = 0;
    pictures.forEach((packets, picture) => {
      for (const bytes of packets) {
        receiver.push(bytes, 5_000 + picture * 40);
        payloadBytes += parseRtpPacket(bytes).payload.length;
      }
      pullAll(receiver);
    });
    receiver.tick(5_000 + 1_200);
    expect(receiver.statistics.fps).toBeCloseTo(25, 5);
    expect(receiver.statistics.bitsPerSecond).toBeCloseTo((payloadBytes * 8) / 1.2, 5);
    receiver.tick(20_000);
    expect(receiver.statistics).toMatchObject({ fps: 0, bitsPerSecond: 0 });
  });

  it('passes the extension of the first packet on (RT01, RT13, RT14)', () => {
    const extension = { profile: 0x0004, bytes: fromHex('0004000800030000 00070003ffffffff') };
    const packets = packetsOf(h264AccessUnits('high-aud-sei').slice(0, 2), { extension }).flat();
    const { units } = receive(packets);
    expect(units).toHaveLength(2);
    for (const unit of units) {
      expect(unit.extension).toEqual(extension.bytes);
    }
    expect(
      receive(packetsOf(h264AccessUnits('high-aud-sei')).flat()).units[0]?.extension,
    ).toBeUndefined();
  });

  it('never changes bytes that were handed in or out', () => {
    const packets = packetsOf(h264AccessUnits('baseline-four-slices')).flat();
    const before = packets.map((bytes) => bytes.slice());
    const { units } = receive(packets);
    const handedOut = units.map(({ nalUnits }) => joinAnnexB(nalUnits));
    expect(packets).toEqual(before);
    packets.forEach((bytes) => bytes.fill(0xff));
    expect(units.map(({ nalUnits }) => joinAnnexB(nalUnits))).toEqual(handedOut);
  });
});

describe('VideoReceiver and the network', () => {
  const pictures = packetsOf(h264AccessUnits('high-aud-sei'), { maxPayloadBytes: 300 });
  const packets = pictures.flat();
  const complete = receive(packets).units;

  it.each([
    { name: 'RT12 sequence numbers wrap', options: { firstSequenceNumber: 0xfff0 } },
    { name: 'timestamps wrap', options: { firstTimestamp: 0xffff_ffff - 20_000 } },
    { name: 'both', options: { firstSequenceNumber: 0xfffe, firstTimestamp: 0xffff_fff0 } },
  ])('$name', ({ options }) => {
    const { units, statistics } = receive(
      packetsOf(h264AccessUnits('high-aud-sei'), options).flat(),
    );
    expect(nalUnitsOf(units)).toEqual(nalUnitsOf(complete));
    expect(units.map(({ time }) => mediaTimeMs(time))).toEqual(units.map((_, at) => at * 40));
    expect(statistics).toMatchObject({ lost: 0, restarts: 0, timestampJumps: 0 });
  });

  it('RT12 every packet twice', () => {
    const { units, statistics } = receive(packets.flatMap((bytes) => [bytes, bytes]));
    expect(nalUnitsOf(units)).toEqual(nalUnitsOf(complete));
    expect(statistics.duplicates).toBe(packets.length);
  });

  it('RT12 neighbours swapped', () => {
    const [firstPacket, ...rest] = packets;
    // The first packet fixes the start of the sequence.
    const { units, statistics } = receive([
      firstPacket!,
      ...rest.map((_, at) => rest[at ^ 1] ?? rest[at]!),
    ]);
    expect(nalUnitsOf(units)).toEqual(nalUnitsOf(complete));
    expect(statistics).toMatchObject({ lost: 0 });
    expect(statistics.reordered).toBeGreaterThan(40);
  });

  it('RT11 after a loss nothing comes until the next IDR picture', () => {
    const lost = pictures[3]![1]!;
    const { units, statistics } = receive(packets.filter((bytes) => bytes !== lost));
    expect(picturesIn(units, 'high-aud-sei')).toEqual([0, 1, 2, ...range(10, 30)]);
    expect(units.map(({ discontinuity }) => discontinuity)).toEqual([
      ...[false, false, false, true],
      ...range(11, 30).map(() => false),
    ]);
    expect(statistics).toMatchObject({ lost: 1, discardedAccessUnits: 7 });
    expect(statistics.defects).toMatchObject({
      'loss-inside-access-unit': 1,
      'awaiting-random-access': 6,
    });
  });

  it('continue: only the damaged picture is missing', () => {
    const lost = pictures[3]![1]!;
    const left = packets.filter((bytes) => bytes !== lost);
    const { units } = receive(left, { lossPolicy: 'continue' });
    expect(picturesIn(units, 'high-aud-sei')).toEqual([0, 1, 2, ...range(4, 30)]);
    expect(units.findIndex(({ discontinuity }) => discontinuity)).toBe(3);
  });

  it('parameter sets that are sent only once are put in front of every IDR picture', () => {
    const setsOnlyOnce = h264AccessUnits('high-aud-sei').map((nalUnits, picture) =>
      picture === 0 ? nalUnits : nalUnits.filter(([header = 0]) => ![7, 8].includes(header & 31)),
    );
    const { units } = receive(packetsOf(setsOnlyOnce).flat());
    expect(units.map(({ nalUnits }) => nalUnits.map(([header = 0]) => header & 31))).toEqual(
      range(0, 30).map((picture) => {
        const sei = picture === 0 ? [6] : [];
        return picture % 10 === 0 ? [7, 8, ...sei, 5] : [1];
      }),
    );
    expect(units.filter(({ randomAccess }) => randomAccess)).toHaveLength(3);
  });

  it('joining in the middle of a GOP waits for the next IDR picture', () => {
    const { units } = receive(pictures.slice(5).flat().slice(1));
    expect(picturesIn(units, 'high-aud-sei')).toEqual(range(10, 30));
    expect(units[0]).toMatchObject({ randomAccess: true, discontinuity: false });
  });

  it('joining in the middle of an IDR picture waits for the next one', () => {
    const slices = packetsOf(h264AccessUnits('baseline-four-slices'));
    const { units } = receive([...slices[0]!.slice(-2), ...slices.slice(1).flat()]);
    expect(picturesIn(units, 'baseline-four-slices')).toEqual(range(10, 30));
  });

  it('TCP holds nothing back', () => {
    const receiver = new VideoReceiver({ reorderWindow: 0 });
    const [idrPicture = [], second = []] = pictures;
    [...idrPicture, ...second].forEach((bytes) => receiver.push(bytes, 0));
    expect(pullAll(receiver)).toHaveLength(2);
  });

  it('gives a packet at the end of a burst up after the waiting time', () => {
    const receiver = new VideoReceiver({ maxReorderWaitMs: 40 });
    const left = pictures.slice(0, 2).flat().toSpliced(-3, 1);
    left.forEach((bytes) => receiver.push(bytes, 0));
    receiver.tick(39);
    expect(receiver.statistics.lost).toBe(0);
    receiver.tick(40);
    expect(receiver.statistics.lost).toBe(1);
    expect(pullAll(receiver)).toHaveLength(1);
  });

  it.each([
    {
      name: 'another SSRC and sequence',
      options: { ssrc: 5, firstSequenceNumber: 40_000, firstTimestamp: 5 },
    },
    {
      name: 'another sequence',
      options: { firstSequenceNumber: 40_000, firstTimestamp: 3_000_000_000 },
    },
    { name: 'another SSRC, same numbers', options: { ssrc: 5 } },
  ])('the recorder reboots: $name', ({ options }) => {
    const again = packetsOf(h264AccessUnits('high-aud-sei'), options).flat();
    const { units, statistics } = receive([...packets, ...again]);
    expect(nalUnitsOf(units)).toEqual(nalUnitsOf([...complete, ...complete]));
    expect(units.map(({ discontinuity }) => discontinuity).indexOf(true)).toBe(30);
    expect(statistics).toMatchObject({ restarts: 1, lost: 0, timestampJumps: 0 });
    const times = units.map(({ time }) => time.ticks);
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('the recorder reboots while a packet is waited for: what was held is handed over first', () => {
    const lost = pictures[8]![0]!;
    const before = pictures.slice(0, 11).flat();
    const again = packetsOf(h264AccessUnits('high-aud-sei'), { ssrc: 5 }).flat();
    const arrivals = [...before.filter((bytes) => bytes !== lost), ...again];
    const { units } = receive(arrivals, { reorderWindow: 64, maxReorderWaitMs: 10_000 });
    expect(picturesIn(units, 'high-aud-sei')).toEqual([...range(0, 8), 10, ...range(0, 30)]);
  });

  it('the recorder reboots and the network swaps its first two packets', () => {
    const again = packetsOf(h264AccessUnits('high-aud-sei'), { ssrc: 5 }).flat();
    const [first, second, ...rest] = again;
    const { units, statistics } = receive([...packets, second!, first!, ...rest]);
    expect(units).toHaveLength(60);
    expect(statistics).toMatchObject({ lost: 0, late: 0, restarts: 1 });
  });

  it('bridges a jump of the clock', () => {
    const jumped = packets.map((bytes) => {
      const packet = parseRtpPacket(bytes);
      const jump = packet.timestamp > 90_000 + 15 * 3_600 ? 3_000_000_000 : 0;
      return serializeRtpPacket({ ...packet, timestamp: packet.timestamp + jump });
    });
    const { units, statistics } = receive(jumped);
    expect(nalUnitsOf(units)).toEqual(nalUnitsOf(complete));
    expect(statistics.timestampJumps).toBe(1);
    expect(mediaTimeMs(units.at(-1)!.time)).toBeLessThan(2_000);
  });
});

describe('VideoReceiver and other packets', () => {
  const packets = packetsOf(h264AccessUnits('high-aud-sei')).flat();

  it('RT16: PT 98 although H.265 was asked for', () => {
    const h265 = [
      '9065123400015f90112233440000000700040008000300000007000c6b01435900090000000d000801000000460150',
      '8065000300015f9011223344620193af11',
      '80e5000400015f90112233446201532233',
    ].map((hex) => fromHex(hex));
    const { units, statistics } = receive(h265);
    expect(units).toEqual([]);
    expect(statistics.otherPackets).toEqual({ h265: 3, audio: 0 });
    expect(statistics.lastPayloadType).toBe(101);
    const both = receive([...h265, ...packets]);
    expect(both.units).toHaveLength(30);
    expect(both.statistics.lastPayloadType).toBe(98);
  });

  it('counts audio and unknown payload types', () => {
    const others = [97, 97, 99, 72, 72].map((payloadType) =>
      serializeRtpPacket(rtpPacket({ payloadType, ssrc: 9 })),
    );
    const { statistics } = receive(others);
    expect(statistics.otherPackets).toEqual({ h265: 0, audio: 2 });
    expect([...statistics.unknownPayloadType]).toEqual([
      [99, 1],
      [72, 2],
    ]);
  });

  it('takes the payload types it is given', () => {
    const payloadTypes = { h264: 96, audio: 98 };
    const { units, statistics } = receive(packets, { payloadTypes });
    expect(units).toEqual([]);
    expect(statistics.otherPackets.audio).toBe(packets.length);
    const as96 = packets.map((bytes) =>
      serializeRtpPacket({ ...parseRtpPacket(bytes), payloadType: 96 }),
    );
    expect(receive(as96, { payloadTypes }).units).toHaveLength(30);
  });

  it('does not take audio of the same sequence for loss, but its loss for loss', () => {
    const mixed = packets.flatMap((bytes, at) => {
      const video = parseRtpPacket(bytes);
      const audio = { ...video, payloadType: 97, marker: false };
      return [
        serializeRtpPacket({ ...audio, sequenceNumber: 2 * at }),
        serializeRtpPacket({ ...video, sequenceNumber: 2 * at + 1 }),
      ];
    });
    const first = mixed.slice(1);
    expect(receive(first)).toMatchObject({ statistics: { lost: 0, accessUnits: 30 } });
    // Packet 9 is video; the audio behind it carries the gap.
    const { units, statistics } = receive(first.toSpliced(8, 1));
    expect(statistics.lost).toBe(1);
    expect(units.some(({ discontinuity }) => discontinuity)).toBe(true);
  });

  it('ignores a stray packet of another source', () => {
    const stray = serializeRtpPacket(rtpPacket({ ssrc: 99, sequenceNumber: 7 }));
    const { units, statistics } = receive(packets.toSpliced(10, 0, stray));
    expect(units).toHaveLength(30);
    expect(statistics).toMatchObject({ strays: 1, restarts: 0, lost: 0 });
  });

  it.each([
    {
      name: 'RT06',
      hex: '9062000500015f9000000001000000c80000000000000000',
      defect: 'rtp-extension-overrun',
    },
    { name: 'RT10 version', hex: '4062000500015f900000000141', defect: 'rtp-version' },
    { name: 'RT10 too short', hex: '8062000500015f90000000', defect: 'rtp-too-short' },
    { name: 'RT10 padding', hex: 'a062000500015f90000000014100', defect: 'rtp-padding' },
    { name: 'CSRC', hex: '8262000500015f9000000001', defect: 'rtp-csrc-overrun' },
  ] as const)('$name: dropped and counted by name', ({ hex, defect }) => {
    const { units, statistics } = receive(packets.toSpliced(4, 0, fromHex(hex)));
    expect(units).toHaveLength(30);
    expect(statistics.malformed).toBe(1);
    expect(statistics.defects[defect]).toBe(1);
    expect(statistics.packets).toBe(packets.length + 1);
  });
});

describe('VideoReceiver under any circumstances', () => {
  const pictures = packetsOf(h264AccessUnits('baseline-four-slices'), { maxPayloadBytes: 400 });
  const packets = pictures.flat();

  it('stays bounded when nobody pulls, and goes on at an IDR picture', () => {
    const receiver = new VideoReceiver();
    for (let round = 0; round < 10; round += 1) {
      const firstSequenceNumber = 100 + round * packets.length;
      const again = packetsOf(h264AccessUnits('baseline-four-slices'), {
        firstSequenceNumber,
        firstTimestamp: round * 30 * 3_600,
        maxPayloadBytes: 400,
      });
      again.flat().forEach((bytes) => receiver.push(bytes, round * 1_200));
    }
    const units = pullAll(receiver);
    expect(units.length).toBeLessThanOrEqual(64);
    expect(units[0]).toMatchObject({ randomAccess: true, discontinuity: true });
    const { statistics } = receiver;
    expect(statistics.defects['access-unit-not-pulled']).toBeGreaterThan(0);
    expect(statistics.accessUnits + statistics.discardedAccessUnits).toBe(300);
  });

  it('reordering within the window changes nothing', () => {
    const delays = fc.array(fc.integer({ min: 0, max: 8 }), {
      minLength: packets.length,
      maxLength: packets.length,
    });
    fc.assert(
      fc.property(delays, (list) => {
        const arrivals = packets
          .map((bytes, at) => ({ bytes, at: at === 0 ? -1 : at + (list[at] ?? 0) }))
          .sort((a, b) => a.at - b.at)
          .map(({ bytes }) => bytes);
        const { units } = receive(arrivals);
        expect(picturesIn(units, 'baseline-four-slices')).toEqual(range(0, 30));
      }),
      { numRuns: 30 },
    );
  });

  it('duplicates change nothing', () => {
    const copies = fc.array(fc.integer({ min: 1, max: 3 }), {
      minLength: packets.length,
      maxLength: packets.length,
    });
    fc.assert(
      fc.property(copies, (list) => {
        const arrivals = packets.flatMap((bytes, at) =>
          Array.from({ length: list[at] ?? 1 }, () => bytes),
        );
        const { units } = receive(arrivals);
        expect(picturesIn(units, 'baseline-four-slices')).toEqual(range(0, 30));
      }),
      { numRuns: 30 },
    );
  });

  it('any loss: only whole pictures come out, and every GOP whose own packets all came', () => {
    const losses = fc.array(fc.nat(packets.length - 1), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(losses, (list) => {
        const lost = new Set(list.map((at) => packets[at]));
        const { units } = receive(packets.filter((bytes) => !lost.has(bytes)));
        const shown = new Set(picturesIn(units, 'baseline-four-slices'));
        expect(shown.has(-1)).toBe(false);
        for (const start of [0, 10, 20]) {
          const gop = range(start, start + 10);
          const damaged = gop.findIndex((at) => pictures[at]!.some((bytes) => lost.has(bytes)));
          // Without any packet before the first damaged picture the very start cannot be told.
          const intact = damaged < 0 ? gop : gop.slice(0, damaged);
          expect(intact.filter((at) => !shown.has(at))).toEqual([]);
        }
      }),
      { numRuns: 60 },
    );
  });

  it('arbitrary bytes never throw and keep nothing', () => {
    const almostRtp = fc
      .record({
        sequenceNumber: fc.oneof(
          fc.integer({ min: 0, max: 40 }),
          fc.integer({ min: 0, max: 0xffff }),
        ),
        timestamp: fc.oneof(
          fc.integer({ min: 0, max: 3 }),
          fc.integer({ min: 0, max: 0xffff_ffff }),
        ),
        ssrc: fc.constantFrom(1, 1, 1, 2),
        marker: fc.boolean(),
        payloadType: fc.constantFrom(98, 98, 98, 97, 101, 5),
        payload: fc.oneof(
          fc.uint8Array({ maxLength: 40 }),
          fc.constantFrom(...packets.slice(0, 12).map((bytes) => parseRtpPacket(bytes).payload)),
        ),
      })
      .map((fields) => serializeRtpPacket(rtpPacket(fields)));
    const arrival = fc.tuple(
      fc.oneof(fc.uint8Array({ maxLength: 60 }), almostRtp, almostRtp),
      fc.integer({ min: -100, max: 10_000 }),
    );
    fc.assert(
      fc.property(fc.array(arrival, { maxLength: 80 }), (arrivals) => {
        const receiver = new VideoReceiver({ maxAccessUnitBytes: 3_000 });
        for (const [bytes, nowMs] of arrivals) {
          receiver.push(bytes, nowMs);
          receiver.tick(nowMs);
        }
        expect(pullAll(receiver).length).toBeLessThanOrEqual(64);
        expect(receiver.statistics.packets).toBe(arrivals.length);
      }),
      { numRuns: 300 },
    );
  });
});

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}
