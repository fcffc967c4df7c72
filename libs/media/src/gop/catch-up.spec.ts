import fc from 'fast-check';
import { catchUpStep90k, compressedTimestamps, compressTimestamps } from './catch-up.js';
import { PacketRingReader } from './packet-ring-reader.js';
import { PacketRingWriter } from './packet-ring-writer.js';
import { createSharedRing } from './shared-ring.js';

function compressed(timestamps: readonly number[]): number[] {
  return [...compressTimestamps(timestamps)];
}

describe('compressTimestamps', () => {
  it('puts the pictures 5 ms apart, ending at the newest one', () => {
    const gop = [100, 101, 102, 103].map((picture) => picture * 3_600);
    expect(compressed(gop)).toEqual([-3, -2, -1, 0].map((at) => 103 * 3_600 + at * 450));
  });

  it('keeps the order in which B pictures are shown', () => {
    const shown = [0, 3, 1, 2, 6, 4, 5];
    expect(compressed(shown.map((picture) => picture * 3_600))).toEqual(
      shown.map((picture) => 6 * 3_600 - (6 - picture) * 450),
    );
  });

  it('does not stretch what is nearer than 5 ms, and keeps equal times equal', () => {
    expect(compressed([0, 100, 100, 3_700])).toEqual([3_150, 3_250, 3_250, 3_700]);
  });

  it('has nothing to do for nothing or one', () => {
    expect(compressed([])).toEqual([]);
    expect(compressed([9 * 3_600])).toEqual([9 * 3_600]);
  });

  it('keeps the order, ends at the newest and never steps by more than 5 ms', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10_000_000), { minLength: 1, maxLength: 50 }), (list) => {
        const times = compressed(list);
        const pairs = times
          .map((time, at) => ({ time, original: list[at]! }))
          .sort((a, b) => a.original - b.original);
        expect(pairs.at(-1)!.time).toBe(Math.max(...list));
        pairs.slice(1).forEach(({ time, original }, at) => {
          const step = time - pairs[at]!.time;
          expect(step).toBe(Math.min(original - pairs[at]!.original, catchUpStep90k));
        });
      }),
    );
  });
});

describe('compressedTimestamps', () => {
  /** A ring with pictures of two packets each; the first one and those in `idrs` are IDR pictures. */
  function ringOf(pictures: readonly number[], idrs: readonly number[] = []) {
    const ring = createSharedRing('cam-1', { firstIndex: 0xffff_fffd });
    const writer = new PacketRingWriter(ring);
    pictures.forEach((timestamp90k, at) => {
      const randomAccess = at === 0 || idrs.includes(at);
      writer.beginUnit({
        codec: 'h264',
        timestamp90k,
        arrivalMs: 0,
        randomAccess,
        discontinuity: false,
      });
      writer.packet(Uint8Array.of(1), false);
      writer.packet(Uint8Array.of(2), true);
      writer.endUnit();
    });
    return { writer, reader: new PacketRingReader(ring) };
  }

  it('gives the compressed times of all units in the ring', () => {
    const times = fc.array(fc.integer({ min: 0, max: 100_000 }), { minLength: 1, maxLength: 40 });
    fc.assert(
      fc.property(times, (pictures) => {
        const { reader } = ringOf(pictures);
        expect(compressedTimestamps(reader)).toEqual(compressTimestamps(pictures));
      }),
    );
  });

  it('begins at the newest random access unit and counts the growing unit', () => {
    const { writer, reader } = ringOf([0, 3_600, 7_200, 10_800], [2]);
    const unit = {
      codec: 'h264' as const,
      timestamp90k: 14_400,
      arrivalMs: 0,
      randomAccess: false,
      discontinuity: false,
    };
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
