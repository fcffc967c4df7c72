import { concatBytes, fromHex } from '@casement/bytes';
import fc from 'fast-check';
import { UnitCollector } from '../fixtures/growing-units.js';
import { h264AccessUnits } from '../fixtures/h264-streams.js';
import type { H264StreamName } from '../fixtures/h264-streams.js';
import { ppsNalUnit, sliceNalUnit, spsNalUnit } from '../fixtures/nal-units.js';
import { hasParameterSets, packetsOf, rtpPacket } from '../fixtures/rtp-packets.js';
import { mediaTime90k } from '../rtp/media-time.js';
import { serializeRtpPacket } from '../rtp/serialize-rtp-packet.js';
import type { AccessUnit } from './access-unit.js';
import { VideoReceiver } from './video-receiver.js';
import type { VideoReceiverOptions } from './video-receiver.js';

const names: H264StreamName[] = ['high-aud-sei', 'baseline-four-slices', 'main-b-pictures'];

/** Gives the same packets, 1 ms apart, to a receiver with a sink and to one that is pulled. */
function receiveBoth(packets: readonly Uint8Array[], options?: VideoReceiverOptions) {
  const sink = new UnitCollector();
  const growing = new VideoReceiver({ ...options, sink });
  const whole = new VideoReceiver(options);
  const pulled: AccessUnit[] = [];
  const pull = () => {
    for (let unit = whole.pull(); unit; unit = whole.pull()) {
      pulled.push(unit);
    }
  };
  packets.forEach((bytes, nowMs) => {
    growing.push(bytes, nowMs);
    whole.push(bytes, nowMs);
    pull();
    expect(growing.pull()).toBeUndefined();
  });
  growing.tick(packets.length + 1_000);
  whole.tick(packets.length + 1_000);
  pull();
  return { sink, pulled, growing, whole };
}

/** What both ways must have in common; times count from the first one, whatever came before it. */
function shownOf(
  units: readonly Pick<AccessUnit, 'nalUnits' | 'randomAccess' | 'discontinuity'>[],
  times: readonly number[],
) {
  return units.map(({ nalUnits, randomAccess, discontinuity }, at) => {
    const ticks = times[at]! - times[0]!;
    return { nalUnits, randomAccess, discontinuity, ticks };
  });
}

function expectSame({ sink, pulled }: ReturnType<typeof receiveBoth>) {
  const { complete } = sink;
  const times = complete.map(({ timestamp90k }) => timestamp90k);
  const pulledTimes = pulled.map(({ time }) => mediaTime90k(time));
  // Told apart by hand first: the differences of thousands of bytes are no help.
  expect(complete.map(({ nalUnits }) => nalUnits.map(({ length }) => length))).toEqual(
    pulled.map(({ nalUnits }) => nalUnits.map(({ length }) => length)),
  );
  expect(shownOf(complete, times)).toEqual(shownOf(pulled, pulledTimes));
}

type Picture = { readonly nalUnits: readonly Uint8Array[]; readonly lost?: boolean };

/** Pictures of one packet per NAL unit. */
function packetsOfPictures(pictures: readonly Picture[]): Uint8Array[] {
  return packetsOf(pictures.map(({ nalUnits }) => nalUnits)).flatMap((packets, at) =>
    pictures[at]?.lost === true ? [] : packets,
  );
}

