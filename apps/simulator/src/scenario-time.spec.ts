import { durationMs, isDuration, isScenarioTime, scenarioTimeMs } from './scenario-time.js';

const startMs = Date.UTC(2026, 10, 21, 7, 8, 9);

describe('a time of a scenario', () => {
  it.each([
    ['2025-10-26T02:30:00+02:00', Date.UTC(2025, 9, 26, 0, 30)],
    ['2025-10-26T02:30:00+01:00', Date.UTC(2025, 9, 26, 1, 30)],
    ['2025-10-26T02:30Z', Date.UTC(2025, 9, 26, 2, 30)],
    ['2025-10-26T02:30:01.250Z', Date.UTC(2025, 9, 26, 2, 30, 1, 250)],
    ['-2h', startMs - 7_200_000],
    ['-1h30m', startMs - 5_400_000],
    ['-14d', startMs - 14 * 86_400_000],
    ['+5s', startMs + 5_000],
  ])('%s', (text, expected) => {
    expect(isScenarioTime(text)).toBe(true);
    expect(scenarioTimeMs(text, startMs)).toBe(expected);
  });

  it.each([
    '',
    'now',
    '2h',
    '-',
    '-h',
    '-2x',
    '2025-10-26',
    '2025-10-26T02:30:00',
    '2025-13-01T00:00Z',
  ])('is not %j', (text) => {
    expect(isScenarioTime(text)).toBe(false);
    expect(() => scenarioTimeMs(text, startMs)).toThrow(RangeError);
  });
});

describe('a duration of a scenario', () => {
  it.each([
    ['90s', 90_000],
    ['1h30m', 5_400_000],
    ['14d', 14 * 86_400_000],
    ['0s', 0],
  ])('%s', (text, expected) => {
    expect(isDuration(text)).toBe(true);
    expect(durationMs(text)).toBe(expected);
  });

  it.each(['', '5', '-5s', '5 s'])('is not %j', (text) => {
    expect(isDuration(text)).toBe(false);
    expect(() => durationMs(text)).toThrow(RangeError);
  });
});
