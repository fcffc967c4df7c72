import fc from 'fast-check';
import { H264Payloader } from '../codec/h264/payloader.js';
import { parseStapA } from '../codec/h264/stap-a.js';
import { h264NalUnitTypes, nalUnitType } from '../codec/h264/nal-unit-type.js';
import { h264AccessUnits } from '../fixtures/h264-streams.js';
import { ppsNalUnit, sliceNalUnit, spsNalUnit } from '../fixtures/nal-units.js';
import { PacketRingReader } from './packet-ring-reader.js';
import { PacketRingWriter } from './packet-ring-writer.js';
import { createSharedRing } from './shared-ring.js';
import { UnitStreamer } from './unit-streamer.js';

const unit = {
  codec: 'h264' as const,
  timestamp90k: 0,
  arrivalMs: 0,
  randomAccess: true,
  discontinuity: false,
};

function open() {
  const ring = createSharedRing('cam-1');
  const reader = new PacketRingReader(ring);
  const streamer = new UnitStreamer(new PacketRingWriter(ring));
  const packets = () => {
    const all: { readonly payload: Uint8Array; readonly marker: boolean }[] = [];
    for (let index = 0; reader.load(index); index += 1) {
      const payload = new Uint8Array(reader.length);
      reader.copyPayload(payload, 0);
      all.push({ payload, marker: reader.marker });
    }
    return all;
  };
  return { reader, streamer, packets };
}

/** What the payloader makes of the NAL units, with its aggregates taken apart again. */
function expectedPayloads(nalUnits: readonly Uint8Array[]): Uint8Array[] {
  return new H264Payloader()
    .payloads(nalUnits)
    .flatMap((payload) =>
      nalUnitType(payload) === h264NalUnitTypes.stapA ? (parseStapA(payload) ?? []) : [payload],
    );
}

function stream(streamer: UnitStreamer, nalUnits: readonly Uint8Array[], pieceBytes: number): void {
  streamer.begin(unit);
  for (const nalUnit of nalUnits) {
    for (let at = 0; at < nalUnit.length; at += pieceBytes) {
      streamer.append(nalUnit.subarray(at, at + pieceBytes));
    }
    streamer.endNalUnit();
  }
  streamer.end();
}

describe('UnitStreamer', () => {
  const nalUnits = fc
    .array(
      fc.tuple(
        fc.constantFrom(0x65, 0x41, 0x67, 0x06),
        fc.oneof(
          fc.integer({ min: 0, max: 5_000 }),
          fc.constantFrom(1_197, 1_198, 1_199, 1_200, 2_395, 2_396, 2_397, 3_594, 3_595),
        ),
      ),
      { minLength: 1, maxLength: 6 },
    )
    .map((list) =>
      list.map(([header, bytes], number) =>
        Uint8Array.from({ length: bytes + 1 }, (_, at) =>
          at === 0 ? header : (at * 13 + number * 5) & 0xff,
        ),
      ),
    );

  it('makes the packets of H264Payloader, however the bytes come', () => {
    fc.assert(
      fc.property(nalUnits, fc.integer({ min: 1, max: 3_000 }), (list, pieceBytes) => {
        const { streamer, packets } = open();
        stream(streamer, list, pieceBytes);
        expect(packets().map(({ payload }) => payload)).toEqual(expectedPayloads(list));
        const markers = packets().map(({ marker }) => marker);
        expect(markers).toEqual(markers.map((_, at) => at === markers.length - 1));
      }),
      { numRuns: 150 },
    );
  });

  it('makes the packets of H264Payloader of a stream of FFmpeg', () => {
    const { streamer, packets } = open();
    const accessUnits = h264AccessUnits('high-aud-sei');
    for (const accessUnit of accessUnits) {
      stream(streamer, accessUnit, 1_400);
    }
    expect(packets().map(({ payload }) => payload)).toEqual(accessUnits.flatMap(expectedPayloads));
  });

  it('shows a fragment as soon as a byte follows it, and holds only the last packet', () => {
    const { reader, streamer } = open();
    const slice = sliceNalUnit({ idr: true, bytes: 4_000 });
    streamer.begin(unit);
    streamer.append(spsNalUnit);
    streamer.endNalUnit();
    expect(reader.head()).toBe(0);
    streamer.append(ppsNalUnit());
    expect(reader.head()).toBe(1);
    streamer.endNalUnit();
    streamer.append(slice.subarray(0, 1_200));
    expect(reader.head()).toBe(2);
    streamer.append(slice.subarray(1_200, 1_201));
    expect(reader.head()).toBe(3);
    streamer.append(slice.subarray(1_201));
    streamer.endNalUnit();
    expect(reader.head()).toBe(5);
    streamer.end();
    expect(reader.head()).toBe(6);
  });

  it('leaves an abandoned unit without a marker and begins anew', () => {
    const { streamer, packets } = open();
    streamer.begin(unit);
    streamer.append(sliceNalUnit({ idr: true, bytes: 3_000 }));
    streamer.endNalUnit();
    streamer.abandon();
    stream(streamer, [sliceNalUnit({ idr: true, bytes: 30 })], 10);
    expect(packets().map(({ payload, marker }) => [payload.length, marker])).toEqual([
      [1_200, false],
      [1_200, false],
      [expect.any(Number), true],
    ]);
  });

  it('takes an access unit without NAL units, and NAL units without a byte', () => {
    const { streamer, packets } = open();
    streamer.begin(unit);
    streamer.append(new Uint8Array(0));
    streamer.endNalUnit();
    streamer.end();
    expect(packets()).toEqual([]);
  });
});

describe('UnitStreamer with H.265', () => {
  const h265Unit = { ...unit, codec: 'h265' as const };

  function nal(type: number, bytes: number): Uint8Array {
    return Uint8Array.from({ length: bytes }, (_, at) =>
      at === 0 ? type << 1 : at === 1 ? 1 : (at * 11) & 0xff,
    );
  }

  it('makes single NAL units and fragments of exactly 1,200 bytes (RFC 7798 4.4)', () => {
    const { streamer, packets } = open();
    streamer.begin(h265Unit);
    for (const nalUnit of [nal(32, 24), nal(19, 1_200), nal(19, 3_000)]) {
      streamer.append(nalUnit.subarray(0, 1));
      streamer.append(nalUnit.subarray(1));
      streamer.endNalUnit();
    }
    streamer.end();
    const all = packets();
    expect(all.map(({ payload, marker }) => [payload.length, marker])).toEqual([
      [24, false],
      [1_200, false],
      [1_200, false],
      [1_200, false],
      [2 + 1 + (2_998 - 2 * 1_197), true],
    ]);
    const fuHeaders = all.slice(2).map(({ payload }) => [...payload.subarray(0, 3)]);
    expect(fuHeaders).toEqual([
      [49 << 1, 1, 0x80 | 19],
      [49 << 1, 1, 19],
      [49 << 1, 1, 0x40 | 19],
    ]);
    const body = Buffer.concat(all.slice(2).map(({ payload }) => payload.subarray(3)));
    expect(body.equals(nal(19, 3_000).subarray(2))).toBe(true);
  });

  it('leaves out a NAL unit without a whole header, and keeps the marker', () => {
    const { streamer, packets } = open();
    streamer.begin(h265Unit);
    streamer.append(nal(1, 30));
    streamer.endNalUnit();
    streamer.append(Uint8Array.of(2));
    streamer.endNalUnit();
    streamer.end();
    expect(packets().map(({ payload, marker }) => [payload.length, marker])).toEqual([[30, true]]);
  });
});
