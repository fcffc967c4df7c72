import { parseRecorderZone } from '../playback/recorder-zone.js';
import { limitsOf, logQuery, offsetOf } from './log-filter.js';

const zone = (name: string) => parseRecorderZone(name)!;
const nowMs = Date.parse('2026-11-21T10:00:00.500Z');

describe('log filter', () => {
  it('asks only for what was chosen', () => {
    const all = { kind: 'error', camera: null, search: ' ', from: null, to: null } as const;
    expect(logQuery(all)).toBe('kind=error&limit=1000');
    expect(
      logQuery({ ...all, kind: 'event', camera: 3, search: ' a&b ', from: '2026-11-21T00:00:00Z' }),
    ).toBe('kind=event&camera=3&search=a%26b&from=2026-11-21T00%3A00%3A00Z&limit=1000');
  });

  it.each([
    ['all', '', null, null],
    ['hour', '', '2026-11-21T09:00:00Z', null],
    ['day-long', '', '2026-11-20T10:00:00Z', null],
    ['week', '', '2026-11-14T10:00:00Z', null],
    ['day', '2026-11-20', '2026-11-19T15:00:00Z', '2026-11-20T14:59:59Z'],
    ['day', '', null, null],
    ['day', '2026-02-31x', null, null],
  ] as const)('%s %s: from %s to %s', (time, day, from, to) => {
    expect(limitsOf(time, { day, zone: zone('+09:00'), nowMs })).toEqual({ from, to });
  });

  it.each([
    // 25 hours, 23 hours, and a day that begins at one o'clock.
    ['Europe/Berlin', '2026-10-25', '2026-10-24T22:00:00Z', '2026-10-25T22:59:59Z'],
    ['Europe/Berlin', '2026-03-29', '2026-03-28T23:00:00Z', '2026-03-29T21:59:59Z'],
    ['America/Santiago', '2026-09-06', '2026-09-06T04:00:00Z', '2026-09-07T02:59:59Z'],
  ])('a day in %s: %s is from %s to %s', (name, day, from, to) => {
    expect(limitsOf('day', { day, zone: zone(name), nowMs })).toEqual({ from, to });
  });

  it("reads the offset of the recorder's clock", () => {
    expect(offsetOf('2026-11-21T14:03:07+09:00')).toBe('+09:00');
    expect(offsetOf('2026-11-21T14:03:07Z')).toBe('Z');
    expect(offsetOf('')).toBe('Z');
  });
});
