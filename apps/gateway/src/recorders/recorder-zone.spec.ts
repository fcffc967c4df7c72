import fc from 'fast-check';
import { parsePlaybackBody, writePlaybackBody } from '@casement/protocol';
import type { RecordedZone } from '@casement/protocol';
import { instantOfLocal, zoneName, zoneOfLog, zoneOfRecording } from './recorder-zone.js';
import type { RecorderZone } from './recorder-zone.js';

const named = (name: string): RecorderZone => ({ kind: 'named', name });
const read = (minutes: number, summerTime = false): RecorderZone => ({
  kind: 'read',
  minutes,
  summerTime,
});

describe('instantOfLocal', () => {
  it.each<[string, string, boolean, RecorderZone, string]>([
    ['no summer time', '2026-11-21T07:08:09', false, named('Asia/Tokyo'), '2026-11-20T22:08:09Z'],
    ['summer', '2026-07-01T12:00:00', true, named('Europe/Berlin'), '2026-07-01T10:00:00Z'],
    ['winter', '2026-01-01T12:00:00', false, named('Europe/Berlin'), '2026-01-01T11:00:00Z'],
    [
      'repeated hour, first',
      '2026-10-25T02:30:00',
      true,
      named('Europe/Berlin'),
      '2026-10-25T00:30:00Z',
    ],
    [
      'repeated hour, second',
      '2026-10-25T02:30:00',
      false,
      named('Europe/Berlin'),
      '2026-10-25T01:30:00Z',
    ],
    [
      'before the repeated hour',
      '2026-10-25T01:59:59',
      true,
      named('Europe/Berlin'),
      '2026-10-24T23:59:59Z',
    ],
    [
      'after the repeated hour',
      '2026-10-25T03:00:00',
      false,
      named('Europe/Berlin'),
      '2026-10-25T02:00:00Z',
    ],
    [
      'an hour that does not exist',
      '2026-03-29T02:30:00',
      false,
      named('Europe/Berlin'),
      '2026-03-29T01:30:00Z',
    ],
    ['west', '2026-11-01T01:30:00', false, named('America/New_York'), '2026-11-01T06:30:00Z'],
    [
      'a flag that contradicts the zone',
      '2026-01-01T12:00:00',
      true,
      named('Europe/Berlin'),
      '2026-01-01T11:00:00Z',
    ],
    ['half an hour', '2026-11-21T07:08:09', false, named('Asia/Kolkata'), '2026-11-21T01:38:09Z'],
    ['read, winter', '2026-01-01T12:00:00', false, read(60, true), '2026-01-01T11:00:00Z'],
    ['read, summer', '2026-07-01T12:00:00', true, read(60), '2026-07-01T10:00:00Z'],
  ])('%s', (_name, text, summerTime, zone, expected) => {
    const instant = instantOfLocal({ text, summerTime }, zone);
    expect(new Date(instant ?? NaN).toISOString()).toBe(expected.replace('Z', '.000Z'));
  });

  it('is nothing when the text is no time', () => {
    expect(
      instantOfLocal({ text: '2021-13-14T13:00:00', summerTime: false }, read(0)),
    ).toBeUndefined();
  });

  it('property: finds the instant of what any zone shows', () => {
    const zones = ['Europe/Berlin', 'America/New_York', 'Asia/Tokyo', 'Australia/Lord_Howe', 'UTC'];
    fc.assert(
      fc.property(
        fc.constantFrom(...zones),
        fc.integer({ min: Date.UTC(2022, 0, 1) / 1000, max: Date.UTC(2035, 0, 1) / 1000 }),
        (name, seconds) => {
          const ms = seconds * 1000;
          const shown = (at: number): string =>
            new Date(at).toLocaleString('sv-SE', { timeZone: name }).replace(' ', 'T');
          const text = shown(ms);
          const found = [true, false].map((summerTime) =>
            instantOfLocal({ text, summerTime }, named(name)),
          );
          // One of the flags is the right one; where the hour is not repeated both are.
          expect(found).toContain(ms);
          for (const each of found) {
            expect(shown(each ?? NaN)).toBe(text);
          }
        },
      ),
      { numRuns: 300 },
    );
  });
});

describe('zoneName', () => {
  it.each<[RecorderZone, string]>([
    [named('Asia/Tokyo'), 'Asia/Tokyo'],
    [read(540), '+09:00'],
    [read(60, true), '+02:00'],
    [read(-210), '-03:30'],
    [read(0), '+00:00'],
  ])('%j', (zone, expected) => {
    expect(zoneName(zone)).toBe(expected);
  });
});

describe('zoneOfLog', () => {
  it.each<readonly [readonly (readonly [string, boolean])[], RecorderZone | undefined]>([
    [[], undefined],
    [[['2026-11-21T07:08:09+09:00', false]], read(540)],
    [[['2026-07-01T12:00:00-02:30', true]], read(-210, true)],
    // The newest decides, wherever it stands.
    [
      [
        ['2026-07-01T12:00:00+02:00', true],
        ['2026-11-01T12:00:00+01:00', false],
        ['2026-10-01T12:00:00+02:00', true],
      ],
      read(60),
    ],
  ])('%j', (times, zone) => {
    const entries = times.map(([time, summerTime]) => ({
      number: 1,
      time,
      summerTime,
      text: '',
      camera: null,
    }));
    const told = zoneOfLog({ entries });
    expect(told?.zone).toEqual(zone);
    expect(told?.atMs).toEqual(zone && Math.max(...entries.map(({ time }) => Date.parse(time))));
  });
});

describe('zoneOfRecording', () => {
  const bodyOf = (zone: RecordedZone, pictures: number) =>
    parsePlaybackBody(
      writePlaybackBody({
        codec: 'h264',
        information: { camera: 1 },
        start: { epochMs: 1_700_000_000_000, ...zone },
        end: { epochMs: 1_700_000_001_000, ...zone },
        pictures: Array.from({ length: pictures }, (_, index) => ({
          epochMs: 1_700_000_000_000 + index * 200,
          data: Uint8Array.of(0, 0, 0, 1, 0x65, 0x88),
        })),
      }),
    );

  it('is what stands beside the times of the GOP', () => {
    expect(zoneOfRecording(bodyOf({ timeZoneMinutes: 60, summerTime: true }, 2))).toEqual({
      zone: read(60, true),
      atMs: 1_700_000_000_000,
    });
  });

  it('is unknown where nothing is recorded', () => {
    expect(zoneOfRecording(bodyOf({ timeZoneMinutes: 60 }, 0))).toBeUndefined();
  });
});
