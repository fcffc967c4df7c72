import fc from 'fast-check';
import { ageOf, agoWords, countdownWords, untilNews } from './information-age.js';

const clocks = { gatewayMs: Date.parse('2026-11-21T10:00:00Z'), readMs: 5_000 };

describe('information age', () => {
  it("goes by the gateway's clock and by what passed since, whatever the browser's clock says", () => {
    expect(ageOf('2026-11-21T09:58:00Z', clocks, 5_000)).toBe(120_000);
    expect(ageOf('2026-11-21T18:58:00+09:00', clocks, 35_000)).toBe(150_000);
    expect(ageOf('2026-11-21T10:00:30Z', clocks, 5_000)).toBe(0);
    expect(ageOf('yesterday', clocks, 5_000)).toBeNull();
  });

  it.each([
    [0, 'just now'],
    [9_999, 'just now'],
    [44_000, '40 s ago'],
    [90_000, '2 min ago'],
    [3_600_000, '60 min ago'],
    [7_200_000, '2 h ago'],
    [432_000_000, '5 days ago'],
  ])('%i ms: %s', (age, words) => {
    expect(agoWords(age)).toBe(words);
  });

  it.each([
    [-1, '0:00'],
    [0, '0:00'],
    [1, '0:01'],
    [65_000, '1:05'],
    [600_000, '10:00'],
  ])('counts %i ms down as %s', (ms, words) => {
    expect(countdownWords(ms)).toBe(words);
  });

  it('waits for the part that may be asked for first', () => {
    const parts = [
      { asOf: '2026-11-21T09:59:00Z', keptMs: 120_000 },
      { asOf: '2026-11-21T09:59:00Z', keptMs: 600_000 },
    ];
    expect(untilNews(parts, clocks, 5_000)).toBe(60_000);
    expect(untilNews(parts, clocks, 45_000)).toBe(20_000);
    expect(untilNews(parts, clocks, 500_000)).toBe(0);
    expect(untilNews([{ asOf: null, keptMs: 120_000 }, ...parts], clocks, 5_000)).toBe(0);
    expect(untilNews(parts, null, 5_000)).toBe(0);
  });

  it('never waits longer than the gateway keeps an answer, nor a negative time', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 10_000_000 }), fc.nat(10_000_000), (ageMs, passed) => {
        const asOf = new Date(clocks.gatewayMs - ageMs).toISOString();
        const wait = untilNews([{ asOf, keptMs: 120_000 }], clocks, clocks.readMs + passed);
        expect(wait).toBe(Math.max(0, 120_000 - ageMs - passed));
      }),
    );
  });
});
