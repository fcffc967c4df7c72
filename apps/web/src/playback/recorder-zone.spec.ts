import fc from 'fast-check';
import { parseRecorderZone, type RecorderZone, utcName, utcZone } from './recorder-zone.js';

function zone(name: string): RecorderZone {
  const found = parseRecorderZone(name);
  if (!found) {
    throw new Error(`expected ${name} to be a zone`);
  }
  return found;
}

function local(text: string) {
  const [year, month, day, hour, minute] = text.split(/\D/).map(Number);
  return {
    year: year ?? 0,
    month: month ?? 0,
    day: day ?? 0,
    hour: hour ?? 0,
    minute: minute ?? 0,
    second: 0,
    millisecond: 0,
  };
}

const iso = (ms: number): string => new Date(ms).toISOString();

describe('recorder zone', () => {
  it.each([
    ['Europe/Berlin', '2026-10-24', '2026-10-26', '2026-10-25T01:00:00.000Z', 2, 1],
    ['Europe/Berlin', '2026-03-28', '2026-03-30', '2026-03-29T01:00:00.000Z', 1, 2],
    ['America/New_York', '2026-10-31', '2026-11-02', '2026-11-01T06:00:00.000Z', -4, -5],
    ['America/New_York', '2026-03-07', '2026-03-09', '2026-03-08T07:00:00.000Z', -5, -4],
    ['Australia/Lord_Howe', '2026-04-03', '2026-04-06', '2026-04-04T15:00:00.000Z', 11, 10.5],
  ])('%s changes its clock between %s and %s', (name, from, to, at, before, after) => {
    expect(zone(name).changes(Date.parse(from), Date.parse(to))).toEqual([
      { atMs: Date.parse(at), beforeMs: before * 3_600_000, afterMs: after * 3_600_000 },
    ]);
  });

  it.each([
    ['Asia/Tokyo', 540],
    ['+09:00', 540],
    ['-0330', -210],
    ['UTC', 0],
    ['Z', 0],
  ])('%s has one offset all year', (name, minutes) => {
    const found = zone(name);
    const [from, to] = [Date.UTC(2026, 0, 1), Date.UTC(2026, 11, 31)];
    expect(found.changes(from, to)).toEqual([]);
    expect(found.offsetMs(from)).toBe(minutes * 60_000);
    expect(found.isRepeated(from)).toBe(false);
  });

  it.each<[string, string, string[]]>([
    ['Europe/Berlin', '2026-10-25 02:30', ['2026-10-25T00:30:00.000Z', '2026-10-25T01:30:00.000Z']],
    ['Europe/Berlin', '2026-10-25 01:59', ['2026-10-24T23:59:00.000Z']],
    ['Europe/Berlin', '2026-10-25 03:00', ['2026-10-25T02:00:00.000Z']],
    ['Europe/Berlin', '2026-03-29 02:30', []],
    ['Europe/Berlin', '2026-03-29 03:00', ['2026-03-29T01:00:00.000Z']],
    [
      'America/New_York',
      '2026-11-01 01:30',
      ['2026-11-01T05:30:00.000Z', '2026-11-01T06:30:00.000Z'],
    ],
    ['America/New_York', '2026-03-08 02:15', []],
    ['Asia/Tokyo', '2026-10-25 02:30', ['2026-10-24T17:30:00.000Z']],
    ['+09:00', '2026-10-25 02:30', ['2026-10-24T17:30:00.000Z']],
  ])('%s: the clock shows %s at %j', (name, text, instants) => {
    expect(zone(name).instantsOf(local(text)).map(iso)).toEqual(instants);
  });

  it.each([
    ['Europe/Berlin', '2026-10-25T00:30:00Z', 'CEST', 'Europe/Berlin (CEST, UTC+2)'],
    ['Europe/Berlin', '2026-10-25T01:30:00Z', 'CET', 'Europe/Berlin (CET, UTC+1)'],
    ['America/New_York', '2026-11-01T06:30:00Z', 'EST', 'America/New_York (EST, UTC-5)'],
    ['Asia/Tokyo', '2026-11-01T06:30:00Z', 'UTC+9', 'Asia/Tokyo (UTC+9)'],
    ['+05:30', '2026-11-01T06:30:00Z', 'UTC+5:30', 'UTC+5:30'],
    ['UTC', '2026-11-01T06:30:00Z', 'UTC', 'UTC'],
  ])('%s at %s is called %s, in full %s', (name, at, short, full) => {
    expect(zone(name).shortName(Date.parse(at))).toBe(short);
    expect(zone(name).fullName(Date.parse(at))).toBe(full);
  });

  it.each(['', 'Mars/Olympus', '+25:00', '<b>', 'Europe/Berlin '])('%j is no zone', (name) => {
    expect(parseRecorderZone(name)).toBeUndefined();
  });

  it('takes any text without throwing', () => {
    fc.assert(
      fc.property(fc.string(), (name) => {
        expect([undefined, 'object']).toContain(
          parseRecorderZone(name) === undefined ? undefined : 'object',
        );
      }),
    );
  });

  it('finds every instant again from what the clock shows', () => {
    const anyZone = fc.constantFrom('Europe/Berlin', 'America/New_York', 'Asia/Tokyo', '-02:30');
    const anyTime = fc.integer({ min: Date.UTC(2000, 0, 1), max: Date.UTC(2037, 0, 1) });
    fc.assert(
      fc.property(anyZone, anyTime, (name, atMs) => {
        const found = zone(name);
        const instants = found.instantsOf(found.timeAt(atMs));
        expect(instants).toContain(atMs);
        expect(instants.length).toBeLessThanOrEqual(2);
      }),
    );
  });

  it('stays calm at the ends of time', () => {
    expect(utcZone.timeAt(0).year).toBe(1970);
    expect(zone('Europe/Berlin').offsetMs(8.64e15)).toBe(0);
    expect(utcName(-3.5 * 3_600_000)).toBe('UTC-3:30');
  });
});
