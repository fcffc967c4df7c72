import fc from 'fast-check';
import { JpegRingSink } from './jpeg-ring-sink.js';
import type { MediaUnit } from './media-unit.js';
import { PacketRingWriter } from './packet-ring-writer.js';
import type { RingUnit } from './packet-ring-writer.js';
import type { RingCodec } from './ring-codec.js';
import { RingUnitReader } from './ring-unit-reader.js';
import { createSharedRing } from './shared-ring.js';
import type { SharedRingOptions } from './shared-ring.js';
import { UnitStreamer } from './unit-streamer.js';
import { writeWholeUnit } from './whole-unit.js';

type Written = {
  readonly codec: RingCodec;
  readonly parts: readonly Uint8Array[];
  readonly randomAccess: boolean;
  readonly fate: 'complete' | 'abandoned';
};

function open(options?: SharedRingOptions) {
  const ring = createSharedRing('cam-1', options);
  const writer = new PacketRingWriter(ring);
  return { writer, streamer: new UnitStreamer(writer), reader: new RingUnitReader(ring) };
}

/** Bytes whose first ones make a NAL unit of a usual type. */
function partOf(codec: RingCodec, length: number, seed: number): Uint8Array {
  const part = Uint8Array.from({ length }, (_, at) => (at * 7 + seed * 31 + (at >> 8)) & 0xff);
  if (codec === 'h264') {
    part[0] = [0x65, 0x41, 0x67, 0x06][seed & 3] ?? 0;
  } else if (codec === 'h265') {
    part.set([(([19, 1, 33, 39][seed & 3] ?? 0) << 1) | (seed & 1), 0x08 | (seed % 7) | 1]);
  }
  return part;
}

function startOf(unit: Written, number: number): RingUnit {
  const { codec, randomAccess } = unit;
  return {
    codec,
    timestamp90k: number * 3_600,
    arrivalMs: number * 40,
    randomAccess,
    discontinuity: false,
  };
}

function write(
  { writer, streamer }: ReturnType<typeof open>,
  unit: Written,
  number: number,
  pieceBytes: number,
): void {
  const start = startOf(unit, number);
  const { codec } = start;
  if (codec !== 'h264' && codec !== 'h265') {
    writeWholeUnit(writer, start, unit.parts[0] ?? new Uint8Array(1));
    return;
  }
  streamer.begin({ ...start, codec });
  unit.parts.forEach((part, at) => {
    for (let from = 0; from < part.length; from += pieceBytes) {
      streamer.append(part.subarray(from, from + pieceBytes));
    }
    if (at < unit.parts.length - 1 || unit.fate === 'complete') {
      streamer.endNalUnit();
    }
  });
  if (unit.fate === 'complete') {
    streamer.end();
  } else {
    streamer.abandon();
  }
}

function pullAll(reader: RingUnitReader): MediaUnit[] {
  const units: MediaUnit[] = [];
  for (let unit = reader.pull(); unit; unit = reader.pull()) {
    units.push(unit);
  }
  return units;
}

const partBytes = fc.oneof(
  { weight: 3, arbitrary: fc.integer({ min: 2, max: 6_000 }) },
  {
    weight: 2,
    arbitrary: fc.constantFrom(2, 1_197, 1_198, 1_199, 1_200, 1_201, 2_396, 2_397, 2_398),
  },
);

const unitOf = fc
  .record({
    codec: fc.constantFrom<RingCodec>('h264', 'h265', 'jpeg', 'aac', 'opus', 'pcmu'),
    lengths: fc.array(partBytes, { minLength: 1, maxLength: 5 }),
    randomAccess: fc.boolean(),
    seed: fc.nat(1_000),
    fate: fc.constantFrom<Written['fate']>('complete', 'complete', 'complete', 'abandoned'),
  })
  .map(({ codec, lengths, randomAccess, seed, fate }): Written => {
    const isNal = codec === 'h264' || codec === 'h265';
    const parts = (isNal ? lengths : lengths.slice(0, 1)).map((length, at) =>
      partOf(codec, length, seed + at),
    );
    const isWhole = !isNal;
    return {
      codec,
      parts,
      randomAccess: isWhole || randomAccess,
      fate: isWhole ? 'complete' : fate,
    };
  });

