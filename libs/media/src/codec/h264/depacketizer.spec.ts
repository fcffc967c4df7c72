import { concatBytes, fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import {
  accessUnitDelimiter,
  fillerNalUnit,
  ppsNalUnit,
  seiNalUnit,
  sliceNalUnit,
  spsNalUnit,
} from '../../fixtures/nal-units.js';
import { sequencedPacket } from '../../fixtures/rtp-packets.js';
import { parseRtpPacket } from '../../rtp/parse-rtp-packet.js';
import type { SequencedPacket } from '../../rtp/sequenced-packet.js';
import { H264Depacketizer } from './depacketizer.js';
import type { H264Defect } from './h264-defect.js';

type Step = {
  readonly hex: string;
  /** Timestamp, default that of the step before. */
  readonly t?: number;
  readonly m?: boolean;
  readonly lost?: number;
};

/** Pushes the steps and tells each access unit as `timestamp: nal nal`, with `!` after a loss. */
function run(steps: readonly Step[], options?: ConstructorParameters<typeof H264Depacketizer>[0]) {
  const depacketizer = new H264Depacketizer(options);
  const units: string[] = [];
  let timestamp = 1;
  steps.forEach(({ hex, t = timestamp, m = false, lost = 0 }, at) => {
    timestamp = t;
    const payload = fromHex(hex);
    const packet = { payload, timestamp, marker: m, sequenceNumber: at, lostBefore: lost };
    depacketizer.push(sequencedPacket(packet));
    for (let unit = depacketizer.pull(); unit; unit = depacketizer.pull()) {
      const nalUnits = unit.nalUnits.map((nalUnit) => toHex(nalUnit)).join(' ');
      units.push(`${unit.timestamp}${unit.lossBefore ? '!' : ''}: ${nalUnits}`);
    }
  });
  const defects = Object.fromEntries(
    Object.entries(depacketizer.defects).filter(([, count]) => count > 0),
  );
  return { units, defects, discarded: depacketizer.discardedAccessUnits };
}

type Case = {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly units: readonly string[];
  readonly defects?: Partial<Record<H264Defect, number>>;
  readonly discarded?: number;
};

/** A whole picture, so that what comes next is not the start of everything. */
const first: Step = { hex: '41e0', t: 1, m: true };
const firstUnit = '1!: 41e0';

const wellFormed: Case[] = [
  {
    name: 'single NAL units, marker',
    steps: [
      { hex: '65b8aa', t: 9, m: true },
      { hex: '41e0bb', t: 10, m: true },
    ],
    units: ['9!: 65b8aa', '10: 41e0bb'],
  },
  {
    name: 'RT02+03 FU-A start and end',
    steps: [first, { hex: '7c85888400', t: 2 }, { hex: '7c45aabb', m: true }],
    units: [firstUnit, '2: 65888400aabb'],
  },
  {
    name: 'RT15 STAP-A of SPS and PPS, then the picture',
    steps: [first, { hex: '780002674200 0168', t: 2 }, { hex: '65b8', m: true }],
    units: [firstUnit, '2: 6742 68 65b8'],
  },
  {
    name: 'B20 parameter sets, SEI and delimiter as packets of their own',
    steps: [
      first,
      { hex: '09f0', t: 2 },
      { hex: '6742' },
      { hex: '68ce' },
      { hex: '0605010480' },
      { hex: '65b8', m: true },
    ],
    units: [firstUnit, '2: 6742 68ce 0605010480 65b8'],
  },
  {
    name: 'several slices in one access unit, whose first_mb_in_slice is not 0',
    steps: [first, { hex: '65b8', t: 2 }, { hex: '6501' }, { hex: '6502', m: true }],
    units: [firstUnit, '2: 65b8 6501 6502'],
  },
  {
    name: 'two fields in one access unit: the marker decides',
    steps: [first, { hex: '41e0', t: 2 }, { hex: '41e1', m: true }],
    units: [firstUnit, '2: 41e0 41e1'],
  },
  {
    name: 'filler and end of sequence are left out',
    steps: [first, { hex: '41e0', t: 2 }, { hex: '0cffff80' }, { hex: '0a', m: true }],
    units: [firstUnit, '2: 41e0'],
  },
  {
    name: 'filler in FU-As is left out',
    steps: [first, { hex: '41e0', t: 2 }, { hex: '1c8cffff' }, { hex: '1c4cff80', m: true }],
    units: [firstUnit, '2: 41e0'],
  },
];

const withoutMarker: Case[] = [
  {
    name: 'B20 the timestamp ends the picture',
    steps: [
      { hex: '65b8', t: 1 },
      { hex: '41e0', t: 2 },
      { hex: '41e1', t: 3 },
    ],
    units: ['1!: 65b8', '2: 41e0'],
  },
  {
    name: 'B20 first_mb_in_slice 0 ends the picture, even with the same timestamp',
    steps: [{ hex: '65b8' }, { hex: '6501' }, { hex: '41e0' }, { hex: '4101' }, { hex: '41e1' }],
    units: ['1!: 65b8 6501', '1: 41e0 4101'],
  },
  {
    name: 'B20 first_mb_in_slice 0 in the first fragment of a FU-A',
    steps: [{ hex: '65b8' }, { hex: '5c81e0' }, { hex: '5c4177' }, { hex: '41e1' }],
    units: ['1!: 65b8', '1: 41e077'],
  },
  {
    name: 'B20 delimiter, parameter sets or SEI behind picture data begin the next one',
    steps: [
      { hex: '65b8' },
      { hex: '09f0' },
      { hex: '41e0' },
      { hex: '06' },
      { hex: '41e1' },
      { hex: '6742' },
    ],
    units: ['1!: 65b8', '1: 41e0', '1: 06 41e1'],
  },
  {
    name: 'B20 pictures inside one STAP-A',
    steps: [{ hex: '78 0002 65b8 0002 41e0 0002 41e1', m: true }],
    units: ['1!: 65b8', '1: 41e0', '1: 41e1'],
  },
  {
    name: 'a damaged picture ends where the next one visibly begins',
    steps: [{ hex: '65b8' }, { hex: '7c0511' }, { hex: '4101' }, { hex: '41e0' }, { hex: '41e1' }],
    units: ['1!: 41e0'],
    defects: { 'fu-a-without-start': 1 },
    discarded: 1,
  },
];

const defective: Case[] = [
  {
    name: 'RT11 FU middle without start: the rest of the picture is dropped',
    steps: [
      first,
      { hex: '7c05aa', t: 2 },
      { hex: '7c45bb', m: true },
      { hex: '41e1', t: 3, m: true },
    ],
    units: [firstUnit, '3!: 41e1'],
    defects: { 'fu-a-without-start': 1 },
    discarded: 1,
  },
  {
    name: 'RT11 gap inside a FU',
    steps: [
      first,
      { hex: '7c8588', t: 2 },
      { hex: '7c45bb', lost: 1, m: true },
      { hex: '41e1', t: 3, m: true },
    ],
    units: [firstUnit, '3!: 41e1'],
    defects: { 'loss-inside-access-unit': 1 },
    discarded: 1,
  },
  {
    name: 'loss of the end of a picture and of the start of the next one',
    steps: [first, { hex: '7c8588', t: 2 }, { hex: '4101', t: 3, lost: 3, m: true }],
    units: [firstUnit, '3!: 4101'],
    defects: { 'loss-inside-access-unit': 1 },
    discarded: 1,
  },
  {
    name: 'loss between pictures',
    steps: [first, { hex: '41e1', t: 3, lost: 1, m: true }, { hex: '41e2', t: 4, m: true }],
    units: [firstUnit, '3!: 41e1', '4: 41e2'],
  },
  {
    name: 'loss twice in the same picture',
    steps: [
      first,
      { hex: '7c8588', t: 2 },
      { hex: '7c0599', lost: 1 },
      { hex: '7c4599', lost: 1, m: true },
      { hex: '41e1', t: 3, m: true },
    ],
    units: [firstUnit, '3!: 41e1'],
    defects: { 'loss-inside-access-unit': 1 },
    discarded: 1,
  },
  {
    name: 'the marker of a damaged picture is lost too',
    steps: [
      first,
      { hex: '7c8588', t: 2 },
      { hex: '7c0599', lost: 1 },
      { hex: '41e1', t: 3, m: true },
    ],
    units: [firstUnit, '3!: 41e1'],
    defects: { 'loss-inside-access-unit': 1 },
    discarded: 1,
  },
  {
    name: 'a damaged picture ends with its marker, even when timestamps stand still',
    steps: [first, { hex: '7c05aa' }, { hex: '7c45bb', m: true }, { hex: '41e1', m: true }],
    units: [firstUnit, '1!: 41e1'],
    defects: { 'fu-a-without-start': 1 },
    discarded: 1,
  },
  {
    name: 'FU with S and E',
    steps: [first, { hex: '7cc588aa', t: 2, m: true }],
    units: [firstUnit, '2: 6588aa'],
    defects: { 'fu-a-start-and-end': 1 },
  },
  {
    name: 'FU whose header changes: the first one is used',
    steps: [first, { hex: '7c8588', t: 2 }, { hex: '5c0599' }, { hex: '7c41aa', m: true }],
    units: [firstUnit, '2: 658899aa'],
    defects: { 'fu-a-inconsistent-header': 2 },
  },
  {
    name: 'FU without end, another one starts',
    steps: [first, { hex: '7c8588', t: 2 }, { hex: '7c8588' }, { hex: '7c45bb', m: true }],
    units: [firstUnit],
    defects: { 'fu-a-without-end': 1 },
    discarded: 1,
  },
  {
    name: 'FU without end, a single NAL unit comes',
    steps: [
      first,
      { hex: '7c8588', t: 2 },
      { hex: '65b8', m: true },
      { hex: '41e1', t: 3, m: true },
    ],
    units: [firstUnit, '3!: 41e1'],
    defects: { 'fu-a-without-end': 1 },
    discarded: 1,
  },
  {
    name: 'FU without end, the timestamp changes',
    steps: [first, { hex: '7c8588', t: 2 }, { hex: '41e1', t: 3, m: true }],
    units: [firstUnit, '3!: 41e1'],
    defects: { 'fu-a-without-end': 1 },
    discarded: 1,
  },
  {
    name: 'FU that ends with the marker but without E',
    steps: [first, { hex: '7c8588', t: 2 }, { hex: '7c05aa', m: true }],
    units: [firstUnit, '2: 6588aa'],
    defects: { 'fu-a-end-missing': 1 },
  },
  {
    name: 'FU without a header',
    steps: [first, { hex: '7c', t: 2, m: true }, { hex: '41e1', t: 3, m: true }],
    units: [firstUnit, '3!: 41e1'],
    defects: { 'fu-a-too-short': 1 },
    discarded: 1,
  },
  {
    name: 'FU of a forbidden type',
    steps: [first, { hex: '41e0', t: 2 }, { hex: '7c9c88' }, { hex: '7c5c88', m: true }],
    units: [firstUnit, '2: 41e0'],
    defects: { 'forbidden-type': 1 },
  },
  {
    name: 'NAL unit types that must not appear',
    steps: [
      first,
      ...['00', '19', '1a', '1b', '1d', '1e', '1f'].map((hex) => ({ hex, t: 2 })),
      { hex: '41e0', m: true },
    ],
    units: [firstUnit, '2: 41e0'],
    defects: { 'forbidden-type': 7 },
  },
  {
    name: 'a forbidden type inside a STAP-A',
    steps: [first, { hex: '78 0002 7c85 0002 41e0 0001 00', t: 2, m: true }],
    units: [firstUnit, '2: 41e0'],
    defects: { 'forbidden-type': 2 },
  },
  {
    name: 'STAP-A whose size is beyond its end',
    steps: [first, { hex: '78 0002 41e0 0009 41', t: 2, m: true }, { hex: '41e1', t: 3, m: true }],
    units: [firstUnit, '3!: 41e1'],
    defects: { 'stap-a-overrun': 1 },
    discarded: 1,
  },
  {
    name: 'STAP-A with half a size',
    steps: [first, { hex: '78 0002 41e0 00', t: 2, m: true }],
    units: [firstUnit],
    defects: { 'stap-a-overrun': 1 },
    discarded: 1,
  },
  {
    name: 'empty NAL units, in a STAP-A too',
    steps: [first, { hex: '', t: 2 }, { hex: '78 0000 0002 41e0' }, { hex: '', m: true }],
    units: [firstUnit, '2: 41e0'],
    defects: { 'empty-nal-unit': 3 },
  },
  {
    name: 'a STAP-A without NAL units',
    steps: [first, { hex: '78', t: 2 }, { hex: '41e0', m: true }],
    units: [firstUnit, '2: 41e0'],
  },
  {
    name: 'forbidden_zero_bit',
    steps: [first, { hex: 'c1e0', t: 2 }, { hex: '4101', m: true }, { hex: '41e1', t: 3, m: true }],
    units: [firstUnit, '3!: 41e1'],
    defects: { 'forbidden-bit': 1 },
    discarded: 1,
  },
  {
    name: 'the marker on parameter sets is ignored',
    steps: [
      first,
      { hex: '6742', t: 2, m: true },
      { hex: '68ce', m: true },
      { hex: '65b8', m: true },
    ],
    units: [firstUnit, '2: 6742 68ce 65b8'],
    defects: { 'marker-without-picture': 2 },
  },
  {
    name: 'parameter sets with another timestamp than their picture',
    steps: [first, { hex: '6742', t: 2 }, { hex: '68ce', t: 3 }, { hex: '65b8', t: 4, m: true }],
    units: [firstUnit, '4: 6742 68ce 65b8'],
    defects: { 'timestamp-without-picture': 2 },
  },
  {
    name: 'markers that cease: the timestamp ends the picture',
    steps: [first, { hex: '41e1', t: 2 }, { hex: '41e2', t: 3 }, { hex: '41e3', t: 4 }],
    units: [firstUnit, '2: 41e1', '3: 41e2'],
  },
];

describe('H264Depacketizer', () => {
  it.each([...wellFormed, ...withoutMarker, ...defective])(
    '$name',
    ({ steps, units, defects = {}, discarded = 0 }) => {
      expect(run(steps)).toEqual({ units, defects, discarded });
    },
  );

  it('RT02+03: the packets of the decisions', () => {
    const depacketizer = new H264Depacketizer();
    const packets = [
      '9062000100015f90112233440000000700040008000300000007000c6b01435900090000000d0008010000007c85888400',
      '80e2000200015f90112233447c45aabb',
    ].map((hex) => parseRtpPacket(fromHex(hex)));
    for (const packet of packets) {
      depacketizer.push({ packet, arrivalMs: 5, lostBefore: 0 });
    }
    const unit = depacketizer.pull();
    expect(unit?.nalUnits).toEqual([fromHex('65888400aabb')]);
    expect(unit?.extension).toEqual(packets[0]?.extension?.bytes);
    expect(unit).toMatchObject({ timestamp: 90_000, arrivalMs: 5 });
    expect(depacketizer.pull()).toBeUndefined();
  });

  it('drops an access unit beyond maxBytes and goes on with the next one', () => {
    const large = concatBytes([fromHex('41e0'), new Uint8Array(30).fill(1)]);
    const steps = [first, { hex: toHex(large), t: 2, m: true }, { hex: '41e1', t: 3, m: true }];
    expect(run(steps, { maxBytes: 20 })).toEqual({
      units: [firstUnit, '3!: 41e1'],
      defects: { 'access-unit-too-large': 1 },
      discarded: 1,
    });
  });

  it('drops an access unit beyond maxNalUnits and finds pictures without marker again', () => {
    const steps = [
      first,
      ...Array.from({ length: 4 }, () => ({ hex: '4101', t: 2 })),
      { hex: '41e1' },
      { hex: '41e2' },
      { hex: '41e3', m: true },
    ];
    expect(run(steps, { maxNalUnits: 3 })).toEqual({
      units: [firstUnit, '2!: 41e1', '2: 41e2', '2: 41e3'],
      defects: { 'access-unit-too-large': 1 },
      discarded: 1,
    });
  });

  it('forgets the unfinished access unit at a restart', () => {
    const depacketizer = new H264Depacketizer();
    depacketizer.push(sequencedPacket({ payload: fromHex('65b8') }));
    depacketizer.restart();
    depacketizer.push(sequencedPacket({ payload: fromHex('41e0'), marker: true }));
    expect(depacketizer.pull()).toMatchObject({ nalUnits: [fromHex('41e0')], lossBefore: true });
  });

  it('stays bounded when nobody pulls', () => {
    const depacketizer = new H264Depacketizer();
    for (let picture = 0; picture < 100; picture += 1) {
      const payload = fromHex('41e0');
      depacketizer.push(sequencedPacket({ payload, marker: true, timestamp: picture }));
    }
    expect(depacketizer.defects['not-pulled']).toBe(36);
    const pulled = Array.from({ length: 100 }, () => depacketizer.pull());
    expect(pulled.filter((unit) => unit !== undefined)).toHaveLength(64);
  });

  it('neither changes the packets nor shares their bytes', () => {
    const payloads = [fromHex('6742'), fromHex('7c85888400'), fromHex('7c45aabb')];
    const before = payloads.map((payload) => payload.slice());
    const depacketizer = new H264Depacketizer();
    payloads.forEach((payload, at) =>
      depacketizer.push(sequencedPacket({ payload, marker: at === 2 })),
    );
    expect(payloads).toEqual(before);
    const unit = depacketizer.pull();
    payloads.forEach((payload) => payload.fill(0));
    expect(unit?.nalUnits).toEqual([fromHex('6742'), fromHex('65888400aabb')]);
  });

  const payload = fc.oneof(
    fc.uint8Array({ maxLength: 30 }),
    fc.constantFrom(
      ...[accessUnitDelimiter, spsNalUnit, ppsNalUnit(), seiNalUnit, fillerNalUnit],
      ...[sliceNalUnit({ idr: true }), sliceNalUnit({ firstMb: 9 }), sliceNalUnit()],
      ...['7c85888400', '7c0599', '7c45aabb', '7cc588', '7800026742000168'].map((hex) =>
        fromHex(hex),
      ),
    ),
  );
  const packets: fc.Arbitrary<SequencedPacket[]> = fc.array(
    fc
      .record({
        payload,
        marker: fc.boolean(),
        timestamp: fc.integer({ min: 0, max: 3 }),
        lostBefore: fc.constantFrom(0, 0, 0, 1),
      })
      .map((fields) => sequencedPacket(fields)),
    { maxLength: 60 },
  );

  it('never throws, makes no bytes up and hands over pictures only', () => {
    fc.assert(
      fc.property(packets, (list) => {
        const depacketizer = new H264Depacketizer({ maxBytes: 200, maxNalUnits: 8 });
        let received = 0;
        let handedOver = 0;
        for (const sequenced of list) {
          received += sequenced.packet.payload.length;
          depacketizer.push(sequenced);
          for (let unit = depacketizer.pull(); unit; unit = depacketizer.pull()) {
            const bytes = unit.nalUnits.reduce((sum, { length }) => sum + length, 0);
            handedOver += bytes;
            expect(bytes).toBeLessThanOrEqual(200);
            expect(unit.nalUnits.length).toBeLessThanOrEqual(8);
            expect(
              unit.nalUnits.some(([header = 0]) => [1, 2, 3, 4, 5].includes(header & 31)),
            ).toBe(true);
          }
        }
        expect(handedOver).toBeLessThanOrEqual(received);
      }),
      { numRuns: 500 },
    );
  });
});
