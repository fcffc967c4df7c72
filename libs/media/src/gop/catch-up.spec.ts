import fc from 'fast-check';
import { gopOf, packetizedUnit } from '../fixtures/packetized-units.js';
import {
  catchUpAsIs,
  catchUpSchedule,
  catchUpStep90k,
  catchUpStill,
  compressedTimestamps,
} from './catch-up.js';
import { PacketRingReader } from './packet-ring-reader.js';
import { PacketRingWriter } from './packet-ring-writer.js';
import { createSharedRing } from './shared-ring.js';

function timestamps(units: readonly { readonly timestamp90k: number }[]): number[] {
  return units.map(({ timestamp90k }) => timestamp90k);
}

describe('catchUpSchedule', () => {
  it('puts the pictures 5 ms apart, ending at the newest one', () => {
    const schedule = catchUpSchedule(gopOf(4, 100));
    expect(timestamps(schedule)).toEqual([-3, -2, -1, 0].map((at) => 103 * 3_600 + at * 450));
    expect(schedule.every(({ catchUp }) => catchUp)).toBe(true);
    expect(schedule.map(({ randomAccess }) => randomAccess)).toEqual([true, false, false, false]);
  });

  it('shares the payloads and leaves the GOP as it is', () => {
    const gop = gopOf(3);
    const before = structuredClone(gop);
    const schedule = catchUpSchedule(gop);
    expect(gop).toEqual(before);
    schedule.forEach(({ payloads }, at) => expect(payloads).toBe(gop[at]?.payloads));
  });

  it('keeps the order in which B pictures are shown', () => {
    const gop = [0, 3, 1, 2, 6, 4, 5].map((picture) => packetizedUnit(picture));
    expect(timestamps(catchUpSchedule(gop))).toEqual(
      [0, 3, 1, 2, 6, 4, 5].map((picture) => 6 * 3_600 - (6 - picture) * 450),
    );
  });

  it('does not stretch what is nearer than 5 ms, and keeps equal times equal', () => {
    const gop = [0, 100, 100, 3_700].map((timestamp90k) => packetizedUnit(0, { timestamp90k }));
    expect(timestamps(catchUpSchedule(gop))).toEqual([3_150, 3_250, 3_250, 3_700]);
  });

  it('has nothing to do for nothing or one', () => {
    expect(catchUpSchedule([])).toEqual([]);
    expect(timestamps(catchUpSchedule(gopOf(1, 9)))).toEqual([9 * 3_600]);
  });

  it('keeps the order, ends at the newest and never steps by more than 5 ms', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000_000), { minLength: 1, maxLength: 50 }), (list) => {
        const gop = list.map((timestamp90k) => packetizedUnit(0, { timestamp90k }));
        const pairs = timestamps(catchUpSchedule(gop))
          .map((compressed, at) => ({ compressed, original: list[at]! }))
          .sort((a, b) => a.original - b.original);
        expect(pairs.at(-1)!.compressed).toBe(Math.max(...list));
        pairs.slice(1).forEach(({ compressed, original }, at) => {
          const step = compressed - pairs[at]!.compressed;
          expect(step).toBe(Math.min(original - pairs[at]!.original, catchUpStep90k));
        });
      }),
    );
  });
});

describe('other ways to catch up', () => {
  it('as is: the own times', () => {
    expect(catchUpAsIs(gopOf(2))).toEqual(gopOf(2).map((unit) => ({ ...unit, catchUp: true })));
  });

  it('still: the picture of the past as the newest one', () => {
    const still = catchUpStill(packetizedUnit(1, { idr: true }), 50 * 3_600);
    expect(still).toEqual({
      ...packetizedUnit(1, { idr: true }),
      timestamp90k: 50 * 3_600,
      catchUp: true,
    });
    expect(catchUpStill(packetizedUnit(1), 0).timestamp90k).toBe(3_600);
  });
});

describe('compressedTimestamps', () => {
  /** A ring with pictures of two packets each; the first one and those in `idrs` are IDR pictures. */
  function ringOf(pictures: readonly number[], idrs: readonly number[] = []) {
    const ring = createSharedRing('cam-1', { firstIndex: 0xffff_fffd });
    const writer = new PacketRingWriter(ring);
    pictures.forEach((timestamp90k, at) => {
      const randomAccess = at === 0 || idrs.includes(at);
      writer.beginUnit({ timestamp90k, arrivalMs: 0, randomAccess, discontinuity: false });
      writer.packet(Uint8Array.of(1), false);
      writer.packet(Uint8Array.of(2), true);
      writer.endUnit();
    });
    return { writer, reader: new PacketRingReader(ring) };
  }

  it('gives those of catchUpSchedule', () => {
    const times = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(times, (pictures) => {
        const { reader } = ringOf(pictures);
        const units = pictures.map((timestamp90k) => packetizedUnit(0, { timestamp90k }));
        expect([...compressedTimestamps(reader)]).toEqual(timestamps(catchUpSchedule(units)));
      }),
    );
  });

  it('begins at the newest random access unit and counts the growing unit', () => {
    const { writer, reader } = ringOf([0, 3_600, 7_200, 10_800], [2]);
    const unit = { timestamp90k: 14_400, arrivalMs: 0, randomAccess: false, discontinuity: false };
    writer.beginUnit(unit);
    writer.packet(Uint8Array.of(1), false);
    expect([...compressedTimestamps(reader)]).toEqual([13_500, 13_950, 14_400]);
    expect(reader.unitsSinceRandomAccess()).toBe(3);
  });

  it('is empty without a random access unit', () => {
    const { writer, reader } = ringOf([0, 3_600]);
    writer.forget();
    expect([...compressedTimestamps(reader)]).toEqual([]);
  });
});