describe('RingUnitReader', () => {
  it('gives back what was written, byte for byte, whatever the codec and however it came', () => {
    const steps = fc.array(fc.tuple(unitOf, fc.boolean()), { minLength: 1, maxLength: 14 });
    fc.assert(
      fc.property(
        steps,
        fc.integer({ min: 1, max: 3_000 }),
        fc.constantFrom(0, 0xffff_fff0),
        (units, pieceBytes, firstIndex) => {
          const house = open({ firstIndex });
          house.reader.startAtHead();
          const read: MediaUnit[] = [];
          units.forEach(([unit, pulls], number) => {
            write(house, unit, number, pieceBytes);
            if (pulls) {
              read.push(...pullAll(house.reader));
            }
          });
          read.push(...pullAll(house.reader));
          const wanted = units.flatMap(([unit], number) =>
            unit.fate === 'complete' ? [{ unit, number }] : [],
          );
          expect(read.map(({ timestamp }) => timestamp / 3_600)).toEqual(
            wanted.map(({ number }) => number),
          );
          read.forEach(({ codec, parts, randomAccess }, at) => {
            const unit = wanted[at]?.unit;
            expect([codec, randomAccess]).toEqual([unit?.codec, unit?.randomAccess]);
            expect(parts.map((part) => Buffer.from(part).toString('latin1'))).toEqual(
              unit?.parts.map((part) => Buffer.from(part).toString('latin1')),
            );
          });
        },
      ),
      { numRuns: 120 },
    );
  });

  it('never gives a wrong byte while the ring is written over, and goes on at random access units', () => {
    const steps = fc.array(fc.tuple(unitOf, fc.boolean()), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(steps, fc.constantFrom(8, 32), (units, maxPackets) => {
        const house = open({ maxPackets, maxBytes: 20_000 });
        const read: MediaUnit[] = [];
        units.forEach(([unit, pulls], number) => {
          write(house, unit, number, 1_400);
          if (pulls) {
            read.push(...pullAll(house.reader));
          }
        });
        read.push(...pullAll(house.reader));
        let last = -1;
        for (const { timestamp, parts, discontinuity, randomAccess } of read) {
          const number = timestamp / 3_600;
          const unit = units[number]?.[0];
          expect(number).toBeGreaterThan(last);
          const between = units
            .slice(last + 1, number)
            .filter(([{ fate }]) => fate === 'complete').length;
          // Complete units left out between two others are announced by the second one.
          expect(discontinuity || between === 0 || last === -1).toBe(true);
          expect(randomAccess || last >= 0).toBe(true);
          expect(Buffer.concat(parts).equals(Buffer.concat(unit?.parts ?? []))).toBe(true);
          last = number;
        }
        const { units: count } = house.reader.statistics;
        expect(count).toBe(read.length);
      }),
      { numRuns: 80 },
    );
  });

  it('begins at the newest random access unit, also when that is still growing', () => {
    const house = open();
    const picture = (randomAccess: boolean): Written => ({
      codec: 'h264',
      parts: [partOf('h264', 3_000, randomAccess ? 0 : 1)],
      randomAccess,
      fate: 'complete',
    });
    [true, false, true, false].forEach((randomAccess, number) =>
      write(house, picture(randomAccess), number, 500),
    );
    house.reader.startAtRandomAccess();
    expect(pullAll(house.reader).map(({ timestamp }) => timestamp)).toEqual([7_200, 10_800]);
    house.writer.forget();
    const growing = startOf(picture(true), 4);
    house.streamer.begin({ ...growing, codec: 'h264' });
    house.streamer.append(partOf('h264', 4_000, 0));
    house.reader.startAtRandomAccess();
    expect(house.reader.pull()).toBeUndefined();
    house.streamer.end();
    write(house, picture(false), 5, 500);
    expect(pullAll(house.reader).map(({ timestamp }) => timestamp)).toEqual([14_400, 18_000]);
  });

  it('says that units are missing: one that was abandoned, and as the writer knows', () => {
    const house = open();
    const unit: Written = {
      codec: 'h265',
      parts: [partOf('h265', 2_000, 0)],
      randomAccess: true,
      fate: 'complete',
    };
    house.reader.startAtHead();
    write(house, unit, 0, 900);
    write(house, { ...unit, fate: 'abandoned' }, 1, 900);
    write(house, unit, 2, 900);
    house.writer.beginUnit({ ...startOf(unit, 3), discontinuity: true });
    house.writer.packet(partOf('h265', 20, 0), true);
    house.writer.endUnit();
    expect(pullAll(house.reader).map(({ discontinuity }) => discontinuity)).toEqual([
      false,
      true,
      true,
    ]);
    expect(house.reader.statistics).toEqual({
      units: 3,
      abandonedUnits: 1,
      skippedUnits: 0,
      overruns: 0,
    });
  });

  it('waits for whole units, not for packets', () => {
    const house = open();
    const seen: string[] = [];
    expect(house.reader.pull()).toBeUndefined();
    const news = house.reader.waitForNews().then(() => seen.push('news'));
    house.streamer.begin({
      ...startOf({ codec: 'h264', parts: [], randomAccess: true, fate: 'complete' }, 0),
      codec: 'h264',
    });
    house.streamer.append(partOf('h264', 4_000, 0));
    return new Promise((resolve) => setImmediate(resolve))
      .then(() => {
        expect(seen).toEqual([]);
        house.streamer.end();
        return news;
      })
      .then(() => {
        expect(pullAll(house.reader)).toHaveLength(1);
        const woken = house.reader.waitForNews();
        house.reader.wake();
        return woken;
      })
      .then(() => expect(house.reader.pull()).toBeUndefined());
  });

  it('carries the clock of a ring of sound', () => {
    const house = open({ clockRateHz: 48_000, channels: 2 });
    const start = startOf({ codec: 'aac', parts: [], randomAccess: true, fate: 'complete' }, 1);
    house.reader.startAtHead();
    writeWholeUnit(house.writer, start, new Uint8Array(0));
    writeWholeUnit(house.writer, start, new Uint8Array(700).fill(5));
    expect(pullAll(house.reader)).toEqual([
      expect.objectContaining({ codec: 'aac', clockRateHz: 48_000, channels: 2, timestamp: 3_600 }),
    ]);
  });
});

describe('JpegRingSink', () => {
  it('writes pictures of which each stands for itself', () => {
    const house = open();
    const picture = partOf('jpeg', 5_000, 3);
    new JpegRingSink(house.writer).picture(picture, { timestamp90k: 90, arrivalMs: 1 });
    const [unit] = pullAll(house.reader);
    expect(unit).toMatchObject({ codec: 'jpeg', randomAccess: true, timestamp: 90, arrivalMs: 1 });
    expect(Buffer.concat(unit?.parts ?? []).equals(picture)).toBe(true);
  });
});