describe('a VideoReceiver with a sink', () => {
  it.each(names)('hands on %s as it is', (name) => {
    const both = receiveBoth(packetsOf(h264AccessUnits(name), { maxPayloadBytes: 500 }).flat());
    expect(both.pulled.length).toBeGreaterThan(20);
    expectSame(both);
    const { growing, whole } = both;
    expect(growing.statistics).toEqual(whole.statistics);
    expect(growing.video).toEqual(whole.video);
  });

  /** What the network does to a stream; `spares` says which packets come through untouched. */
  const network = fc.record({
    name: fc.constantFrom(...names),
    maxPayloadBytes: fc.integer({ min: 40, max: 1_500 }),
    marker: fc.boolean(),
    lost: fc.array(fc.nat(400), { maxLength: 8 }),
    swapped: fc.array(fc.nat(400), { maxLength: 8 }),
    doubled: fc.array(fc.nat(400), { maxLength: 8 }),
    lossPolicy: fc.constantFrom('until-random-access' as const, 'continue' as const),
    reorderWindow: fc.constantFrom(0, 8, 16),
  });
  type Network = typeof network extends fc.Arbitrary<infer Fields> ? Fields : never;

  function receiveOver(fields: Network, spares: (packet: Uint8Array) => boolean) {
    const { name, maxPayloadBytes, marker, lost, swapped, doubled, ...options } = fields;
    const packets = packetsOf(h264AccessUnits(name), { maxPayloadBytes, marker }).flat();
    for (const at of swapped) {
      const pair = packets.slice(at, at + 2).reverse();
      if (!pair.some(spares)) {
        packets.splice(at, 2, ...pair);
      }
    }
    for (const at of doubled) {
      packets.splice(at + 1, 0, ...packets.slice(at, at + 1));
    }
    return receiveBoth(
      packets.filter((bytes, at) => !lost.includes(at) || spares(bytes)),
      options,
    );
  }

  it('hands on the same as when access units are pulled, whatever the network does', () => {
    fc.assert(
      fc.property(network, (fields) => expectSame(receiveOver(fields, hasParameterSets))),
      { numRuns: 120 },
    );
  });

  it('hands on all that is pulled where parameter sets get lost too, in order', () => {
    const sizesOf = (units: readonly Pick<AccessUnit, 'nalUnits'>[]) =>
      units.map(({ nalUnits }) => nalUnits.map(({ length }) => length).join());
    fc.assert(
      fc.property(network, (fields) => {
        const { sink, pulled } = receiveOver(fields, () => false);
        // There may be more: those whose parameter sets came with a picture that was broken later.
        const wanted = sizesOf(pulled);
        let next = 0;
        for (const unit of sizesOf(sink.complete)) {
          next += unit === wanted[next] ? 1 : 0;
        }
        expect(wanted.slice(next)).toEqual([]);
      }),
      { numRuns: 120 },
    );
  });

  it('survives any bytes in any packets', () => {
    const payload = fc.oneof(
      fc.uint8Array({ maxLength: 200 }),
      fc
        .tuple(
          fc.constantFrom(0x65, 0x41, 0x67, 0x68, 0x7c, 0x78),
          fc.uint8Array({ maxLength: 90 }),
        )
        .map(([header, bytes]) => concatBytes([Uint8Array.of(header), bytes])),
      fc.constantFrom(spsNalUnit, ppsNalUnit(), sliceNalUnit({ idr: true, bytes: 90 })),
    );
    const step = fc.record({
      payload,
      marker: fc.boolean(),
      timestamp: fc.nat(3),
      lost: fc.nat(9),
    });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let sequenceNumber = 0;
        const packets = steps.map(({ lost, ...fields }) => {
          sequenceNumber += lost === 9 ? 2 : 1;
          return serializeRtpPacket(rtpPacket({ ...fields, sequenceNumber }));
        });
        const limits = { maxAccessUnitBytes: 700, maxNalUnits: 6 };
        const { sink } = receiveBoth(packets, limits);
        for (const unit of sink.complete) {
          expect(unit.nalUnits.length).toBeGreaterThan(0);
          expect(concatBytes(unit.nalUnits).length).toBeLessThan(900);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('begins a picture with its first packet and shows each packet at once', () => {
    const sink = new UnitCollector();
    const receiver = new VideoReceiver({ sink });
    const slice = sliceNalUnit({ idr: true, bytes: 3_000 });
    const [packets = []] = packetsOf([[spsNalUnit, ppsNalUnit(), slice]]);
    const grown = packets.map((bytes, nowMs) => {
      receiver.push(bytes, nowMs);
      return [sink.units.length, sink.units[0]?.nalUnits.length, sink.growingBytes];
    });
    expect(grown.slice(0, 3)).toEqual([
      [0, undefined, 0],
      [1, 2, 1_199],
      [1, 2, 2_397],
    ]);
    expect(sink.units[0]).toMatchObject({ state: 'complete', randomAccess: true, arrivalMs: 0 });
    expect(sink.units[0]?.nalUnits).toEqual([spsNalUnit, ppsNalUnit(), slice]);
  });

  it('puts remembered parameter sets in front of an IDR picture without them', () => {
    const idr = sliceNalUnit({ idr: true, bytes: 2_500 });
    const other = sliceNalUnit({ idr: true, bytes: 2_000, seed: 2 });
    const { sink } = receiveBoth(
      packetsOf([[spsNalUnit, ppsNalUnit(), idr], [sliceNalUnit()], [other]]).flat(),
    );
    expect(sink.units[2]).toMatchObject({ state: 'complete', randomAccess: true });
    expect(sink.units[2]?.nalUnits).toEqual([spsNalUnit, ppsNalUnit(), other]);
  });

  it('abandons a picture with a lost packet and waits for the next IDR picture', () => {
    const idr = (seed: number) => [
      spsNalUnit,
      ppsNalUnit(),
      sliceNalUnit({ idr: true, bytes: 4_000, seed }),
    ];
    const pictures = packetsOf([
      idr(1),
      [sliceNalUnit({ bytes: 5_000 })],
      [sliceNalUnit()],
      idr(2),
    ]);
    pictures[1]?.splice(2, 1);
    const { sink, growing } = receiveBoth(pictures.flat(), { reorderWindow: 0 });
    expect(sink.units.map(({ state, randomAccess }) => [state, randomAccess])).toEqual([
      ['complete', true],
      ['abandoned', false],
      ['complete', true],
    ]);
    expect(sink.units[2]?.discontinuity).toBe(true);
    expect(growing.statistics).toMatchObject({ accessUnits: 2, discardedAccessUnits: 2 });
  });

  it('abandons a picture that grows too large', () => {
    const idr = [spsNalUnit, ppsNalUnit(), sliceNalUnit({ idr: true, bytes: 9_000 })];
    const { sink, growing } = receiveBoth(packetsOf([idr]).flat(), { maxAccessUnitBytes: 5_000 });
    expect(sink.units.map(({ state }) => state)).toEqual(['abandoned']);
    expect(growing.statistics.defects['access-unit-too-large']).toBe(1);
  });

  it('abandons an IDR picture whose second slice has a PPS that was not handed on, but only once', () => {
    const sets = [spsNalUnit, ppsNalUnit(), ppsNalUnit({ id: 3 })];
    const slices = [
      sliceNalUnit({ idr: true, bytes: 90 }),
      sliceNalUnit({ idr: true, firstMb: 9, ppsId: 3, bytes: 90 }),
    ];
    const bare = packetsOfPictures([
      { nalUnits: [...sets, slices[0]!] },
      { nalUnits: slices },
      { nalUnits: slices },
    ]);
    const { sink, growing } = receiveBoth(bare);
    expect(sink.units.map(({ state }) => state)).toEqual(['complete', 'abandoned', 'complete']);
    expect(sink.units[2]?.nalUnits).toEqual([...sets, ...slices]);
    expect(sink.units[2]?.discontinuity).toBe(true);
    expect(growing.statistics.defects['parameter-sets-missing']).toBe(1);
  });

  it('hands on an IDR picture whose second slice has a PPS of its own that comes with it', () => {
    const both = receiveBoth(
      packetsOfPictures([
        {
          nalUnits: [
            spsNalUnit,
            ppsNalUnit(),
            ppsNalUnit({ id: 3 }),
            sliceNalUnit({ idr: true, bytes: 90 }),
            sliceNalUnit({ idr: true, firstMb: 9, ppsId: 3, bytes: 90 }),
          ],
        },
        { nalUnits: [sliceNalUnit()] },
      ]),
    );
    expect(both.sink.units.map(({ state }) => state)).toEqual(['complete', 'complete']);
    expectSame(both);
    expect(both.growing.statistics.defects['parameter-sets-missing']).toBe(0);
  });

  it('abandons a picture that turns into an IDR picture', () => {
    const sets = [spsNalUnit, ppsNalUnit()];
    const { sink } = receiveBoth(
      packetsOfPictures([
        { nalUnits: [...sets, sliceNalUnit({ idr: true })] },
        { nalUnits: [sliceNalUnit(), sliceNalUnit({ idr: true, firstMb: 9 })] },
        { nalUnits: [sliceNalUnit()] },
      ]),
    );
    expect(sink.units.map(({ state }) => state)).toEqual(['complete', 'abandoned']);
  });

  it('remembers parameter sets that come behind slices', () => {
    const next = ppsNalUnit({ initialQp: 30 });
    const idr = sliceNalUnit({ idr: true });
    const both = receiveBoth(
      packetsOfPictures([
        { nalUnits: [spsNalUnit, ppsNalUnit(), idr] },
        { nalUnits: [sliceNalUnit(), next] },
        { nalUnits: [idr] },
      ]),
    );
    expectSame(both);
    expect(both.sink.units[2]?.nalUnits).toEqual([spsNalUnit, next, idr]);
  });

  it('tells the extension with the end', () => {
    const extension = { profile: 4, bytes: fromHex('00040008') };
    const { sink, pulled } = receiveBoth(
      packetsOf(h264AccessUnits('high-aud-sei').slice(0, 2), { extension }).flat(),
    );
    expect(sink.units.map((unit) => unit.extension)).toEqual(pulled.map((unit) => unit.extension));
    expect(sink.units[0]?.extension).toEqual(extension.bytes);
  });
});
