import { toHex } from '@casement/bytes';
import fc from 'fast-check';
import { h264NalUnitTypes, nalUnitType } from '../codec/h264/nal-unit-type.js';
import { H264Payloader } from '../codec/h264/payloader.js';
import { parseStapA } from '../codec/h264/stap-a.js';
import { h264AccessUnits } from '../fixtures/h264-streams.js';
import { hasParameterSets, packetsOf } from '../fixtures/rtp-packets.js';
import { VideoReceiver } from '../ingest/video-receiver.js';
import { PacketRingReader } from './packet-ring-reader.js';
import { PacketRingWriter } from './packet-ring-writer.js';
import { createSharedRing } from './shared-ring.js';
import { UnitStreamer } from './unit-streamer.js';

/** Packets of a camera through the whole ingest into a ring. */
function ingest(packets: readonly Uint8Array[]) {
  const ring = createSharedRing('cam-1');
  const writer = new PacketRingWriter(ring);
  const receiver = new VideoReceiver({ sink: new UnitStreamer(writer) });
  const heads: number[] = [];
  const reader = new PacketRingReader(ring);
  packets.forEach((bytes, nowMs) => {
    receiver.push(bytes, nowMs);
    heads.push(reader.head());
  });
  receiver.tick(packets.length + 1_000);
  return { reader, writer, heads };
}

/** Compared as text: Jest takes long for thousands of bytes in arrays. */
function hexOf(payload: Uint8Array): string {
  return toHex(payload, Number.POSITIVE_INFINITY);
}

/** The payloads of the units in the ring; those of units without a marker apart. */
function unitsIn(reader: PacketRingReader) {
  const complete: string[][] = [];
  const broken: string[][] = [];
  let unit: string[] = [];
  for (let index = reader.tail(); reader.load(index); index += 1) {
    if (reader.unitStart && unit.length > 0) {
      broken.push(unit);
      unit = [];
    }
    const payload = new Uint8Array(reader.length);
    reader.copyPayload(payload, 0);
    unit.push(hexOf(payload));
    if (reader.marker) {
      complete.push(unit);
      unit = [];
    }
  }
  return { complete, broken: unit.length > 0 ? [...broken, unit] : broken };
}

/** What `H264Payloader` makes of complete access units, with its aggregates taken apart again. */
function packetized(packets: readonly Uint8Array[]): string[][] {
  const receiver = new VideoReceiver();
  const payloader = new H264Payloader();
  const units: string[][] = [];
  const pull = () => {
    for (let unit = receiver.pull(); unit; unit = receiver.pull()) {
      units.push(payloader.payloads(unit.nalUnits).flatMap(apart).map(hexOf));
    }
  };
  packets.forEach((bytes, nowMs) => {
    receiver.push(bytes, nowMs);
    pull();
  });
  receiver.tick(packets.length + 1_000);
  pull();
  return units;
}

function apart(payload: Uint8Array): readonly Uint8Array[] {
  return nalUnitType(payload) === h264NalUnitTypes.stapA ? (parseStapA(payload) ?? []) : [payload];
}

describe('from a camera’s packets to the ring', () => {
  it('the packets are those of the complete access units, and broken ones are no others', () => {
    const network = fc.record({
      maxPayloadBytes: fc.integer({ min: 60, max: 1_500 }),
      marker: fc.boolean(),
      lost: fc.array(fc.nat(300), { maxLength: 6 }),
    });
    fc.assert(
      fc.property(network, ({ maxPayloadBytes, marker, lost }) => {
        const pictures = h264AccessUnits('high-aud-sei');
        const sent = packetsOf(pictures, { maxPayloadBytes, marker }).flat();
        const packets = sent.filter((bytes, at) => !lost.includes(at) || hasParameterSets(bytes));
        const { reader, writer } = ingest(packets);
        const { complete, broken } = unitsIn(reader);
        expect(complete).toEqual(packetized(packets));
        expect(writer.statistics.units).toBe(complete.length);
        expect(writer.statistics.abandonedUnits).toBeLessThanOrEqual(lost.length);
        expect(broken.length).toBeLessThanOrEqual(lost.length + 1);
      }),
      { numRuns: 60 },
    );
  });

  it('whatever is lost, every complete access unit is there, in order', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 60, max: 1_500 }),
        fc.boolean(),
        fc.array(fc.nat(300), { maxLength: 6 }),
        (maxPayloadBytes, marker, lost) => {
          const pictures = h264AccessUnits('high-aud-sei');
          const sent = packetsOf(pictures, { maxPayloadBytes, marker }).flat();
          const packets = sent.filter((_, at) => !lost.includes(at));
          const { complete } = unitsIn(ingest(packets).reader);
          const wanted = packetized(packets).map((unit) => unit.join());
          const found = complete.map((unit) => unit.join());
          // There may be more: those whose parameter sets came with a picture that was broken later.
          expect(found.filter((unit) => wanted.includes(unit))).toEqual(wanted);
        },
      ),
      { numRuns: 60, examples: [[67, false, [171, 12]]] },
    );
  });

  it('a packet is in the ring before its picture is complete', () => {
    const [first = []] = packetsOf(h264AccessUnits('high-aud-sei'), { maxPayloadBytes: 900 });
    const { heads } = ingest(first);
    expect(first.length).toBeGreaterThan(3);
    // Two parameter sets, SEI and the first fragments: all but what may still be the last packet.
    expect(heads.at(-2)).toBeGreaterThanOrEqual(first.length - 1);
    expect(heads).toEqual([...heads].sort((a, b) => a - b));
  });
});
