import fc from 'fast-check';
import { roundTripMs, toNtp, toShortNtp } from './ntp-time.js';

describe('toNtp', () => {
  it.each([
    [0, 2_208_988_800, 0],
    [500, 2_208_988_800, 0x8000_0000],
    [1, 2_208_988_800, 4_294_967],
    [999, 2_208_988_800, 4_290_672_328],
    // The decimal digits of this fraction begin with a zero.
    [1_700_000_000_062.5, 3_908_988_800, 0x1000_0000],
    // RFC 5905 figure 4: the era that begins on 7 February 2036.
    [2_085_978_496_000, 0, 0],
    [-2_208_988_800_000, 0, 0],
  ])('%d ms is %d s and %d', (epochMs, seconds, fraction) => {
    expect(toNtp(epochMs)).toEqual({ seconds, fraction });
  });

  it('is exact: the rounded down fraction of every millisecond, computed with integers', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 4_000_000_000_000 }), (epochMs) => {
        const exact = (BigInt(epochMs) * 2n ** 32n) / 1_000n + 2_208_988_800n * 2n ** 32n;
        const { seconds, fraction } = toNtp(epochMs);
        expect(BigInt(seconds) * 2n ** 32n + BigInt(fraction)).toBe(exact % 2n ** 64n);
      }),
    );
  });

  it('stays within 32 bits for fractions of a millisecond', () => {
    fc.assert(
      fc.property(fc.double({ min: 0, max: 4e12, noNaN: true }), (epochMs) => {
        const { seconds, fraction } = toNtp(epochMs);
        expect(fraction).toBeGreaterThanOrEqual(0);
        expect(fraction).toBeLessThan(2 ** 32);
        expect(Number.isInteger(fraction) && Number.isInteger(seconds)).toBe(true);
      }),
    );
  });
});

describe('roundTripMs', () => {
  it('RFC 3550 figure 2: 6.125 s', () => {
    expect(roundTripMs(0xb710_8000, 0xb705_2000, 0x0005_4000)).toBe(6_125);
  });

  it('is what passed, also across the wrap of the seconds', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 4_000_000_000_000 }),
        fc.integer({ min: 0, max: 30_000 }),
        fc.integer({ min: 0, max: 30_000 }),
        (sentMs, travelMs, delayMs) => {
          const sent = toShortNtp(toNtp(sentMs));
          const now = toShortNtp(toNtp(sentMs + travelMs + delayMs));
          const delay = Math.floor((delayMs * 65_536) / 1_000);
          fc.pre(sent !== 0);
          expect(Math.abs((roundTripMs(now, sent, delay) ?? -1) - travelMs)).toBeLessThan(0.1);
        },
      ),
    );
  });

  it.each([
    ['there was no sender report yet', 0x1000_0000, 0, 0, undefined],
    ['it is slightly negative by rounding', 0x1000_0000, 0x1000_0000, 33, 0],
    ['it is negative', 0x1000_0000, 0x1000_0000, 1_000, undefined],
    ['it is longer than a minute', 0x1000_0000, 0x0f00_0000, 0, undefined],
  ])('when %s', (_, now, lsr, dlsr, expected) => {
    expect(roundTripMs(now, lsr, dlsr)).toBe(expected);
  });
});
