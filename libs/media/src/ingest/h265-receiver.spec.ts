import { spawnSync } from 'node:child_process';
import { concatBytes, fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import { h265NalUnitType, h265NalUnitTypes, isH265VclType } from '../codec/h265/nal-unit-type.js';
import { joinAnnexB } from '../codec/nal/annex-b.js';
import { UnitCollector } from '../fixtures/growing-units.js';
import { h264AccessUnits } from '../fixtures/h264-streams.js';
import {
  h265Delimiter,
  h265Pps,
  h265Sei,
  h265Slice,
  h265Sps,
  h265Vps,
  otherH265Sps,
} from '../fixtures/h265-nal-units.js';
import { h265AccessUnits, withoutH265Delimiters } from '../fixtures/h265-streams.js';
import type { H265StreamName } from '../fixtures/h265-streams.js';
import { packetsOf, rtpPacket } from '../fixtures/rtp-packets.js';
import type { StreamOptions } from '../fixtures/rtp-packets.js';
import { mediaTime90k, mediaTimeMs } from '../rtp/media-time.js';
import { parseRtpPacket } from '../rtp/parse-rtp-packet.js';
import { serializeRtpPacket } from '../rtp/serialize-rtp-packet.js';
import type { AccessUnit } from './access-unit.js';
import { VideoReceiver } from './video-receiver.js';
import type { VideoReceiverOptions } from './video-receiver.js';

const names: H265StreamName[] = ['main-three-slices', 'open-gop-b-pictures'];

function packetsOf265(
  accessUnits: readonly (readonly Uint8Array[])[],
  options: StreamOptions = {},
): Uint8Array[][] {
  return packetsOf(accessUnits, { ...options, codec: 'h265', ticksPerPicture: 9_000 });
}

/** Gives the same packets, 1 ms apart, to a receiver with a sink and to one that is pulled. */
function receiveBoth(packets: readonly Uint8Array[], options?: VideoReceiverOptions) {
  const sink = new UnitCollector();
  const growing = new VideoReceiver({ ...options, sink });
  const receiver = new VideoReceiver(options);
  const units: AccessUnit[] = [];
  const pull = (): void => {
    for (let unit = receiver.pull(); unit; unit = receiver.pull()) {
      units.push(unit);
    }
  };
  packets.forEach((bytes, nowMs) => {
    growing.push(bytes, nowMs);
    receiver.push(bytes, nowMs);
    pull();
  });
  growing.tick(packets.length + 1_000);
  receiver.tick(packets.length + 1_000);
  pull();
  return { units, sink, growing, receiver, statistics: receiver.statistics };
}

/**
 * As `receiveBoth`, for streams in which both must hand on the same. That is not so when an access unit with
 * parameter sets lost its end: a receiver with a sink has seen the sets by then.
 */
function receive(packets: readonly Uint8Array[], options?: VideoReceiverOptions) {
  const received = receiveBoth(packets, options);
  const { units, sink, growing, receiver } = received;
  expect(sink.complete.map(({ codec, nalUnits }) => `${codec} ${hexOf(nalUnits)}`)).toEqual(
    units.map(({ codec, nalUnits }) => `${codec} ${hexOf(nalUnits)}`),
  );
  const flags = ({
    randomAccess,
    discontinuity,
  }: Pick<AccessUnit, 'randomAccess' | 'discontinuity'>) =>
    `${randomAccess ? 'start' : ''} ${discontinuity ? 'gap' : ''}`;
  expect(sink.complete.map(flags)).toEqual(units.map(flags));
  expect(growing.video).toEqual(receiver.video);
  return received;
}

function hexOf(nalUnits: readonly Uint8Array[]): string {
  return toHex(joinAnnexB(nalUnits), Number.POSITIVE_INFINITY);
}

function expectedOf(name: H265StreamName): Uint8Array[][] {
  return h265AccessUnits(name).map((nalUnits) => withoutH265Delimiters(nalUnits));
}

/** Which pictures of the stream these are, told by all their bytes; -1 for one that is not in it. */
function picturesIn(units: readonly AccessUnit[], name: H265StreamName): number[] {
  const known = expectedOf(name).map(hexOf);
  return units.map(({ nalUnits }) => known.indexOf(hexOf(nalUnits)));
}

/** Types of the NAL units. */
function typesOf(units: readonly AccessUnit[]): string[] {
  return units.map(({ nalUnits }) => nalUnits.map(h265NalUnitType).join(' '));
}

function range(from: number, to: number): number[] {
  return Array.from({ length: to - from }, (_, at) => from + at);
}

/** How many pictures ffmpeg decodes of an H.265 byte stream, and what it complains about. */
function decode(bytes: Uint8Array): { pictures: number; complaints: string } {
  const { stdout, stderr } = spawnSync(
    process.env['CASEMENT_FFMPEG'] ?? 'ffmpeg',
    ['-v', 'warning', '-f', 'hevc', '-i', 'pipe:0', '-f', 'framehash', '-hash', 'crc32', 'pipe:1'],
    { input: bytes, encoding: 'utf8' },
  );
  return { pictures: stdout.match(/^0,/gmu)?.length ?? 0, complaints: stderr };
}

describe('VideoReceiver with H.265 of x265', () => {
  it.each(names)('%s comes out byte by byte', (name) => {
    const { units, statistics } = receive(packetsOf265(h265AccessUnits(name)).flat());
    expect(picturesIn(units, name)).toEqual(range(0, expectedOf(name).length));
    units.forEach(({ randomAccess, nalUnits, codec }) => {
      expect(codec).toBe('h265');
      expect(randomAccess).toBe(
        nalUnits.some((nalUnit) => [20, 21].includes(h265NalUnitType(nalUnit))),
      );
    });
    expect(Object.values(statistics.defects).every((count) => count === 0)).toBe(true);
    expect(statistics).toMatchObject({ codec: 'h265', codecChanges: 0, lost: 0 });
  });

  it('describes the video', () => {
    expect(
      receive(packetsOf265(h265AccessUnits('main-three-slices')).flat()).receiver.video,
    ).toEqual({
      codec: 'h265',
      width: 320,
      height: 192,
      codecString: 'hvc1.1.6.L60.90',
      reorders: false,
      framesPerSecond: 10,
      profile: 'Main',
    });
  });

  it('tells pictures that are really reordered', () => {
    const { receiver, statistics } = receive(
      packetsOf265(h265AccessUnits('open-gop-b-pictures')).flat(),
    );
    expect(receiver.video).toMatchObject({ width: 160, height: 96, reorders: true });
    expect(statistics.bPictures).toBeGreaterThan(10);
  });

  it('does not call it reordering when it is announced and never used', () => {
    const sets = [h265Vps, otherH265Sps, h265Pps()];
    const idr = [...sets, h265Slice({ type: h265NalUnitTypes.idrWRadl, sliceType: 2 })];
    const lowDelay = range(1, 6).map((poc) => [h265Slice({ sliceType: 0, poc })]);
    const { receiver, statistics } = receive(packetsOf265([idr, ...lowDelay]).flat());
    expect(receiver.video?.reorders).toBe(false);
    expect(statistics.bPictures).toBe(0);
  });

  it.each(names)('ffmpeg decodes all of %s as it comes out', (name) => {
    const { units } = receive(packetsOf265(h265AccessUnits(name), { maxPayloadBytes: 300 }).flat());
    const { pictures, complaints } = decode(
      concatBytes(units.map((unit) => joinAnnexB(unit.nalUnits))),
    );
    expect(complaints).toBe('');
    expect(pictures).toBe(units.length);
  });

  it('B20: comes out the same from a sender that never sets the marker, but for the last picture', () => {
    const packets = packetsOf265(h265AccessUnits('main-three-slices'), { marker: false }).flat();
    expect(picturesIn(receive(packets).units, 'main-three-slices')).toEqual(range(0, 23));
  });

  it('tells the times', () => {
    const { units } = receive(packetsOf265(h265AccessUnits('main-three-slices')).flat());
    expect(units.map(({ time }) => mediaTimeMs(time))).toEqual(units.map((_, at) => at * 100));
  });
});

describe('VideoReceiver joining and losing H.265', () => {
  it('B21: joining in mid-GOP waits for VPS, SPS, PPS and an IRAP picture', () => {
    const pictures = h265AccessUnits('main-three-slices');
    const joined = [
      [h265Delimiter, h265Pps(), h265Sei, ...withoutH265Delimiters(pictures[3]!)],
      ...pictures.slice(4),
    ];
    const { units, statistics } = receive(packetsOf265(joined).flat());
    expect(picturesIn(units, 'main-three-slices')).toEqual(range(8, 24));
    expect(units[0]).toMatchObject({ randomAccess: true, discontinuity: false });
    expect(statistics.defects['awaiting-random-access']).toBe(5);
  });

  it('starting at a CRA picture drops the RASL pictures behind it, and ffmpeg is content', () => {
    const pictures = h265AccessUnits('open-gop-b-pictures').slice(3);
    const { units, statistics } = receive(packetsOf265(pictures).flat());
    const shown = picturesIn(units, 'open-gop-b-pictures');
    const types = h265AccessUnits('open-gop-b-pictures').map((nalUnits) =>
      h265NalUnitType(nalUnits.find((nalUnit) => isH265VclType(h265NalUnitType(nalUnit)))!),
    );
    const cra = types.indexOf(h265NalUnitTypes.cra);
    expect(types[cra + 1]).toBe(h265NalUnitTypes.raslN);
    // The RASL pictures of later CRA pictures can be decoded.
    expect(shown).toEqual([cra, ...range(cra + 2, 32)]);
    expect(statistics.defects['leading-picture-skipped']).toBe(1);
    expect(units.every(({ discontinuity }) => !discontinuity)).toBe(true);
    const { pictures: decoded, complaints } = decode(
      concatBytes(units.map((unit) => joinAnnexB(unit.nalUnits))),
    );
    expect(complaints).toBe('');
    expect(decoded).toBe(units.length);
  });

  it('after a loss the next CRA picture is a start too', () => {
    const pictures = packetsOf265(h265AccessUnits('open-gop-b-pictures'));
    const types = h265AccessUnits('open-gop-b-pictures').map((nalUnits) =>
      nalUnits.some((nalUnit) => h265NalUnitType(nalUnit) === h265NalUnitTypes.cra),
    );
    const cra = types.indexOf(true);
    const left = pictures.filter((_, at) => at !== 2).flat();
    const { units } = receive(left);
    expect(picturesIn(units, 'open-gop-b-pictures')).toEqual([0, 1, cra, ...range(cra + 2, 32)]);
    expect(units[2]).toMatchObject({ randomAccess: true, discontinuity: true });
  });

  it('drops RASL pictures behind a BLA picture in any case', () => {
    const sets = [h265Vps, h265Sps, h265Pps()];
    const { blaWLp, raslN, idrNLp } = h265NalUnitTypes;
    const { units } = receive(
      packetsOf265([
        [...sets, h265Slice({ type: idrNLp, sliceType: 2 })],
        [...sets, h265Slice({ type: blaWLp, sliceType: 2, poc: 9 })],
        [h265Slice({ type: raslN, poc: 8 })],
        [h265Slice({ poc: 10 })],
      ]).flat(),
    );
    expect(typesOf(units)).toEqual(['32 33 34 20', '32 33 34 16', '1']);
  });

  it('parameter sets that are sent only once are put in front of every IRAP picture', () => {
    const setsOnlyOnce = h265AccessUnits('main-three-slices').map((nalUnits, picture) =>
      picture === 0
        ? nalUnits
        : nalUnits.filter((nalUnit) => ![32, 33, 34].includes(h265NalUnitType(nalUnit))),
    );
    const { units } = receive(packetsOf265(setsOnlyOnce).flat());
    expect(typesOf(units).filter((types) => types.includes('20'))).toEqual([
      ...['32 33 34 39 20 20 20', '32 33 34 39 20 20 20', '32 33 34 39 20 20 20'],
    ]);
    expect(units.filter(({ randomAccess }) => randomAccess)).toHaveLength(3);
  });

  it.each([
    { name: 'VPS', left: [h265Sps, h265Pps()], types: '32 33 34 20' },
    { name: 'SPS', left: [h265Vps, h265Pps()], types: '32 33 34 20' },
    { name: 'PPS', left: [h265Vps, h265Sps], types: '32 33 34 20' },
    { name: 'VPS and PPS', left: [h265Sps, h265Sei], types: '32 33 34 39 20' },
  ])('puts a missing $name into its place', ({ left, types }) => {
    const sets = [h265Vps, h265Sps, h265Pps()];
    const idr = h265Slice({ type: h265NalUnitTypes.idrNLp, sliceType: 2 });
    const { units } = receive(
      packetsOf265([
        [...sets, idr],
        [...left, idr],
      ]).flat(),
    );
    expect(typesOf(units)[1]).toBe(types);
  });

  it('late, contradictory and malformed sets', () => {
    const idr = h265Slice({ type: h265NalUnitTypes.idrNLp, sliceType: 2 });
    const { units, statistics, receiver } = receive(
      packetsOf265([
        [h265Sps, h265Pps(), idr], // without VPS
        [fromHex('4001'), fromHex('42010101'), h265Slice({ poc: 1 })],
        [h265Vps, h265Slice({ poc: 2 })], // late
        [idr],
        [otherH265Sps, idr],
      ]).flat(),
    );
    expect(typesOf(units)).toEqual(['32 33 34 20', '32 33 34 20']);
    expect(receiver.video?.width).toBe(160);
    expect(statistics.defects).toMatchObject({
      'parameter-sets-missing': 1,
      'parameter-set-malformed': 2,
    });
    expect(statistics.parameterSetsVersion).toBe(4);
  });

  it('any loss: only whole pictures come out, and every one of a GOP before the first damaged one', () => {
    const pictures = packetsOf265(h265AccessUnits('main-three-slices'), { maxPayloadBytes: 400 });
    const packets = pictures.flat();
    const losses = fc.array(fc.nat(packets.length - 1), { minLength: 1, maxLength: 6 });
    fc.assert(
      fc.property(losses, (list) => {
        const lost = new Set(list.map((at) => packets[at]));
        const { units, sink } = receiveBoth(packets.filter((bytes) => !lost.has(bytes)));
        const shown = new Set(picturesIn(units, 'main-three-slices'));
        const known = new Set(expectedOf('main-three-slices').map(hexOf));
        expect(units.every(({ nalUnits }) => known.has(hexOf(nalUnits)))).toBe(true);
        expect(sink.complete.length).toBeGreaterThanOrEqual(units.length);
        for (const start of [0, 8, 16]) {
          const gop = range(start, start + 8);
          const damaged = gop.findIndex((at) => pictures[at]!.some((bytes) => lost.has(bytes)));
          // Without its first packet a GOP has no parameter sets, unless the one before brought the same.
          const intact = damaged < 0 ? gop : gop.slice(0, damaged);
          expect(intact.filter((at) => !shown.has(at))).toEqual([]);
        }
      }),
      { numRuns: 40 },
    );
  });
});

describe('VideoReceiver when the codec changes', () => {
  const h264 = h264AccessUnits('baseline-four-slices').slice(0, 12);
  const h265 = h265AccessUnits('main-three-slices').slice(0, 12);

  it.each([
    { name: 'with the same SSRC and sequence', ssrc: 0x11223344 },
    { name: 'with another SSRC', ssrc: 99 },
  ])('RT16: goes on with the next random access picture $name', ({ ssrc }) => {
    const first = packetsOf(h264).flat();
    const firstSequenceNumber = 100 + first.length;
    const firstTimestamp = 90_000 + 12 * 3_600;
    const second = packetsOf265(h265, { firstSequenceNumber, firstTimestamp, ssrc }).flat();
    const { units, statistics, receiver } = receive([...first, ...second]);
    expect(units.map(({ codec }) => codec)).toEqual([
      ...h264.map(() => 'h264'),
      ...h265.map(() => 'h265'),
    ]);
    expect(units.findIndex(({ discontinuity }) => discontinuity)).toBe(12);
    expect(statistics).toMatchObject({
      codec: 'h265',
      codecChanges: 1,
      timestampJumps: 0,
      lost: 0,
    });
    expect(receiver.video?.codec).toBe('h265');
    const times = units.map(({ time }) => mediaTime90k(time));
    expect(times).toEqual([...times].sort((a, b) => a - b));
  });

  it('waits for a random access picture of the new codec, also when losses are passed on', () => {
    const first = packetsOf265(h265).flat();
    const firstSequenceNumber = 100 + first.length;
    const second = packetsOf(h264.slice(3), {
      firstSequenceNumber,
      firstTimestamp: 1_000_000,
    }).flat();
    const { units, receiver, statistics } = receive([...first, ...second], {
      lossPolicy: 'continue',
    });
    expect(units.slice(12).map(({ codec, randomAccess }) => `${codec} ${randomAccess}`)).toEqual([
      ...['h264 true', 'h264 false'],
    ]);
    expect(receiver.video).toMatchObject({ codec: 'h264', width: 320, height: 240 });
    expect(statistics.defects['awaiting-random-access']).toBe(7);
  });

  it('forgets parameter sets of the codec when it comes back', () => {
    const idr = h265Slice({ type: h265NalUnitTypes.idrNLp, sliceType: 2 });
    const parts = [
      packetsOf265([[h265Vps, h265Sps, h265Pps(), idr]]),
      packetsOf(h264.slice(0, 1)),
      packetsOf265([[idr]]),
    ];
    let sequenceNumber = 0;
    const packets = parts.flatMap((pictures, part) =>
      pictures.flat().map((bytes) => {
        sequenceNumber += 1;
        const timestamp = part * 3_600;
        return serializeRtpPacket({ ...parseRtpPacket(bytes), sequenceNumber, timestamp });
      }),
    );
    const { units, statistics } = receive(packets);
    expect(units.map(({ codec }) => codec)).toEqual(['h265', 'h264']);
    expect(statistics).toMatchObject({ codecChanges: 2 });
    expect(statistics.defects['parameter-sets-missing']).toBe(1);
  });

  it('arbitrary packets of both codecs never throw', () => {
    const payloads = [...packetsOf265(h265).flat(), ...packetsOf(h264).flat()]
      .slice(0, 40)
      .map((bytes) => parseRtpPacket(bytes).payload);
    const packet = fc
      .record({
        payloadType: fc.constantFrom(98, 101),
        sequenceNumber: fc.integer({ min: 0, max: 40 }),
        timestamp: fc.nat(3),
        marker: fc.boolean(),
        payload: fc.oneof(fc.uint8Array({ maxLength: 40 }), fc.constantFrom(...payloads)),
      })
      .map((fields) => serializeRtpPacket(rtpPacket(fields)));
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 60 }), (packets) => {
        const { statistics } = receiveBoth(packets);
        expect(statistics.packets).toBe(packets.length);
      }),
      { numRuns: 150 },
    );
  });
});
