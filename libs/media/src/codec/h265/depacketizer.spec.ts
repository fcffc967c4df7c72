import { concatBytes, fromHex, toHex } from '@casement/bytes';
import fc from 'fast-check';
import {
  h265Delimiter,
  h265Pps,
  h265Sei,
  h265Slice,
  h265Sps,
  h265Vps,
} from '../../fixtures/h265-nal-units.js';
import { sequencedPacket } from '../../fixtures/rtp-packets.js';
import { parseRtpPacket } from '../../rtp/parse-rtp-packet.js';
import type { SequencedPacket } from '../../rtp/sequenced-packet.js';
import { H265Depacketizer } from './depacketizer.js';
import type { H265Defect } from './h265-defect.js';
import { H265Payloader } from './payloader.js';

type Step = {
  readonly hex: string;
  /** Timestamp, default that of the step before. */
  readonly t?: number;
  readonly m?: boolean;
  readonly lost?: number;
};

/** Pushes the steps and tells each access unit as `timestamp: nal nal`, with `!` after a loss. */
function run(steps: readonly Step[], options?: ConstructorParameters<typeof H265Depacketizer>[0]) {
  const depacketizer = new H265Depacketizer(options);
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

/** Compared as text: Jest takes long for thousands of bytes in arrays. */
function hexOf(nalUnits: readonly Uint8Array[]): string[] {
  return nalUnits.map((nalUnit) => toHex(nalUnit, Number.POSITIVE_INFINITY));
}

type Case = {
  readonly name: string;
  readonly steps: readonly Step[];
  readonly units: readonly string[];
  readonly defects?: Partial<Record<H265Defect, number>>;
  readonly discarded?: number;
};

/** A whole picture, so that what comes next is not the start of everything. */
const first: Step = { hex: '0201e0', t: 1, m: true };
const firstUnit = '1!: 0201e0';

const cases: Case[] = [
  {
    name: 'RT04+05 FU of type 19',
    steps: [first, { hex: '620193af11', t: 2 }, { hex: '6201532233', m: true }],
    units: [firstUnit, '2: 2601af112233'],
  },
  {
    name: 'RT15 aggregation packet',
    steps: [first, { hex: '600100024001000344 01c0', t: 2 }, { hex: '2601af', m: true }],
    units: [firstUnit, '2: 4001 4401c0 2601af'],
  },
  {
    name: 'forbidden bit inside an aggregation packet that does not have it: the picture is given up',
    steps: [
      first,
      { hex: '600100024001000382 01e0', t: 2 },
      { hex: '2601e0', m: true },
      { hex: '2601e0', t: 3, m: true },
    ],
    units: [firstUnit, '3!: 2601e0'],
    defects: { 'forbidden-bit': 1 },
    discarded: 1,
  },
  {
    name: 'B21 delimiter, PPS and SEI as packets of their own; the delimiter is left out',
    steps: [
      first,
      { hex: '460150', t: 2 },
      { hex: '4401c0' },
      { hex: '4e01050480' },
      { hex: '0201e0', m: true },
    ],
    units: [firstUnit, '2: 4401c0 4e01050480 0201e0'],
  },
  {
    name: 'slices and tiles: several slice segments of one picture',
    steps: [first, { hex: '2601e0', t: 2 }, { hex: '260160' }, { hex: '260150', m: true }],
    units: [firstUnit, '2: 2601e0 260160 260150'],
  },
  {
    name: 'SEI behind the slices, end of sequence left out',
    steps: [first, { hex: '0201e0', t: 2 }, { hex: '5001050480' }, { hex: '4801', m: true }],
    units: [firstUnit, '2: 0201e0 5001050480'],
  },
  {
    name: 'B20 without marker: the first slice of the next picture ends the one before',
    steps: [{ hex: '2601e0', t: 5 }, { hex: '260160' }, { hex: '0201e0' }, { hex: '0201e1' }],
    units: ['5!: 2601e0 260160', '5: 0201e0'],
  },
  {
    name: 'B20 without marker: parameter sets end the picture before',
    steps: [{ hex: '2601e0', t: 5 }, { hex: '40010c' }, { hex: '2601e0' }, { hex: '420101' }],
    units: ['5!: 2601e0', '5: 40010c 2601e0'],
  },
  {
    name: 'RT11 fragment without a start',
    steps: [
      first,
      { hex: '6201132233', t: 2 },
      { hex: '6201532233', m: true },
      { hex: '0201e0', t: 3, m: true },
    ],
    units: [firstUnit, '3!: 0201e0'],
    defects: { 'fu-without-start': 1 },
    discarded: 1,
  },
  {
    name: 'RT11 a gap inside a fragmented NAL unit',
    steps: [
      first,
      { hex: '620193af11', t: 2 },
      { hex: '6201532233', lost: 1, m: true },
      { hex: '0201e0', t: 3, m: true },
    ],
    units: [firstUnit, '3!: 0201e0'],
    defects: { 'loss-inside-access-unit': 1 },
    discarded: 1,
  },
  {
    name: 'another NAL unit before the last fragment',
    steps: [first, { hex: '620193af11', t: 2 }, { hex: '0201e0', m: true }],
    units: [firstUnit],
    defects: { 'fu-without-end': 1 },
    discarded: 1,
  },
  {
    name: 'the timestamp changes before the last fragment',
    steps: [first, { hex: '620193af11', t: 2 }, { hex: '0201e0', t: 3, m: true }],
    units: [firstUnit, '3!: 0201e0'],
    defects: { 'fu-without-end': 1 },
    discarded: 1,
  },
  {
    name: 'a fragment without the E bit at the end of the picture',
    steps: [first, { hex: '620193af11', t: 2 }, { hex: '6201132233', m: true }],
    units: [firstUnit, '2: 2601af112233'],
    defects: { 'fu-end-missing': 1 },
  },
  {
    name: 'start and end in one fragment',
    steps: [first, { hex: '6201d3af11', t: 2, m: true }],
    units: [firstUnit, '2: 2601af11'],
    defects: { 'fu-start-and-end': 1 },
  },
  {
    name: 'a fragment that is too short',
    steps: [first, { hex: '6201', t: 2, m: true }],
    units: [firstUnit],
    defects: { 'fu-too-short': 1 },
    discarded: 1,
  },
  {
    name: 'the header changes between fragments: the first one counts',
    steps: [first, { hex: '620193af11', t: 2 }, { hex: '6201412233', m: true }],
    units: [firstUnit, '2: 2601af112233'],
    defects: { 'fu-inconsistent-header': 1 },
  },
  {
    name: 'an aggregation packet whose size lies',
    steps: [first, { hex: '600100024001ffff4401c0', t: 2 }, { hex: '0201e0', m: true }],
    units: [firstUnit],
    defects: { 'ap-overrun': 1 },
    discarded: 1,
  },
  {
    name: 'an aggregation packet with half a size',
    steps: [first, { hex: '60010002400100', t: 2, m: true }],
    units: [firstUnit],
    defects: { 'ap-overrun': 1 },
    discarded: 1,
  },
  {
    name: 'forbidden types alone and inside an aggregation packet',
    steps: [
      first,
      { hex: '5201aa', t: 2 }, // 41
      { hex: '1401aa' }, // 10
      { hex: '6801aa' }, // 52
      { hex: '6001 0003 6201d3 0003 5801aa 0003 0201e0', m: true }, // 49 and 44 inside
    ],
    units: [firstUnit, '2: 0201e0'],
    defects: { 'forbidden-type': 5 },
  },
  {
    name: 'a fragmented NAL unit of a forbidden type',
    steps: [first, { hex: '6201a9aa', t: 2 }, { hex: '620169aa' }, { hex: '0201e0', m: true }],
    units: [firstUnit, '2: 0201e0'],
    defects: { 'forbidden-type': 1 },
  },
  {
    name: 'PACI: its picture is dropped',
    steps: [first, { hex: '64012640000201e0', t: 2, m: true }, { hex: '0201e0', t: 3, m: true }],
    units: [firstUnit, '3!: 0201e0'],
    defects: { paci: 1 },
    discarded: 1,
  },
  {
    name: 'the forbidden bit',
    steps: [first, { hex: '8201e0', t: 2, m: true }],
    units: [firstUnit],
    defects: { 'forbidden-bit': 1 },
    discarded: 1,
  },
  {
    name: 'payloads without a whole header',
    steps: [
      first,
      { hex: '', t: 2 },
      { hex: '02' },
      { hex: '6001 0001 02 0000 0003 0201e0', m: true },
    ],
    units: [firstUnit, '2: 0201e0'],
    defects: { 'empty-nal-unit': 4 },
  },
  {
    name: 'the marker before any picture data',
    steps: [first, { hex: '4e01050480', t: 2, m: true }, { hex: '0201e0', m: true }],
    units: [firstUnit, '2: 4e01050480 0201e0'],
    defects: { 'marker-without-picture': 1 },
  },
];

describe('H265Depacketizer', () => {
  it.each(cases)('$name', ({ steps, units, defects = {}, discarded = 0 }) => {
    expect(run(steps)).toEqual({ units, defects, discarded });
  });

  it('RT01, RT04, RT05 as whole packets', () => {
    const depacketizer = new H265Depacketizer();
    const packets = [
      '9065123400015f90112233440000000700040008000300000007000c6b01435900090000000d000801000000460150',
      '8065000300015f9011223344620193af11',
      '80e5000400015f90112233446201532233',
    ].map((hex) => parseRtpPacket(fromHex(hex)));
    for (const packet of packets) {
      depacketizer.push({ packet, arrivalMs: 0, lostBefore: 0 });
    }
    const unit = depacketizer.pull();
    expect(unit?.nalUnits.map((nalUnit) => toHex(nalUnit))).toEqual(['2601af112233']);
    expect(toHex(unit!.extension!, 8)).toMatch(/^0004000800030000/u);
  });

  it('finds the next picture when markers and timestamps stop to change behind a damaged one', () => {
    const lost: Step = { hex: '2601e0', t: 2, lost: 1 };
    const rest: Step = { hex: '020140' };
    const steps = [
      first,
      { hex: '2601e0', t: 2 },
      { ...lost, hex: '020140' },
      ...Array.from({ length: 8_192 }, () => rest),
      { hex: '2601e0' },
      rest,
      { hex: '0201e0' },
    ];
    expect(run(steps).units).toEqual([firstUnit, '2!: 2601e0 020140']);
  });

  it('gives up access units beyond the limits', () => {
    const steps = [first, { hex: `0201e0${'aa'.repeat(40)}`, t: 2, m: true }];
    expect(run(steps, { maxBytes: 20 })).toEqual({
      units: [firstUnit],
      defects: { 'access-unit-too-large': 1 },
      discarded: 1,
    });
  });

  it('gives back what H265Payloader made, whatever the sizes are', () => {
    const head = fc.constantFrom(h265Vps, h265Sps, h265Pps(), h265Sei);
    const slice = fc
      .integer({ min: 3, max: 3_000 })
      .map((bytes) => h265Slice({ first: false, bytes }));
    fc.assert(
      fc.property(
        fc.array(head, { maxLength: 6 }),
        fc.array(slice, { maxLength: 4 }),
        fc.integer({ min: 5, max: 1_500 }),
        (heads, slices, size) => {
          const all = [...heads, h265Slice({ bytes: 2_000 }), ...slices];
          const payloads = new H265Payloader().payloads([h265Delimiter, ...all], size);
          expect(payloads.every(({ length }) => length <= size)).toBe(true);
          const depacketizer = new H265Depacketizer();
          payloads.forEach((payload, at) =>
            depacketizer.push(sequencedPacket({ payload, marker: at === payloads.length - 1 })),
          );
          expect(hexOf(depacketizer.pull()?.nalUnits ?? [])).toEqual(hexOf(all));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('makes fragments of constant size', () => {
    const payloads = new H265Payloader().payloads([h265Slice({ bytes: 3_000 })], 1_200);
    expect(payloads.map(({ length }) => length)).toEqual([1_200, 1_200, expect.any(Number)]);
    expect(() => new H265Payloader().payloads([], 3)).toThrow('expected at least 4');
  });

  it('the aggregation packet has the lowest layer and temporal id', () => {
    const [payload] = new H265Payloader().payloads([fromHex('400a0c'), fromHex('420301')]);
    expect(toHex(payload!)).toBe('60020003400a0c0003420301');
  });

  it('never throws and stays bounded, whatever comes', () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 30 }),
      fc
        .tuple(
          fc.constantFrom(0x60, 0x62, 0x64, 0x02, 0x26, 0x40, 0x46),
          fc.uint8Array({ maxLength: 20 }),
        )
        .map(([head, rest]) => concatBytes([Uint8Array.of(head, 1), rest])),
    );
    const packet = fc.record({
      payload,
      marker: fc.boolean(),
      timestamp: fc.nat(3),
      lostBefore: fc.constantFrom(0, 0, 0, 1),
    });
    fc.assert(
      fc.property(fc.array(packet, { maxLength: 60 }), (packets) => {
        const depacketizer = new H265Depacketizer({ maxBytes: 200 });
        packets.forEach((fields) =>
          depacketizer.push(sequencedPacket(fields) satisfies SequencedPacket),
        );
        for (let unit = depacketizer.pull(); unit; unit = depacketizer.pull()) {
          expect(unit.nalUnits.length).toBeGreaterThan(0);
          expect(unit.nalUnits.every(({ length }) => length >= 2)).toBe(true);
        }
      }),
      { numRuns: 300 },
    );
  });
});
